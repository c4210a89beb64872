import Codecs
import Testing

@testable import Identity

@Suite("Revocation: what a set refuses")
struct RevocationSetTests {
    private let now = RevocationSample.now

    @Test("each kind is found by its own tag and by no other", arguments: RevocationKind.allCases)
    func kinds(kind: RevocationKind) {
        var builder = RevocationSetBuilder()
        let tag = RevocationSample.tag(1, kind)
        #expect(builder.find(tag) == nil)
        builder.insert(RevocationEntry(tag))
        #expect(builder.find(tag) == kind)
        #expect(builder.find(RevocationSample.tag(2, kind)) == nil)
        for other in RevocationKind.allCases where other != kind {
            #expect(builder.find(RevocationSample.tag(1, other)) == nil)
            #expect(builder.find(RevocationSample.tag(1, other), tag) == kind)
        }
        #expect(builder.find() == nil)
    }

    @Test("a kind that went and one that came are told apart from those that stayed")
    func changingKinds() {
        let token = RevocationSample.tag(1, .token), subject = RevocationSample.tag(1, .subject)
        var builder = RevocationSetBuilder()
        builder.insert(RevocationEntry(token))
        builder.insert(RevocationEntry(subject))
        builder.remove(token)
        #expect(builder.find(token) == nil && builder.find(subject) == .subject)
        builder.remove(subject)
        #expect(builder.find(token, subject) == nil)
        builder.insert(RevocationEntry(token))
        #expect(builder.find(token, subject) == .token)
    }

    @Test("a tag that differs in one compared bit is another one")
    func bits() {
        let tag = RevocationSample.tag(1)
        for bit in 0..<128 where !(64..<86).contains(bit) {
            var builder = RevocationSetBuilder()
            builder.insert(RevocationEntry(tag))
            let other =
                bit < 64
                ? RevocationTag(high: tag.high ^ 1 << bit, low: tag.low)
                : RevocationTag(high: tag.high, low: tag.low ^ 1 << (bit - 64))
            #expect(builder.find(other) == nil, "bit \(bit)")
        }
    }

    @Test("what was issued at T is meant by \"before T\", a second later is not")
    func before() {
        for kind in RevocationKind.allCases {
            let tag = RevocationSample.tag(1, kind)
            var builder = RevocationSetBuilder()
            builder.insert(RevocationEntry(tag, before: now))
            #expect(builder.find(tag, issued: now.adding(-1)) == kind)
            #expect(builder.find(tag, issued: now) == kind)
            let later = builder.find(tag, issued: now.adding(1))
            #expect(later == (kind.heedsIssueTime ? nil : kind))
            // A credential that does not say when it was issued is meant.
            #expect(builder.find(tag, issued: WallTime(secondsSince1970: .min)) == kind)
        }
    }

    @Test("times beyond what the memory can say err on the safe side")
    func extremes() {
        let tag = RevocationSample.tag(1, .subject)
        let last = WallTime(secondsSince1970: Int64(UInt32.max))
        func isRefused(before: WallTime?, issued: WallTime) -> Bool {
            var builder = RevocationSetBuilder()
            builder.insert(RevocationEntry(tag, before: before))
            return builder.find(tag, issued: issued) != nil
        }
        #expect(!isRefused(before: last.adding(-1), issued: last))
        #expect(isRefused(before: last.adding(-1), issued: last.adding(-1)))
        #expect(isRefused(before: last, issued: last))
        #expect(isRefused(before: last.adding(9), issued: last.adding(10)))
        #expect(isRefused(before: nil, issued: WallTime(secondsSince1970: .max)))
        let epoch = WallTime(secondsSince1970: 0)
        #expect(isRefused(before: epoch, issued: epoch))
        #expect(isRefused(before: epoch.adding(-5), issued: epoch.adding(-9)))
        #expect(!isRefused(before: epoch, issued: epoch.adding(1)))
    }

    @Test("an entry stands until its expiry, and less than an hour longer")
    func expiry() {
        let tag = RevocationSample.tag(1)
        let hour = now.adding(-now.secondsSince1970 % 3600)
        func isRefused(expiry: WallTime?, at time: WallTime) -> Bool {
            var builder = RevocationSetBuilder()
            builder.insert(RevocationEntry(tag, expiry: expiry))
            return builder.find(tag, at: time) != nil
        }
        #expect(isRefused(expiry: hour, at: hour.adding(-1)))
        #expect(!isRefused(expiry: hour, at: hour))
        #expect(isRefused(expiry: hour.adding(1), at: hour))
        #expect(isRefused(expiry: hour.adding(1), at: hour.adding(3599)))
        #expect(!isRefused(expiry: hour.adding(1), at: hour.adding(3600)))
        #expect(isRefused(expiry: hour.adding(3600), at: hour.adding(3599)))
        #expect(!isRefused(expiry: hour.adding(3600), at: hour.adding(3600)))
        #expect(isRefused(expiry: nil, at: WallTime(secondsSince1970: .max)))
        #expect(isRefused(expiry: WallTime(secondsSince1970: .max), at: now))
        #expect(isRefused(expiry: now, at: WallTime(secondsSince1970: .min)))
        #expect(!isRefused(expiry: WallTime(secondsSince1970: 0), at: now))
        #expect(!isRefused(expiry: WallTime(secondsSince1970: .min), at: now))
    }

    @Test("a clock that is set back brings back what has not been swept")
    func clockSteps() {
        let tag = RevocationSample.tag(1)
        var builder = RevocationSetBuilder()
        builder.insert(RevocationEntry(tag, expiry: now))
        let later = now.adding(7200)
        #expect(builder.find(tag, at: later) == nil)
        #expect(builder.find(tag, at: now.adding(-1)) == .token)
        #expect(builder.sweep(segments: .max, at: now.adding(-3600)) == 0)
        #expect(builder.find(tag, at: now.adding(-1)) == .token)
        #expect(builder.sweep(segments: .max, at: later) == 1)
        #expect(builder.find(tag, at: now.adding(-1)) == nil)
    }

    @Test("the first kind is named where several are revoked")
    func order() {
        var builder = RevocationSetBuilder()
        let tags = RevocationKind.allCases.map { RevocationSample.tag(1, $0) }
        var marks = RevocationMarks()
        for tag in tags {
            builder.insert(RevocationEntry(tag))
            marks.insert(tag)
        }
        for (index, kind) in RevocationKind.allCases.enumerated() {
            let reader = RevocationReader(builder.snapshot())
            #expect(reader.find(marks, issued: now, at: now) == kind)
            #expect(builder.remove(tags[index]) == 1)
        }
        #expect(builder.count == 0)
    }
}
