import Codecs
import Testing

@testable import Gateway

@Suite("Throttle: delays that grow, tries that are forgotten")
struct ThrottleTableTests {
    private static func rules(free: Int = 5, longest: Duration = .seconds(60)) -> ThrottleRules {
        var settings = ThrottleSettings()
        settings.free = free
        settings.longest = longest
        return ThrottleRules(settings)
    }

    private static func at(_ seconds: Double) -> Instant {
        Instant(nanoseconds: 1_000_000_000_000 + UInt64(seconds * 1_000_000_000))
    }

    @Test("five free, then 1, 2, 4 … 60 s and never more")
    func delays() {
        var table = ThrottleTable<String>(Self.rules(), capacity: 10)
        var now = 0.0
        var waits: [Double] = []
        for _ in 0..<14 {
            let wait = Double(table.wait(for: "a", at: Self.at(now))) / 1e9
            waits.append(wait)
            now += wait
            #expect(table.wait(for: "a", at: Self.at(now)) == 0)
            _ = table.charge("a", at: Self.at(now))
        }
        #expect(waits == [0, 0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60])
        #expect(table.wait(for: "b", at: Self.at(now)) == 0)
    }

    @Test("a longest delay that is no power of two, and one of a second")
    func longest() {
        #expect(
            (5..<9).map { Self.rules(longest: .seconds(3)).delay(after: $0) / 1_000_000_000 } == [
                1, 2, 3, 3,
            ])
        #expect(Self.rules(free: 1, longest: .seconds(1)).countLimit == 1)
        #expect(Self.rules().countLimit == 11)
        #expect(Self.rules(free: 1_000_000, longest: .seconds(3_600)).countLimit == 1_000_012)
    }

    @Test("as long as the longest delay takes one try off, eleven such times take all")
    func forgetting() {
        var table = ThrottleTable<String>(Self.rules(), capacity: 10)
        var now = 0.0
        for _ in 0..<40 {
            now += Double(table.wait(for: "a", at: Self.at(now))) / 1e9
            _ = table.charge("a", at: Self.at(now))
        }
        #expect(table.wait(for: "a", at: Self.at(now)) == 60_000_000_000)
        // One is forgotten after a minute and charged anew; after five minutes five are.
        _ = table.charge("a", at: Self.at(now + 300))
        #expect(table.wait(for: "a", at: Self.at(now + 300)) == 4_000_000_000)
        _ = table.charge("b", at: Self.at(now + 300 + 7 * 60 + 1))
        #expect(table.count == 1, "the first was forgotten")
    }

    @Test("a right try leaves everything as it was")
    func giveBack() {
        var table = ThrottleTable<String>(Self.rules(free: 2), capacity: 10)
        for second in 0..<100 {
            #expect(table.wait(for: "a", at: Self.at(Double(second) / 10)) == 0)
            let charge = table.charge("a", at: Self.at(Double(second) / 10))
            table.giveBack(charge)
        }
        #expect(table.count == 0)
        _ = table.charge("a", at: Self.at(20))
        let second = table.charge("a", at: Self.at(30))
        #expect(table.wait(for: "a", at: Self.at(30)) == 1_000_000_000)
        table.giveBack(second)
        #expect(table.wait(for: "a", at: Self.at(30)) == 0)
    }

    @Test("of tries in flight together, those that were right are given back")
    func inFlight() {
        var table = ThrottleTable<String>(Self.rules(free: 3), capacity: 10)
        let charges = (0..<3).map { table.charge("a", at: Self.at(Double($0))) }
        table.giveBack(charges[0])
        table.giveBack(charges[2])
        #expect(table.count == 1)
        table.giveBack(charges[1])
        #expect(table.count == 0)
    }

    @Test("T94 a flood of other names does not push out who is under attack")
    func eviction() {
        var table = ThrottleTable<Int>(Self.rules(), capacity: 1_000)
        var now = 0.0
        for _ in 0..<12 {
            now += Double(table.wait(for: 0, at: Self.at(now))) / 1e9
            _ = table.charge(0, at: Self.at(now))
        }
        for name in 1...100_000 { _ = table.charge(name, at: Self.at(now + Double(name) / 10_000)) }
        #expect(table.count == 1_000)
        #expect(table.wait(for: 0, at: Self.at(now + 10)) == 50_000_000_000)
        #expect(table.wait(for: 1, at: Self.at(now + 10)) == 0)
    }

    /// The same without a heap: a list that is searched.
    private struct Model {
        var rules: ThrottleRules
        var capacity: Int
        var tallies: [Int: (count: Int, last: UInt64)] = [:]

        func expiry(_ tally: (count: Int, last: UInt64)) -> UInt64 {
            tally.last + UInt64(tally.count) * rules.longest
        }

        func wait(_ key: Int, _ now: UInt64) -> UInt64 {
            guard let tally = tallies[key] else { return 0 }
            let end = tally.last + rules.delay(after: tally.count)
            return end > now ? end - now : 0
        }

        mutating func charge(_ key: Int, _ now: UInt64) {
            let tally = tallies[key] ?? (0, 0)
            let left = max(0, tally.count - Int((now - tally.last) / rules.longest))
            if tallies[key] == nil, tallies.count >= capacity,
                let first = tallies.min(by: { expiry($0.value) < expiry($1.value) })
            {
                tallies[first.key] = nil
            }
            tallies[key] = (min(left + 1, rules.countLimit), now)
        }
    }

    @Test("answers as a searched list does", arguments: 1...8)
    func againstModel(seed: UInt64) {
        var random = SplitMix(state: seed)
        let rules = Self.rules(free: 3, longest: .seconds(20))
        var table = ThrottleTable<Int>(rules, capacity: 12)
        var model = Model(rules: rules, capacity: 12)
        var now: UInt64 = 1_000_000_000_000
        for _ in 0..<5_000 {
            now += 1 + random.next() % 2_000_000_000
            let key = Int(random.next() % 20)
            let wait = table.wait(for: key, at: Instant(nanoseconds: now))
            #expect(wait == model.wait(key, now))
            guard wait == 0 else { continue }
            let before = model.tallies[key]
            let charge = table.charge(key, at: Instant(nanoseconds: now))
            // What has expired means nothing; the table may have let it go.
            model.tallies = model.tallies.filter { model.expiry($0.value) > now || $0.key == key }
            model.charge(key, now)
            if random.next() % 4 == 0 {
                table.giveBack(charge)
                model.tallies[key] = before
            }
        }
    }
}

struct SplitMix {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
