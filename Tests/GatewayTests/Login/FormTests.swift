import Codecs
import Crypto
import Testing

@testable import Gateway

@Suite("Forms")
struct FormTests {
    @Test("fields are decoded, a plus is a space")
    func fields() throws {
        let form = try FormFields(
            parsing: Array("a=1&b=x+y%20z&c=&d&&%65=%26%3D%2B".utf8).span)
        #expect(form.plain("a") == Array("1".utf8))
        #expect(form.plain("b") == Array("x y z".utf8))
        #expect(form.plain("c") == [])
        #expect(form.plain("d") == [])
        #expect(form.plain("e") == Array("&=+".utf8))
        #expect(form.plain("f") == nil)
    }

    @Test(
        "T69 a name that stands there twice is refused, in whatever spelling",
        arguments: ["to=/a&to=/b", "to=/a&%74o=/a", "to&to", "a=1&to=&t%6f="])
    func repeated(text: String) {
        #expect(throws: FormFields.Fault.repeatedName) {
            try FormFields(parsing: Array(text.utf8).span)
        }
    }

    @Test("a broken escape and too many fields are refused")
    func broken() {
        for text in ["a=%", "a=%4", "a=%zz", "%=1"] {
            #expect(throws: FormFields.Fault.badEscape) {
                try FormFields(parsing: Array(text.utf8).span)
            }
        }
        let names = (0...FormFields.fieldCountLimit).map { "n\($0)=1" }
        #expect(throws: FormFields.Fault.tooManyFields) {
            try FormFields(parsing: Array(names.joined(separator: "&").utf8).span)
        }
        #expect(throws: Never.self) {
            try FormFields(parsing: Array(names.dropLast().joined(separator: "&").utf8).span)
        }
    }

    private static let host = Array("app.example".utf8)
    private static let now = WallTime(secondsSince1970: 1_800_000_000)

    private static func tokens(_ seed: UInt8 = 1) throws -> FormToken {
        try FormToken(key: Secret(Array(repeating: seed, count: 32).span))
    }

    @Test("a form's token holds for its browser, its host and an hour")
    func token() throws {
        let tokens = try Self.tokens()
        let cookie = Array(FormToken.newCookie().utf8)
        let token = Array(tokens.token(for: cookie.span, on: Self.host.span, at: Self.now).utf8)
        func accepts(
            _ token: [UInt8], _ cookie: [UInt8], _ host: [UInt8], after seconds: Int64 = 0
        ) -> Bool {
            tokens.accepts(
                token.span, for: cookie.span, on: host.span,
                at: WallTime(secondsSince1970: Self.now.secondsSince1970 + seconds))
        }
        #expect(accepts(token, cookie, Self.host))
        #expect(accepts(token, cookie, Self.host, after: FormToken.lifetime - 1))
        #expect(!accepts(token, cookie, Self.host, after: FormToken.lifetime))
        #expect(!accepts(token, Array(FormToken.newCookie().utf8), Self.host))
        #expect(!accepts(token, cookie, Array("other.example".utf8)))
        #expect(!accepts([], cookie, Self.host))
        for index in token.indices {
            var changed = token
            changed[index] = changed[index] == 0x41 ? 0x42 : 0x41
            #expect(!accepts(changed, cookie, Self.host))
        }
        let others = try Self.tokens(2)
        let isTaken = others.accepts(
            token.span, for: cookie.span, on: Self.host.span, at: Self.now)
        #expect(!isTaken)
    }

    @Test("T56 moving a byte from one field to the next makes another message")
    func fieldsDoNotRun() throws {
        let tokens = try Self.tokens()
        let one = tokens.token(for: [1, 2].span, on: [3].span, at: Self.now)
        let other = tokens.token(for: [1].span, on: [2, 3].span, at: Self.now)
        #expect(one != other)
    }

    @Test("only what the gateway may have set counts as a pre-login cookie")
    func cookies() {
        func isCookie(_ text: String) -> Bool { FormToken.isCookie(Array(text.utf8).span) }
        #expect(isCookie(FormToken.newCookie()))
        #expect(FormToken.newCookie() != FormToken.newCookie())
        for text in ["", "a", String(repeating: "A", count: 21), String(repeating: "A", count: 23)]
        {
            #expect(!isCookie(text))
        }
    }
}
