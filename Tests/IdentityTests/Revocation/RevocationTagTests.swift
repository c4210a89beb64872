import Crypto
import Testing

@testable import Identity

@Suite("Revocation tags and marks")
struct RevocationTagTests {
    @Test("T56 no two statements are spelled alike, however their parts are cut")
    func spelling() throws {
        var tagger = try RevocationSample.tagger()
        var tags: [RevocationTag] = []
        let words = ["", "a", "b", "ab", "ba", "aab", "a\0", "\0a"].map { Array($0.utf8) }
        for first in words {
            tags += [tagger.issuer(first.span), tagger.family(first.span)]
            tags.append(tagger.device(first.span))
            for second in words {
                tags.append(tagger.token(first.span, of: second.span))
                tags.append(tagger.token(hashed: first.span, of: second.span))
                tags.append(tagger.subject(first.span, of: second.span))
                tags.append(tagger.client(first.span, of: second.span))
            }
        }
        tags.append(tagger.everything())
        tags.append(tagger.session(SessionID(InlineArray(repeating: 0))))
        #expect(Set(tags).count == tags.count)
        // Not by their kind alone: the rest differs, too.
        #expect(Set(tags.map(\.high)).count == tags.count)
        #expect(Set(tags.map(\.low)).count == tags.count)
    }

    @Test("a tag is the same again under the same key, and another one under another")
    func keys() throws {
        let name = Array("alice".utf8)
        var one = try RevocationSample.tagger()
        var same = try RevocationSample.tagger()
        var other = try RevocationSample.tagger(key: 8)
        let tag = one.family(name.span)
        let again = [one.family(name.span), same.family(name.span)]
        #expect(again == [tag, tag])
        let otherTag = other.family(name.span)
        #expect(otherTag.high != tag.high && otherTag.low != tag.low)
        #expect(RevocationTag(high: tag.high, low: tag.low) == tag)
    }

    @Test("a tag says its kind, and long parts matter to their last byte")
    func kinds() throws {
        var tagger = try RevocationSample.tagger()
        var long = [UInt8](repeating: 97, count: 70_000)
        let before = tagger.subject(long.span, of: long.span)
        long[69_999] = 98
        let after = tagger.subject(long.span, of: long.span)
        #expect(after != before)
        let tags = [
            tagger.token(long.span, of: long.span), tagger.token(hashed: long.span, of: long.span),
            tagger.session(SessionID(InlineArray(repeating: 9))), tagger.family(long.span), after,
            tagger.client(long.span, of: long.span), tagger.issuer(long.span),
            tagger.device(long.span), tagger.everything(),
        ]
        #expect(tags.map(\.kind) == [.token] + RevocationKind.allCases)
    }

    @Test("marks hold one tag of each kind, the last one given, inline")
    func marks() {
        var marks = RevocationMarks()
        for kind in RevocationKind.allCases {
            #expect(marks[kind] == nil)
            marks.insert(RevocationSample.tag(1, kind))
            marks.insert(RevocationSample.tag(2, kind))
            #expect(marks[kind] == RevocationSample.tag(2, kind))
        }
        #expect(MemoryLayout<RevocationMarks>.size <= 136)
        #expect(MemoryLayout<RevocationSlot>.stride == 20)
    }
}
