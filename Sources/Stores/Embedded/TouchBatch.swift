import Codecs
import Identity
import Transport

/// Touches of one loop on their way to the writer: gathered for as long as the lifetimes allow, the latest of each
/// session, and given on together; the more there are, the more of them share a page. What the writer's queue
/// does not take stays for the next time.
///
/// A crash loses what is gathered. No session ends early of it: a touch is due so long before the write interval
/// is over that it is written by then, and an unwritten use within the interval is what idle expiry allows for.
final class TouchBatch {
    private static let delayNanoseconds = UInt64(SessionLifetimes.gatheringTime) * 1_000_000_000
    private static let countLimit = 8_192
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
        if queue.append(StoreRequest(work: .touch(times), deadline: nil, reply: nil)) {
            times = [:]
        } else {
            timer?.set(nanoseconds: Self.delayNanoseconds)
        }
    }
}
