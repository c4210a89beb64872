public import Codecs

/// One timeout of a loop that belongs to no stream. Cancelled when nobody holds it.
public final class LoopTimer {
    private let loop: EventLoop
    private let target: Target
    private let slot: TimeoutLadder.Slot

    /// What the loop holds; the timer itself stays free to go.
    private final class Target: TimeoutHandler {
        let action: (Instant) -> Void

        init(action: @escaping (Instant) -> Void) { self.action = action }

        func timeoutPassed(at now: Instant) { action(now) }
    }

    /// - Parameter action: runs on the loop each time the timer was set and its time has passed.
    public init(on loop: EventLoop, _ action: @escaping (Instant) -> Void) {
        self.loop = loop
        target = Target(action: action)
        slot = loop.registerTimeout(for: target)
    }

    deinit { loop.unregisterTimeout(slot) }

    /// (Re)starts it, for one ring.
    public func set(nanoseconds: UInt64) {
        loop.armTimeout(slot, nanoseconds: nanoseconds, now: SystemClock.now())
    }

    public func cancel() { loop.cancelTimeout(slot) }
}
