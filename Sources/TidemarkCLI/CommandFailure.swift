import TideModel

extension TidemarkError {
    /// The refusal of a part of the command-line contract that this version does not have.
    static func unavailable(_ what: String) -> TidemarkError {
        TidemarkError(.notAvailable, ["what": what])
    }
}
