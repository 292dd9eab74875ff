/// The calls that are interfered with.
enum SystemCalls {
    /// Calls that change what is on disk, and the one that opens; those of a row do the same.
    static let changing = [
        ["pwrite64", "pwritev", "pwritev2"], ["writev"], ["fdatasync"], ["fsync"],
        ["rename", "renameat", "renameat2"], ["ftruncate"], ["openat"], ["unlink", "unlinkat", "rmdir"],
        ["mkdir", "mkdirat"],
    ]
    /// Those that may fail, reading included.
    static let failing = changing + [["pread64", "preadv"], ["flock"], ["newfstatat"], ["mmap"]]
    /// A write or read that does one byte.
    static let short = "SHORT"
    private static let errors = ["EIO", "ENOSPC", "EDQUOT", "EMFILE", "ENOMEM", "EINTR"]
    private static let partial: Set = ["pwrite64", "pwritev", "writev", "pread64", "preadv"]

    /// What a call is made to do instead of its work.
    static func effects(on call: String) -> [String] {
        if call == "mmap" { return ["ENOMEM"] }
        return partial.contains(call) ? errors + [short] : errors
    }

    /// Those of `all`, in rows, that none of `present` is of.
    static func absent(_ all: [[String]], _ present: [String]) -> [String] {
        all.filter { !$0.contains(where: present.contains) }.map { $0[0] }
    }
}
