/// A kind of fault that a job is put through (`--mode`).
package enum CrashMode: String, Sendable, CaseIterable {
    /// SIGKILL at moments nobody chose.
    case sigkill
    /// SIGKILL and failing calls at the steps of the micro-batch protocol.
    case failpoints
    /// SIGKILL at the n-th system call.
    case syscalls
    /// The disk as a power cut may leave it.
    case powercut
    /// System calls that fail.
    case errors
    /// Checkpoints that are not as they were written.
    case damage
}
