import Codecs
import Identity
import Testing

@testable import Gateway

@Suite("A session is named by the first digits of its ID")
struct SessionIDPrefixTests {
    private static func id(_ text: String) throws -> SessionID {
        let digits = Array((text + String(repeating: "0", count: 64 - text.count)).utf8)
        let id = SessionID(hex: digits.span)
        return try #require(id)
    }

    private static func page(_ texts: [String], next: String? = nil) throws -> SessionPage {
        let time = WallTime(secondsSince1970: 1_800_000_000)
        let index = SessionIndex(
            .init(issuer: "accounts", subject: "alice", host: "a.example"), created: time,
            absoluteExpiry: time)
        return SessionPage(
            entries: try texts.map { .init(id: try id($0), index: index) },
            next: try next.map { try id($0) })
    }

    @Test("8 to 64 hexadecimal digits, in both cases and of any number, are a prefix")
    func parsing() throws {
        let digits = String(repeating: "0123456789abcdef", count: 5)
        for count in [8, 9, 63, 64] {
            let prefix = try #require(SessionIDPrefix(String(digits.prefix(count))))
            #expect(SessionIDPrefix(digits.prefix(count).uppercased()) == prefix)
            #expect((prefix.id != nil) == (count == 64))
        }
        for text in [
            "", "0123456", String(digits.prefix(65)), "0123456g", "01234567\n", "0x123456",
        ] {
            #expect(SessionIDPrefix(text) == nil, "\(text)")
        }
    }

    @Test("every digit counts, also the odd last one")
    func containing() throws {
        let prefix = try #require(SessionIDPrefix("abcdef012"))
        #expect(prefix.contains(try Self.id("abcdef012fff")))
        #expect(prefix.contains(try Self.id("abcdef012")))
        #expect(try !prefix.contains(Self.id("abcdef013")))
        #expect(try !prefix.contains(Self.id("abcdef01")))
    }

    @Test("the search begins right before the first that begins so")
    func beginning() throws {
        let middle = try SessionSearch(#require(SessionIDPrefix("10000000")))
        let before = "0fffffff" + String(repeating: "f", count: 56)
        #expect(middle.query?.after == (try Self.id(before)))
        let first = try SessionSearch(#require(SessionIDPrefix("00000000")))
        #expect(first.query != nil && first.query?.after == nil)
    }

    @Test("one is found, none and two are not, over however many pages")
    func finding() throws {
        let prefix = try #require(SessionIDPrefix("abcdef01"))
        var one = SessionSearch(prefix)
        one.take(try Self.page([], next: "abcdef01"))  // all that was looked at is dead
        #expect(one.query?.after == (try Self.id("abcdef01")))
        one.take(try Self.page(["abcdef0123", "abcdef02"], next: "abcdef02"))
        #expect(one.query == nil)
        #expect(try one.result().id == Self.id("abcdef0123"))
        var two = SessionSearch(prefix)
        two.take(try Self.page(["abcdef0123", "abcdef0124"], next: "abcdef0124"))
        #expect(two.query == nil)
        #expect(throws: CommandFault.self) { try two.result() }
        var none = SessionSearch(prefix)
        none.take(try Self.page(["abcdef02"]))
        #expect(none.query == nil)
        #expect(throws: CommandFault.self) { try none.result() }
    }
}
