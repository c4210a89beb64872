import Codecs
import Testing

@testable import Identity

@Suite("Revocation: segments, their filters and their size")
struct RevocationSegmentTests {
    private let now = RevocationSample.now

    @Test("at any fill every entry is found, and the filters hold few others for possible")
    func growth() {
        var builder = RevocationSetBuilder()
        var random = SeededRandom(seed: 5)
        var tags: [RevocationTag] = []
        for count in [1, 1_000, 20_000, 60_000, 100_000] {
            while tags.count < count {
                tags.append(RevocationSample.tag(.token, from: &random))
                builder.insert(RevocationEntry(tags[tags.count - 1]))
            }
            let reader = RevocationReader(builder.snapshot())
            let found = tags.count {
                reader.find(RevocationSample.marks($0), issued: now, at: now) == .token
            }
            #expect(found == count)
            let directory = builder.snapshot().directory
            var possible = 0
            for _ in 0..<100_000 {
                let tag = RevocationSample.tag(.token, from: &random)
                possible += directory[tag.segment].layout.mayHold(tag) ? 1 : 0
                #expect(reader.find(RevocationSample.marks(tag), issued: now, at: now) == nil)
            }
            #expect(possible < 600, "of 100,000 beside \(count)")
        }
    }

    @Test("a segment takes at most 28.7 bytes an entry from 200 entries on")
    func size() {
        var segment = RevocationSegment()
        var random = SeededRandom(seed: 6)
        #expect(segment.byteCount == 8)
        for count in 1...20_000 {
            let tag = RevocationSample.tag(.token, from: &random)
            if !segment.hasRoom { segment = segment.rebuilt(additionalCount: 1) }
            segment.add(RevocationSlot(RevocationEntry(tag)))
            #expect(segment.count == count)
            if count >= 200 { #expect(Double(segment.byteCount) / Double(count) <= 28.7) }
        }
        let half = segment.rebuilt { $0.place & 1 == 0 }
        #expect(half.byteCount < segment.byteCount * 6 / 10)
        #expect(segment.rebuilt { _ in false }.byteCount == 8)
    }

    @Test("a copy is the same, and apart")
    func copies() {
        let segment = RevocationSegment().rebuilt(additionalCount: 8)
        let tags = (0..<8).map { RevocationSample.tag($0) }
        for tag in tags.dropLast() { segment.add(RevocationSlot(RevocationEntry(tag))) }
        let copy = segment.copied()
        copy.add(RevocationSlot(RevocationEntry(tags[7])))
        #expect(copy.count == 8 && segment.count == 7)
        for tag in tags.dropLast() { #expect(copy.layout.contains(tag) { _ in true }) }
        #expect(copy.layout.contains(tags[7]) { _ in true })
        #expect(!segment.layout.contains(tags[7]) { _ in true })
    }
}
