import Codecs
import Testing

@testable import Transport

/// The ladder against the plainest thing that does the same: a list of deadlines.
@Suite("Timeouts of one loop")
struct TimeoutLadderTests {
    private struct Model {
        var deadlines: [TimeoutLadder.Slot: UInt64] = [:]
        var earliest: UInt64? { deadlines.values.min() }
    }

    @Test(
        "fires what is due, never early, each once; X20 by the monotonic clock alone",
        arguments: 1...8)
    func againstModel(seed: UInt64) {
        var random = SplitMix(state: seed)
        var ladder = TimeoutLadder()
        var model = Model()
        var slots: [TimeoutLadder.Slot] = []
        var now: UInt64 = 1
        let durations: [UInt64] = [5, 5, 7, 30, 30, 100, 1_000]
        for _ in 0..<4_000 {
            now += random.next() % 4
            switch random.next() % 5 {
            case 0:
                slots.append(ladder.register())
            case 1 where !slots.isEmpty:
                let slot = slots.remove(at: Int(random.next() % UInt64(slots.count)))
                ladder.unregister(slot)
                model.deadlines[slot] = nil
            case 2, 3:
                guard !slots.isEmpty else { continue }
                let slot = slots[Int(random.next() % UInt64(slots.count))]
                let duration = durations[Int(random.next() % UInt64(durations.count))]
                let deadline = ladder.arm(
                    slot, nanoseconds: duration, now: Instant(nanoseconds: now))
                #expect(deadline.nanoseconds == now + duration)
                model.deadlines[slot] = now + duration
            default:
                guard !slots.isEmpty else { continue }
                let slot = slots[Int(random.next() % UInt64(slots.count))]
                ladder.cancel(slot)
                model.deadlines[slot] = nil
            }
            while let due = ladder.popDue(at: Instant(nanoseconds: now)) {
                let deadline = model.deadlines.removeValue(forKey: due)
                #expect(deadline.map { $0 <= now } == true)
            }
            #expect(!model.deadlines.values.contains { $0 <= now })
            #expect(ladder.earliest?.nanoseconds == model.earliest)
        }
    }
}

private struct SplitMix {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
