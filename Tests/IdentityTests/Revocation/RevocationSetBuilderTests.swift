import Codecs
import Testing

@testable import Identity

@Suite("Revocation: what the builder changes")
struct RevocationSetBuilderTests {
    private let now = RevocationSample.now
    private let tag = RevocationSample.tag(1, .subject)

    @Test("the same again changes nothing; the later expiry and the larger \"before\" win")
    func replacing() {
        var builder = RevocationSetBuilder()
        let entry = RevocationEntry(tag, expiry: now.adding(7200), before: now)
        let isNew = [builder.insert(entry), builder.insert(entry)]
        #expect(isNew == [true, false])
        let earlier = RevocationEntry(tag, expiry: now.adding(10), before: now.adding(-10))
        #expect(builder.insert(earlier) == false)
        #expect(builder.count == 1)
        #expect(
            builder.insert(RevocationEntry(tag, expiry: now.adding(72_000), before: now)) == true)
        #expect(builder.find(tag, at: now.adding(36_000)) == .subject)
        #expect(builder.insert(RevocationEntry(tag, expiry: now.adding(72_000))) == true)
        #expect(builder.find(tag, issued: now.adding(1)) == .subject)
        #expect(builder.count == 1)
        #expect(builder.insert(entry) == false)
    }

    @Test("a short ban does not become a long one beside a long \"issued before\"")
    func sideBySide() {
        let ban = RevocationEntry(tag, expiry: now.adding(3600))
        let passwordChange = RevocationEntry(tag, expiry: now.adding(360_000), before: now)
        for entries in [[ban, passwordChange], [passwordChange, ban]] {
            var builder = RevocationSetBuilder()
            for entry in entries { #expect(builder.insert(entry) == true) }
            #expect(builder.count == 2)
            #expect(builder.find(tag, issued: now.adding(60), at: now.adding(60)) == .subject)
            let nextDay = now.adding(86_400)
            #expect(builder.find(tag, issued: nextDay, at: nextDay) == nil)
            #expect(builder.find(tag, issued: now, at: nextDay) == .subject)
            // One that says as much as both takes their place.
            #expect(builder.insert(RevocationEntry(tag)) == true)
            #expect(builder.count == 1)
            #expect(builder.remove(tag) == 1)
            #expect(builder.remove(tag) == 0)
        }
    }

    @Test("what has expired before 1970 is not inserted")
    func past() {
        var builder = RevocationSetBuilder()
        #expect(
            builder.insert(RevocationEntry(tag, expiry: WallTime(secondsSince1970: -1))) == false)
        #expect(builder.count == 0)
    }

    @Test("a snapshot answers as of its time, whatever the builder does next")
    func snapshots() {
        var builder = RevocationSetBuilder()
        let tags = (0..<2_000).map { RevocationSample.tag($0) }
        var readers: [RevocationReader] = []
        for (index, tag) in tags.enumerated() {
            if index % 100 == 0 { readers.append(RevocationReader(builder.snapshot())) }
            builder.insert(RevocationEntry(tag, expiry: now.adding(Int64(index))))
        }
        readers.append(RevocationReader(builder.snapshot()))
        builder.sweep(segments: .max, at: now.adding(1_000_000))
        #expect(builder.count == 0)
        for (round, reader) in readers.enumerated() {
            let found = tags.count { tag in
                reader.find(RevocationSample.marks(tag), issued: now, at: now.adding(-1)) != nil
            }
            #expect(found == round * 100)
        }
    }

    @Test("a reader sees what it adopted, and nothing in an empty set")
    func adoption() {
        var builder = RevocationSetBuilder()
        let reader = RevocationReader()
        let marks = RevocationSample.marks(tag)
        #expect(reader.find(marks, issued: now, at: now) == nil)
        builder.insert(RevocationEntry(tag))
        #expect(reader.find(marks, issued: now, at: now) == nil)
        reader.adopt(builder.snapshot())
        #expect(reader.find(marks, issued: now, at: now) == .subject)
        reader.adopt(RevocationSet())
        #expect(reader.find(marks, issued: now, at: now) == nil)
    }

    @Test("a sweep goes round, a few segments at a call, and takes what has expired alone")
    func sweeping() {
        var builder = RevocationSetBuilder()
        for number in 0..<5_000 as Range<UInt64> {
            let expiry = number % 2 == 0 ? now : now.adding(36_000)
            builder.insert(RevocationEntry(RevocationSample.tag(number), expiry: expiry))
        }
        let full = builder.byteCount
        var removed: [Int] = []
        for _ in 0..<RevocationSetBuilder.segmentCount / 64 {
            removed.append(builder.sweep(segments: 64, at: now.adding(3600)))
        }
        #expect(removed.reduce(0, +) == 2_500)
        #expect(removed.allSatisfy { (50...300).contains($0) })
        #expect(builder.sweep(segments: .max, at: now.adding(3600)) == 0)
        #expect(builder.count == 2_500)
        #expect(builder.byteCount < full)
        for number in 0..<5_000 as Range<UInt64> {
            let found = builder.snapshot()
            let reader = RevocationReader(found)
            let marks = RevocationSample.marks(RevocationSample.tag(number))
            #expect((reader.find(marks, issued: now, at: now) != nil) == (number % 2 == 1))
        }
        builder.sweep(segments: .max, at: now.adding(1_000_000))
        #expect(builder.byteCount == RevocationSet().byteCount)
    }
}
