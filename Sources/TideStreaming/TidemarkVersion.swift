/// The engine's version, as `--version` prints it and `query.json` records it.
package enum TidemarkVersion {
    package static let text = "0.1.0"
}
