import Codecs
import Crypto
import Identity
import Testing

@testable import Gateway

@Suite("The cache of verified tokens")
struct TokenCacheTests {
    private static let now = WallTime(secondsSince1970: 1_000)
    private static let later = WallTime(secondsSince1970: 2_000)
    private static let issuers = VerifierSet(id: 0, verifiers: [])

    private static func text(_ number: Int) -> [UInt8] { Array("token \(number)".utf8) }

    @Test("holds thousands while it grows, and loses next to none", arguments: [10, 700, 10_000])
    func grows(count: Int) throws {
        var cache = try TokenCache()
        for number in 0..<count {
            let text = Self.text(number)
            let tag = cache.tag(of: text.span, for: Self.issuers)
            cache.insert(.anonymous, as: tag, until: Self.later, generation: 1)
        }
        for number in 0..<count {
            let text = Self.text(number)
            let tag = cache.tag(of: text.span, for: Self.issuers)
            _ = cache.find(tag, generation: 1, at: Self.now)
        }
        // A set overflows now and then, long before the table is full.
        #expect(cache.events.misses <= count / 50)
        #expect(cache.events.hits + cache.events.misses == count)
    }

    @Test("T78 one token under two sets of issuers is two entries")
    func issuersTellApart() throws {
        var cache = try TokenCache()
        let text = Self.text(1)
        let tag = cache.tag(of: text.span, for: Self.issuers)
        let other = cache.tag(of: text.span, for: VerifierSet(id: 1, verifiers: []))
        #expect(tag != other)
    }

    @Test("T79 one cookie on two hosts is two entries, and none of a token's")
    func hostsTellApart() throws {
        var cache = try TokenCache()
        let text = Self.text(1)
        let hosts = ["a.example", "b.example", "a.example.", "a.examplet"].map { Array($0.utf8) }
        var tags = hosts.map { cache.tag(of: text.span, on: $0.span) }
        tags.append(cache.tag(of: text.span, for: Self.issuers))
        // The same bytes, cut elsewhere.
        let shifted = Array(text.dropFirst())
        tags.append(cache.tag(of: shifted.span, on: Array("a.examplet".utf8).span))
        #expect(Set(tags).count == tags.count)
    }

    @Test("an entry counts until its second, and for its generation")
    func ends() throws {
        var cache = try TokenCache()
        let text = Self.text(1)
        let tag = cache.tag(of: text.span, for: Self.issuers)
        cache.insert(.anonymous, as: tag, until: Self.later, generation: 1)
        let last = WallTime(secondsSince1970: 1_999)
        #expect(cache.find(tag, generation: 1, at: last) != nil)
        #expect(cache.find(tag, generation: 1, at: Self.later) == nil)
        #expect(cache.find(tag, generation: 2, at: last) == nil)
        cache.insert(.anonymous, as: tag, until: Self.later, generation: 2)
        #expect(cache.find(tag, generation: 2, at: last) != nil)
    }
}
