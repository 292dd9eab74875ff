import Glibc
import Testing

@testable import TideDurableIO

@Suite struct FileStatusTests {
    @Test(
        "times that nanoseconds since 1970 cannot hold are the nearest that they can",
        arguments: [
            (1, 5, 1_000_000_005), (-1, 0, -1_000_000_000), (10_413_792_000, 0, Int64.max),
            (9_223_372_036, 854_775_807, .max), (9_223_372_036, 854_775_808, .max),
            (-11_676_096_000, 0, .min),
        ])
    func time(seconds: Int, nanoseconds: Int, expected: Int64) {
        var raw = stat()
        raw.st_mtim = timespec(tv_sec: seconds, tv_nsec: nanoseconds)
        #expect(FileStatus(raw).mtimeNs == expected)
    }
}
