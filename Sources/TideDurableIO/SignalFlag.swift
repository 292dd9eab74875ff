import CTideSystem

/// SIGINT and SIGTERM as a flag that the engine looks at between batches.
package enum SignalFlag {
    /// Installs the handlers. The first signal is recorded; a second ends the process at once with 128 + its
    /// number.
    package static func install() throws(IOFailure) {
        let code = tide_signals_install()
        guard code == 0 else { throw IOFailure(operation: "sigaction", path: "SIGINT, SIGTERM", errno: code) }
    }

    /// The number of the first signal received, or nil.
    package static var received: Int32? {
        let number = tide_signals_received()
        return number == 0 ? nil : number
    }

    /// Waits for a signal, at most so long; true when one was received, also before the call.
    package static func wait(upToNanoseconds nanoseconds: UInt64) -> Bool {
        tide_signals_wait(nanoseconds) != 0
    }
}
