import CTideSystem

/// Faults in a mapped state file, which the system tells by SIGBUS or SIGSEGV: the file was cut off behind
/// the map's back, or the disk could not read it.
package enum MapFaults {
    /// What stands for the checkpoint directory in the text.
    package static let checkpoint = "\u{1}"

    /// From now on such a fault prints `text` on stderr and ends the process; any other keeps its effect.
    ///
    /// For a tool, not for a library: signals belong to the process.
    package static func install(_ text: String, exitStatus: Int32) throws(IOFailure) {
        let code = tide_map_faults_install(text, exitStatus)
        guard code == 0 else {
            throw IOFailure(operation: "sigaction", path: "SIGBUS, SIGSEGV", errno: code)
        }
    }

    // Safety: the path is a terminated string that is read during the call.
    /// Ends the process like a fault, where one is told of: for a library that would end it by a signal.
    package static func end(stateDirectory path: UnsafePointer<CChar>?) { tide_map_faults_end(path) }
}
