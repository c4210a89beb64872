import Codecs
import Testing

@testable import Gateway

/// Nothing that a visitor brings becomes anything but text (T93).
@Suite("Pages: escaping (T93)")
struct PageEscapingTests {
    static let hostile: [[UInt8]] =
        [
            "<script>alert(1)</script>", "\"><script>alert(1)</script>", "' onfocus='alert(1)",
            "\" autofocus onfocus=\"alert(1)", "</title><script>", "</style><script>", "<!--",
            "-->",
            "javascript:alert(1)", "//evil.example", "/\\evil.example", "&lt;b&gt;", "&#x3c;b>",
            "`${1}`",
            "a\u{0}b", "a\r\nSet-Cookie: b=c", "a\tb", "\u{202E}gnp.exe", "\u{2066}\u{2069}",
            "\u{FEFF}", "日本語 𠮷 é", "{{7*7}}", "%3Cscript%3E",
        ].map { Array($0.utf8) } + [
            [0xC3], [0xC0, 0xBC], [0xE2, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xED, 0xA0, 0x80],
            [0x3C, 0xFF, 0x73], (0...255).map { UInt8($0) },
        ]

    @Test("no page gains a tag, an attribute or a line, whoever visits", arguments: hostile)
    func pages(text: [UInt8]) throws {
        let pages = try PageScene.pages()
        let expected = PageScene.samples(of: pages)
        let visitor = PageScene.Visitor(name: text, path: text, token: text)
        for (sample, plain) in zip(PageScene.samples(of: pages, for: visitor), expected) {
            #expect(sample.lines == plain.lines)
            #expect(sample.tags.map(Self.shape) == plain.tags.map(Self.shape), "\(sample.name)")
            #expect(sample.body.filter { $0 == "<" }.count == plain.body.filter { $0 == "<" }.count)
            #expect(sample.body.filter { $0 == ">" }.count == plain.body.filter { $0 == ">" }.count)
            for address in sample.tags("a").compactMap({ $0.attribute("href") }) {
                #expect(address.isEmpty || address.wholeMatch(of: /\/(?![\/\\]).*|\//) != nil)
            }
        }
    }

    /// A tag without the values of its attributes, and without what hangs on an empty name.
    private static func shape(_ tag: String) -> String {
        tag.replacing(/="[^"]*"/, with: "=")
    }

    @Test("random bytes are no exception")
    func random() throws {
        let pages = try PageScene.pages()
        let plain = PageScene.samples(of: pages, in: [.english])
        var state: UInt64 = 0x5A11_7907
        for _ in 0..<200 {
            let text = (0..<32).map { _ -> UInt8 in
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                let byte = UInt8(truncatingIfNeeded: state >> 33)
                return byte & 0x80 == 0 ? byte : Array("<>\"'&/\\=".utf8)[Int(byte & 7)]
            }
            let visitor = PageScene.Visitor(name: text, path: text, token: text)
            for (sample, plain) in zip(
                PageScene.samples(of: pages, for: visitor, in: [.english]), plain)
            {
                #expect(sample.tags.map(Self.shape) == plain.tags.map(Self.shape), "\(text)")
            }
        }
    }

    @Test(
        "how each thing is written",
        arguments: [
            ("a&b", "a&amp;b"), ("<", "&lt;"), (">", "&gt;"), ("\"", "&quot;"), ("'", "&#39;"),
            ("é日𠮷👩‍💻", "é日𠮷👩‍💻"), ("a\u{0}b\u{7F}\u{85}", "a\u{FFFD}b\u{FFFD}\u{FFFD}"),
            ("a\n", "a\u{FFFD}"), ("\u{202E}a", "\u{FFFD}a"), ("\u{2028}", "\u{FFFD}"),
            ("", ""), ("a b=c`d", "a b=c`d"),
        ])
    func text(written: String, shown: String) {
        var markup = Markup(capacity: 16)
        markup.append(text: Array(written.utf8).span)
        #expect(String(decoding: markup.finished().span) == shown)
    }

    @Test("what is not UTF-8 is replaced, and hides no bracket")
    func invalid() {
        var markup = Markup(capacity: 16)
        markup.append(text: [0xC3, 0x3C, 0xC0, 0xBC].span)
        #expect(String(decoding: markup.finished().span) == "\u{FFFD}&lt;\u{FFFD}\u{FFFD}")
    }

    @Test(
        "a link leads to a path of this host or to its start page (T74)",
        arguments: [
            ("/", "/"), ("/a?b=c&d", "/a?b=c&amp;d"), ("", "/"), ("a", "/"), ("//evil", "/"),
            ("/\\evil", "/"), ("https://evil", "/"), ("javascript:alert(1)", "/"), (" /a", "/"),
            ("/\tevil", "/\u{FFFD}evil"),
        ])
    func path(written: String, shown: String) {
        var markup = Markup(capacity: 16)
        markup.append(path: Array(written.utf8).span)
        #expect(String(decoding: markup.finished().span) == shown)
    }

    @Test("a name is shown again up to its limit, and left out beyond")
    func usernameLimit() throws {
        let pages = try PageScene.pages()
        for (count, isShown) in [(256, true), (257, false)] {
            let name = [UInt8](repeating: 0x61, count: count)
            let form = LoginForm(
                username: name, returnAddress: [0x2F], token: [], notice: .wrongCredentials)
            let page = pages.login(form, in: .english)
            let body = String(decoding: page.body.span)
            #expect(body.contains(String(decoding: name.span)) == isShown)
            #expect(body.contains("value=\"\" ") == !isShown)
        }
    }
}
