import Crypto
import Testing

@Suite("Keyed hash (SipHash-2-4, 128 bits)")
struct KeyedHashTests {
    /// The first answers of the reference implementation, for the inputs 00, 00 01, … under the key
    /// 00 01 … 0f.
    static let answers = [
        "a3817f04ba25a8e66df67214c7550293", "da87c1d86b99af44347659119b22fc45",
        "8177228da4a45dc7fca38bdef60affe4", "9c70b60c5267a94e5f33b6b02985ed51",
    ]

    @Test("answers as the reference implementation", arguments: answers.indices)
    func knownAnswers(count: Int) throws {
        var hash = try KeyedHash(key: Secret([UInt8](0..<16)))
        let expected = [UInt8](hex: Self.answers[count])
        let tag = hash.tag(of: [UInt8](0..<UInt8(count)))
        let high = expected.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        let low = expected.suffix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        #expect(tag == KeyedHash.Tag(high: high, low: low))
    }

    @Test("the same input has the same tag however often it is asked for")
    func repeated() throws {
        var hash = try KeyedHash()
        let input = [UInt8](repeating: 0x61, count: 700)
        let first = hash.tag(of: input)
        _ = hash.tag(of: [1, 2, 3])
        #expect(hash.tag(of: input) == first)
    }

    @Test("keys differ from process to process, and so do tags")
    func randomKeys() throws {
        var one = try KeyedHash()
        var other = try KeyedHash()
        let input: [UInt8] = [1, 2, 3]
        #expect(one.tag(of: input) != other.tag(of: input))
    }

    @Test("any changed byte and any changed length changes the tag")
    func sensitive() throws {
        var hash = try KeyedHash()
        var tags: Set<KeyedHash.Tag> = []
        let input = [UInt8](repeating: 0, count: 64)
        for count in 0...64 { tags.insert(hash.tag(of: input.prefix(count))) }
        for index in input.indices {
            var changed = input
            changed[index] = 1
            tags.insert(hash.tag(of: changed))
        }
        #expect(tags.count == 65 + 64)
    }
}
