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

    private static func tokens(
        _ seed: UInt8 = 1, for purpose: FormToken.Purpose = .login
    ) throws -> FormToken {
        try FormToken(key: Secret(Array(repeating: seed, count: 32).span), for: purpose)
    }

    @Test("a form's token holds for its browser, its host and an hour")
    func token() throws {
        let tokens = try Self.tokens()
        let cookie = Array(FormToken.newCookie().utf8)
        let token = Array(
            tokens.token(for: .init(cookie: cookie, host: Self.host), at: Self.now).utf8)
        func accepts(
            _ token: [UInt8], _ cookie: [UInt8], _ host: [UInt8], after seconds: Int64 = 0
        ) -> Bool {
            tokens.accepts(
                token.span, for: .init(cookie: cookie, host: host),
                at: WallTime(secondsSince1970: Self.now.secondsSince1970 + seconds))
        }
        #expect(accepts(token, cookie, Self.host))
        #expect(accepts(token, cookie, Self.host, after: 3599))
        #expect(!accepts(token, cookie, Self.host, after: 3600))
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
            token.span, for: .init(cookie: cookie, host: Self.host), at: Self.now)
        #expect(!isTaken)
    }

    @Test("T56 moving a byte from one field to the next makes another message")
    func fieldsDoNotRun() throws {
        let tokens = try Self.tokens()
        let bindings: [FormToken.Binding] = [
            .init(cookie: [1, 2], host: [3]), .init(cookie: [1], host: [2, 3]),
            .init(cookie: [1, 2], host: [], account: [3]),
            .init(cookie: [1], host: [2], account: [3]),
        ]
        let made = Set(bindings.map { tokens.token(for: $0, at: Self.now) })
        #expect(made.count == bindings.count)
    }

    @Test("T54 a ticket is for one account and one purpose, for five minutes")
    func ticket() throws {
        let tickets = try Self.tokens(for: .provenPassword)
        let forms = try Self.tokens()
        let alice = FormToken.Binding(cookie: [1], host: Self.host, account: [2])
        let ticket = Array(tickets.token(for: alice, at: Self.now).utf8)
        func accepts(
            _ tokens: FormToken, _ binding: FormToken.Binding, after seconds: Int64 = 0
        ) -> Bool {
            tokens.accepts(
                ticket.span, for: binding,
                at: WallTime(secondsSince1970: Self.now.secondsSince1970 + seconds))
        }
        #expect(accepts(tickets, alice))
        #expect(accepts(tickets, alice, after: 299))
        #expect(!accepts(tickets, alice, after: 300))
        #expect(!accepts(forms, alice), "as a login form")
        #expect(!accepts(tickets, .init(cookie: [1], host: Self.host, account: [3])))
        #expect(!accepts(tickets, .init(cookie: [1], host: Self.host)))
        #expect(!accepts(tickets, .init(cookie: [3], host: Self.host, account: [2])))
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
