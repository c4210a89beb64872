import Codecs

/// How tries are slowed down: `free` of them without a delay, then 1, 2, 4 … seconds up to `longest`
/// from one to the next. A try is forgotten after as long as the longest delay, so that a single steady
/// guesser never gets more than one try in that time, and nobody waits longer.
struct ThrottleRules: Sendable {
    let free: Int
    /// In nanoseconds.
    let longest: UInt64

    init(_ settings: ThrottleSettings) {
        free = settings.free
        longest = settings.longest.wholeNanoseconds
    }

    /// From the last of `count` tries to the next one.
    func delay(after count: Int) -> UInt64 {
        guard count >= free else { return 0 }
        let doublings = count - free
        return doublings < 32 ? min(1_000_000_000 << UInt64(doublings), longest) : longest
    }

    /// More than this many are not counted: the delay does not grow any more.
    var countLimit: Int {
        var count = free
        while delay(after: count) < longest { count += 1 }
        return count
    }
}

/// Charged tries by key, of a bounded number of keys. A value: time comes as a parameter.
///
/// When it is full, the key goes that would be forgotten first anyway. To push out one with n charged
/// tries takes as many other keys with n tries each as the table holds, all of them within n times the
/// longest delay: at one password hash a try that is beyond what the hash threads compute.
struct ThrottleTable<Key: Hashable & Sendable>: Sendable {
    /// A try that was charged, to be given back if it was right.
    struct Charge: Sendable {
        fileprivate let key: Key
        fileprivate let made: Tally
        fileprivate let before: Tally
    }

    fileprivate struct Tally: Equatable, Sendable {
        var count = 0
        var last = Instant(nanoseconds: 0)
    }

    private let rules: ThrottleRules
    private let countLimit: Int
    private let capacity: Int
    private var tallies: ExpiryHeap<Key, Tally>

    init(_ rules: ThrottleRules, capacity: Int) {
        self.rules = rules
        self.capacity = capacity
        countLimit = rules.countLimit
        tallies = ExpiryHeap()
    }

    /// Keys that are remembered.
    var count: Int { tallies.count }

    /// Nanoseconds until `key` may try, 0 for now.
    func wait(for key: Key, at now: Instant) -> UInt64 {
        guard let tally = tallies[key] else { return 0 }
        let end = tally.last.advanced(byNanoseconds: rules.delay(after: tally.count))
        return end.nanoseconds(since: now)
    }

    /// Counts a try. The caller has asked for `wait`.
    mutating func charge(_ key: Key, at now: Instant) -> Charge {
        tallies.removeExpired(at: now)
        let before = tallies[key] ?? Tally()
        let made = Tally(count: min(remaining(of: before, at: now) + 1, countLimit), last: now)
        if tallies[key] == nil && tallies.count >= capacity { tallies.removeFirst() }
        tallies.set(key, to: made, expiring: expiry(of: made))
        return Charge(key: key, made: made, before: before)
    }

    /// Takes a charge back. Where no other try came in between it is as if it had never been.
    mutating func giveBack(_ charge: Charge) {
        guard var tally = tallies[charge.key] else { return }
        if tally == charge.made {
            tally = charge.before
        } else {
            tally.count -= 1
        }
        if tally.count > 0 {
            tallies.set(charge.key, to: tally, expiring: expiry(of: tally))
        } else {
            tallies.remove(charge.key)
        }
    }

    /// What time has left of a tally.
    private func remaining(of tally: Tally, at now: Instant) -> Int {
        let forgotten = now.nanoseconds(since: tally.last) / rules.longest
        return forgotten < UInt64(tally.count) ? tally.count - Int(forgotten) : 0
    }

    /// When nothing is left of it.
    private func expiry(of tally: Tally) -> Instant {
        let (life, overflow) = rules.longest.multipliedReportingOverflow(by: UInt64(tally.count))
        return tally.last.advanced(byNanoseconds: overflow ? .max : life)
    }
}
