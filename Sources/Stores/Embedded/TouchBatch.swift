import Codecs
import Identity
import Transport

/// Touches of one loop on their way to the writer: gathered for a moment, the latest of each session, and
/// given on together. What the writer's queue does not take stays for the next time.
final class TouchBatch {
    private static let delayNanoseconds: UInt64 = 200_000_000
    private static let countLimit = 512
    /// Beyond it, while the writer takes nothing, further sessions are not noted.
    private static let heldLimit = 100_000

    private let queue: StoreQueue
    private var times: [SessionID: WallTime] = [:]
    private var timer: LoopTimer?

    init(_ queue: StoreQueue, on loop: EventLoop) {
        self.queue = queue
        timer = LoopTimer(on: loop) { [unowned self] _ in flush() }
    }

    func add(_ id: SessionID, at now: WallTime) {
        if times.isEmpty { timer?.set(nanoseconds: Self.delayNanoseconds) }
        guard times[id] != nil || times.count < Self.heldLimit else { return }
        times[id] = max(times[id] ?? now, now)
        if times.count == Self.countLimit { flush() }
    }

    func flush() {
        guard !times.isEmpty else { return }
        let touches = times.map { (id: $0.key, time: $0.value) }
        let request = StoreRequest(work: .touch(touches), deadline: nil, reply: nil)
        if queue.append(request) {
            times.removeAll(keepingCapacity: true)
        } else {
            timer?.set(nanoseconds: Self.delayNanoseconds)
        }
    }
}
