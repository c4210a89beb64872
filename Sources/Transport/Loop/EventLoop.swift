internal import CEvent
import Codecs
import Glibc

/// One event loop on one thread.
///
/// Everything a loop owns (streams, listeners, pools, parsers) is touched on its thread alone, so none
/// of it has a lock and none of it is `Sendable`. Other threads reach it through `executor` and
/// mailboxes.
@safe
public final class EventLoop {
    /// How other threads and tasks reach this loop.
    public let executor: LoopExecutor
    /// What every stream of this loop receives into; nothing is kept in it between callbacks.
    let receiveBuffer: UnsafeMutableRawBufferPointer
    /// The libevent base, freed with the loop.
    let base: OpaquePointer
    private var ladder = TimeoutLadder()
    private var timeoutOwners: [(any TimeoutHandler)?] = []
    /// The one libevent timer: it rings for the ladder's earliest deadline.
    private let alarm: UnsafeMutablePointer<event>
    private var alarmDeadline = Instant(nanoseconds: .max)
    /// libevent forgets a break that comes before its loop begins.
    private var isStopped = false
    /// Told how late a timer rang, in nanoseconds.
    public var lagObserver: ((UInt64) -> Void)?
    private let wakeEvent: UnsafeMutablePointer<event>

    /// Bytes asked for by one `recv`; also the most that one read can add to what is on its way.
    public static let receiveBytes = 64 * 1024

    /// - Throws: where the kernel has no descriptors left.
    public init() throws(SystemError) {
        executor = try LoopExecutor()
        let config = unsafe event_config_new()
        defer { unsafe event_config_free(config) }
        // One thread per base: libevent's own locks would protect nothing.
        unsafe event_config_set_flag(config, CInt(EVENT_BASE_FLAG_NOLOCK.rawValue))
        guard let base = unsafe event_base_new_with_config(config) else {
            throw SystemError("event_base_new")
        }
        unsafe self.base = base
        unsafe alarm = .allocate(capacity: 1)
        unsafe wakeEvent = .allocate(capacity: 1)
        unsafe receiveBuffer = .allocate(byteCount: Self.receiveBytes, alignment: 64)
        let context = unsafe Unmanaged.passUnretained(self).toOpaque()
        unsafe event_assign(alarm, base, -1, 0, loopAlarm, context)
        unsafe event_assign(
            wakeEvent, base, executor.wakeDescriptor, Int16(EV_READ | EV_PERSIST), loopWoken,
            context)
        unsafe event_add(wakeEvent, nil)
    }

    deinit {
        unsafe event_del(alarm)
        unsafe event_del(wakeEvent)
        unsafe alarm.deallocate()
        unsafe wakeEvent.deallocate()
        unsafe event_base_free(base)
        unsafe receiveBuffer.deallocate()
    }

    /// Runs on the calling thread, which becomes the loop's, until `stop`.
    public func run() {
        executor.enter()
        executor.drainInbox()
        if !isStopped { unsafe event_base_loop(base, EVLOOP_NO_EXIT_ON_EMPTY) }
        executor.leave()
    }

    /// The first `count` bytes of what a stream received last, valid until one receives again.
    @_lifetime(borrow self)
    public func received(_ count: Int) -> Span<UInt8> {
        let bytes = unsafe UnsafeRawBufferPointer(receiveBuffer).prefix(count)
        let span = unsafe Span<UInt8>(_unsafeBytes: bytes)
        return unsafe _overrideLifetime(span, borrowing: self)
    }

    /// Overwrites the first `count` bytes of what a stream received last: they held a secret.
    public func wipeReceived(_ count: Int) {
        guard let start = unsafe receiveBuffer.baseAddress else { return }
        unsafe explicit_bzero(start, min(count, Self.receiveBytes))
    }

    /// Ends `run` after the callback at hand.
    public func stop() {
        isStopped = true
        unsafe event_base_loopbreak(base)
    }

    fileprivate func woken() {
        executor.acknowledgeWake()
        executor.drainInbox()
    }

    // MARK: Timeouts

    func registerTimeout(for owner: any TimeoutHandler) -> TimeoutLadder.Slot {
        let slot = ladder.register()
        if Int(slot) == timeoutOwners.count { timeoutOwners.append(nil) }
        timeoutOwners[Int(slot)] = owner
        return slot
    }

    func unregisterTimeout(_ slot: TimeoutLadder.Slot) {
        ladder.unregister(slot)
        timeoutOwners[Int(slot)] = nil
    }

    func armTimeout(_ slot: TimeoutLadder.Slot, nanoseconds: UInt64, now: Instant) {
        let deadline = ladder.arm(slot, nanoseconds: nanoseconds, now: now)
        if deadline < alarmDeadline { setAlarm(deadline, now: now) }
    }

    func cancelTimeout(_ slot: TimeoutLadder.Slot) { ladder.cancel(slot) }

    /// An alarm that has become too early by re-arming finds nothing due and is set anew.
    private func setAlarm(_ deadline: Instant, now: Instant) {
        alarmDeadline = deadline
        let microseconds = Int((deadline.nanoseconds(since: now) + 999) / 1_000)
        var delay = timeval(tv_sec: microseconds / 1_000_000, tv_usec: microseconds % 1_000_000)
        unsafe event_add(alarm, &delay)
    }

    fileprivate func alarmRang() {
        let now = SystemClock.now()
        lagObserver?(now.nanoseconds(since: alarmDeadline))
        alarmDeadline = Instant(nanoseconds: .max)
        while let slot = ladder.popDue(at: now) {
            timeoutOwners[Int(slot)]?.timeoutPassed(at: now)
        }
        if let next = ladder.earliest, next < alarmDeadline { setAlarm(next, now: now) }
    }
}

/// Who is told that its timeout passed. Called on the loop's thread.
protocol TimeoutHandler: AnyObject {
    func timeoutPassed(at now: Instant)
}

private func loopAlarm(_: CInt, _: Int16, context: UnsafeMutableRawPointer?) {
    guard let context = unsafe context else { return }
    unsafe Unmanaged<EventLoop>.fromOpaque(context).takeUnretainedValue().alarmRang()
}

private func loopWoken(_: CInt, _: Int16, context: UnsafeMutableRawPointer?) {
    guard let context = unsafe context else { return }
    unsafe Unmanaged<EventLoop>.fromOpaque(context).takeUnretainedValue().woken()
}
