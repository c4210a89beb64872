import HTTP
import TestKit
import Testing

@testable import Gateway

/// English and Chinese, whichever the browser would rather have.
@Suite("RFC 9110 §12.5.4 Accept-Language")
struct PageLanguageTests {
    private func language(_ lines: [String]) -> PageLanguage {
        var wish = AcceptLanguage()
        for line in lines { wish.read(Array(line.utf8).span) }
        return wish.language
    }

    @Test(
        "what is asked for is what is shown",
        arguments: [
            ("", .english), ("en", .english), ("zh", .chinese), ("zh-CN", .chinese),
            ("zh-Hans", .chinese), ("zh-Hans-CN", .chinese), ("ZH-cn", .chinese),
            ("zh-TW", .chinese), ("zh-Hant-HK", .chinese), ("zh-TW,zh;q=0.9,en;q=0.8", .chinese),
            ("zh-CN,zh;q=0.9,en-US;q=0.8,en;q=0.7", .chinese), ("en-US,en;q=0.9", .english),
            ("en-US,en;q=0.9,zh-CN;q=0.8", .english), ("de,zh;q=0.5,en;q=0.7", .english),
            ("de,zh;q=0.7,en;q=0.5", .chinese), ("de", .english), ("de,fr;q=0.5", .english),
            ("*", .english), ("zh;q=0.5,*;q=0.1", .chinese), ("en;q=0.5,*", .chinese),
            ("zh;q=0,*", .english), ("en;q=0,*", .chinese), ("en;q=0", .english),
            ("zh;q=0", .english), ("en;q=0,zh;q=0.001", .chinese), ("zh,en", .chinese),
            ("en,zh", .english), ("zh;q=1.000,en;q=0.999", .chinese), ("zh ; q=0.5", .chinese),
            (" zh , ,en;q=0.5,", .chinese), ("en;Q=0.1,zh;Q=0.2", .chinese),
            ("zha", .english), ("zhong", .english), ("x-zh", .english),
            ("zh;q=1.,en;q=0", .chinese),
        ] as [(String, PageLanguage)])
    func negotiation(line: String, expected: PageLanguage) {
        #expect(language([line]) == expected)
    }

    @Test(
        "what is malformed is English",
        arguments: [
            "zh;q=2", "zh;q=1.001", "zh;q=-1", "zh;q=0.5555", "zh;q", "zh;q=", "zh;", "zh;q=a",
            "zh;level=1", "zh_CN", "zh-", "-zh", "zh--CN", "中文", "zh-CN q=1", "zh;q=1;q=1",
            "zh,<script>", "zh-123456789", "zhongguoren", "zh,1", "**", "zh,*-CN", "zh\u{0}",
            "zh;q=1,en;q=x",
        ])
    func malformed(line: String) { #expect(language([line]) == .english) }

    @Test("several lines are one list")
    func lines() {
        #expect(language(["de", "zh;q=0.5", "en;q=0.4"]) == .chinese)
        #expect(language(["zh;q=0.4", "en;q=0.5"]) == .english)
        #expect(language(["zh", "en"]) == .chinese)
        #expect(language(["zh", "e n"]) == .english)
        #expect(language([]) == .english)
    }

    @Test("any bytes are read without harm")
    func hostile() {
        for length in 0..<64 {
            for byte: UInt8 in [0, 0x2C, 0x2D, 0x3B, 0x3D, 0x7A, 0x20, 0xFF] {
                var wish = AcceptLanguage()
                wish.read([UInt8](repeating: byte, count: length).span)
                #expect(wish.language == .english)
            }
        }
        #expect(language([String(repeating: "zh;q=0.5,", count: 100_000)]) == .chinese)
    }

    @Test("the request's own lines are asked")
    func request() throws {
        let text =
            "GET / HTTP/1.1\r\nHost: a\r\nAccept-Language: en;q=0.5\r\n"
            + "accept-language: zh-CN\r\n\r\n"
        var parser = RequestParser()
        var request = Request()
        _ = try parser.parse(Array(text.utf8).span, from: 0, into: &request)
        #expect(PageLanguage(for: request.fields) == .chinese)
    }

    @Test("tags are what a browser picks fonts by")
    func tags() {
        #expect("\(PageLanguage.english.tag)" == "en")
        #expect("\(PageLanguage.chinese.tag)" == "zh-Hans")
    }
}
