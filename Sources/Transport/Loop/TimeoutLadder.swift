import Codecs

/// All timeouts of one loop. Each duration in use is a rung: a queue in which deadlines are in order
/// by themselves, because everything on a rung waits equally long. Arming, re-arming and cancelling
/// relink a slot in constant time without a system call; the earliest deadline is found by looking at
/// the rungs' heads. Never fires early.
///
/// libevent's common timeouts do the same but keep a rung for ever, allow 256 of them, and cost some
/// 600 instructions a re-arm.
struct TimeoutLadder {
    /// Names one timeout from `register` to `unregister`.
    typealias Slot = Int32

    private static let none: Slot = -1

    private struct Entry {
        var previous = none
        var next = none
        var rung: Int16 = -1
        var deadline = Instant(nanoseconds: 0)
    }

    private struct Rung {
        var nanoseconds: UInt64
        var first = none
        var last = none
    }

    private var entries: [Entry] = []
    private var free: [Slot] = []
    private var rungs: [Rung] = []

    /// Reserves a slot, not armed.
    mutating func register() -> Slot {
        if let slot = free.popLast() {
            entries[Int(slot)] = Entry()
            return slot
        }
        entries.append(Entry())
        return Slot(entries.count - 1)
    }

    /// Cancels and gives the slot back.
    mutating func unregister(_ slot: Slot) {
        cancel(slot)
        free.append(slot)
    }

    /// (Re)arms `slot` and returns its deadline.
    mutating func arm(_ slot: Slot, nanoseconds: UInt64, now: Instant) -> Instant {
        cancel(slot)
        let rung = rungIndex(nanoseconds)
        let deadline = now.advanced(byNanoseconds: nanoseconds)
        let last = rungs[rung].last
        entries[Int(slot)] = Entry(
            previous: last, next: Self.none, rung: Int16(rung), deadline: deadline)
        if last == Self.none {
            rungs[rung].first = slot
        } else {
            entries[Int(last)].next = slot
        }
        rungs[rung].last = slot
        return deadline
    }

    /// Disarms `slot`; nothing happens where it is not armed.
    mutating func cancel(_ slot: Slot) {
        let entry = entries[Int(slot)]
        guard entry.rung >= 0 else { return }
        let rung = Int(entry.rung)
        if entry.previous == Self.none {
            rungs[rung].first = entry.next
        } else {
            entries[Int(entry.previous)].next = entry.next
        }
        if entry.next == Self.none {
            rungs[rung].last = entry.previous
        } else {
            entries[Int(entry.next)].previous = entry.previous
        }
        entries[Int(slot)].rung = -1
    }

    /// Takes one slot whose deadline has passed off the ladder.
    mutating func popDue(at now: Instant) -> Slot? {
        for rung in rungs where rung.first != Self.none {
            if entries[Int(rung.first)].deadline <= now {
                let slot = rung.first
                cancel(slot)
                return slot
            }
        }
        return nil
    }

    /// The earliest deadline of all, nil where nothing is armed.
    var earliest: Instant? {
        var earliest: Instant?
        for rung in rungs where rung.first != Self.none {
            let deadline = entries[Int(rung.first)].deadline
            if deadline < earliest ?? Instant(nanoseconds: .max) { earliest = deadline }
        }
        return earliest
    }

    /// The rung of that duration: there already, an empty one taken over, or a new one.
    private mutating func rungIndex(_ nanoseconds: UInt64) -> Int {
        var vacant: Int?
        for index in rungs.indices {
            if rungs[index].nanoseconds == nanoseconds { return index }
            if rungs[index].first == Self.none { vacant = index }
        }
        if let vacant {
            rungs[vacant].nanoseconds = nanoseconds
            return vacant
        }
        rungs.append(Rung(nanoseconds: nanoseconds))
        return rungs.count - 1
    }
}
