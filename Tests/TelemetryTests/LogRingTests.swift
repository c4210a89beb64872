import Codecs
import Synchronization
import Testing

@testable import Telemetry

@Suite("Log ring")
struct LogRingTests {
    @Test("a line fits exactly, one byte more does not; draining makes room", arguments: [8, 64])
    func limits(capacity: Int) {
        let ring = LogRing(capacity: capacity)
        for _ in 0..<5 {
            #expect(append(ring, count: capacity - 3) == capacity - 3)
            #expect(append(ring, count: 4) == nil)
            #expect(append(ring, count: 3) == capacity)
            #expect(append(ring, count: 1) == nil)
            #expect(drained(ring).count == capacity)
            #expect(drained(ring).isEmpty)
            #expect(append(ring, count: capacity + 1) == nil)
            #expect(append(ring, count: 5) == 5)  // so that each round wraps at another place
            #expect(drained(ring).count == 5)
        }
    }

    @Test("what comes out is what went in, for every length and place of the wrap")
    func wraps() {
        let ring = LogRing(capacity: 32)
        for step in 0..<1_000 {
            let first = line(step, length: 1 + step % 16)
            let second = line(step, length: 1 + step / 16 % 16)
            #expect(append(ring, first) != nil)
            #expect(append(ring, second) != nil)
            #expect(drained(ring) == first + second)
        }
    }

    @Test("one thread logs while another drains: whole lines, in order, each there or counted")
    func threads() async {
        let ring = LogRing(capacity: 1 << 12)
        let total = 100_000
        let hasEnded = Flag()
        let producer = Task.detached {
            var lost = 0
            for number in 0..<total where append(ring, line(number, length: 8 + number % 90)) == nil
            {
                lost += 1
            }
            hasEnded.raise()
            return lost
        }
        var numbers = 0
        var last = -1
        var text: [UInt8] = []
        func take() {
            text += drained(ring)
            for line in text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: true) {
                let parts = String(decoding: line, as: UTF8.self).split(separator: " ")
                let number = Int(parts.first ?? "") ?? -1
                #expect(number > last)
                #expect(line.count + 1 == max(8 + number % 90, "\(number)".count + 2))
                last = number
                numbers += 1
            }
            text = []
        }
        while !hasEnded.isRaised {
            take()
            await Task.yield()
        }
        let lostLines = await producer.value
        take()
        #expect(numbers + lostLines == total)
        #expect(numbers > 0)
    }
}

private final class Flag: Sendable {
    private let value = Atomic(false)
    var isRaised: Bool { value.load(ordering: .acquiring) }
    func raise() { value.store(true, ordering: .releasing) }
}

/// `NUMBER ` and dots up to the length, the line's end included.
private func line(_ number: Int, length: Int) -> [UInt8] {
    let start = Array("\(number) ".utf8)
    let dots = [UInt8](repeating: UInt8(ascii: "."), count: max(0, length - start.count - 1))
    return start + dots + [UInt8(ascii: "\n")]
}

private func append(_ ring: LogRing, _ line: [UInt8]) -> Int? { ring.append(line.span) }

private func append(_ ring: LogRing, count: Int) -> Int? {
    append(ring, [UInt8](repeating: UInt8(ascii: "x"), count: count))
}

private func drained(_ ring: LogRing) -> [UInt8] {
    var bytes: [UInt8] = []
    ring.drain { run in bytes += run }
    return bytes
}
