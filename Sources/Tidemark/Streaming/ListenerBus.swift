import Synchronization
import TideDurableIO
import TideStreaming

/// Calls listeners in the order of events, from a thread of its own that is there while there is work.
final class ListenerBus: Sendable {
    private struct State {
        var listeners: [any StreamingQueryListener] = []
        var pending: [(listeners: [any StreamingQueryListener], event: Event)] = []
        var isDelivering = false
    }

    enum Event: Sendable {
        case progress(QueryProgressEvent)
        case idle(QueryIdleEvent)
        case terminated(QueryTerminatedEvent)
    }

    private let state = Mutex(State())

    var listeners: [any StreamingQueryListener] { state.withLock(\.listeners) }

    func add(_ listener: any StreamingQueryListener) { state.withLock { $0.listeners.append(listener) } }

    func remove(_ listener: any StreamingQueryListener) {
        state.withLock { $0.listeners.removeAll { $0 === listener } }
    }

    /// Calls every listener before it returns.
    func started(_ event: QueryStartedEvent) {
        for listener in listeners { listener.onQueryStarted(event) }
    }

    /// Queues an event for the listeners there are now.
    func post(_ event: Event) {
        let mustStart = state.withLock { state in
            guard !state.listeners.isEmpty else { return false }
            state.pending.append((state.listeners, event))
            defer { state.isDelivering = true }
            return !state.isDelivering
        }
        if mustStart { WorkerThreads.detach { self.deliver() } }
    }

    private func deliver() {
        while true {
            let next = state.withLock { state in
                state.isDelivering = !state.pending.isEmpty
                return state.isDelivering ? state.pending.removeFirst() : nil
            }
            guard let next else { return }
            for listener in next.listeners {
                switch next.event {
                case .progress(let event): listener.onQueryProgress(event)
                case .idle(let event): listener.onQueryIdle(event)
                case .terminated(let event): listener.onQueryTerminated(event)
                }
            }
        }
    }
}
