import Glibc

/// Runs a body on several threads at once and waits for all of them.
package enum WorkerThreads {
    /// Runs `body(0)` on the calling thread and `body(1) ..< body(count)` on threads of their own.
    ///
    /// A thread that the system refuses is done without: its number's body runs on the calling thread.
    package static func run(count: Int, _ body: @escaping @Sendable (Int) -> Void) {
        var threads: [pthread_t] = []
        var inline = [0]
        for index in 1..<max(1, count) {
            var thread = pthread_t()
            let start = Unmanaged.passRetained(Start(index: index, body: body))
            // Safety: `start` is retained for the thread, which takes it over; it is released here when
            // there is none.
            let status = pthread_create(
                &thread, nil,
                { argument in
                    guard let argument else { return nil }
                    let start = Unmanaged<Start>.fromOpaque(argument).takeRetainedValue()
                    start.body(start.index)
                    return nil
                }, start.toOpaque())
            if status == 0 {
                threads.append(thread)
            } else {
                start.release()
                inline.append(index)
            }
        }
        for index in inline { body(index) }
        for thread in threads { pthread_join(thread, nil) }
    }

    /// Runs `body` on a thread of its own and returns at once.
    ///
    /// When the system refuses a thread, the body runs on the calling one.
    package static func detach(_ body: @escaping @Sendable () -> Void) {
        if !start(body) { body() }
    }

    /// Runs `body` on a thread of its own and returns at once; false when the system refuses a thread.
    package static func start(_ body: @escaping @Sendable () -> Void) -> Bool {
        var thread = pthread_t()
        let start = Unmanaged.passRetained(Start(index: 0) { _ in body() })
        // Safety: `start` is retained for the thread, which takes it over; it is released here when there
        // is none.
        let status = pthread_create(
            &thread, nil,
            { argument in
                guard let argument else { return nil }
                let start = Unmanaged<Start>.fromOpaque(argument).takeRetainedValue()
                start.body(start.index)
                return nil
            }, start.toOpaque())
        guard status == 0 else {
            start.release()
            return false
        }
        pthread_detach(thread)
        return true
    }

    private final class Start: Sendable {
        let index: Int
        let body: @Sendable (Int) -> Void

        init(index: Int, body: @escaping @Sendable (Int) -> Void) {
            self.index = index
            self.body = body
        }
    }
}
