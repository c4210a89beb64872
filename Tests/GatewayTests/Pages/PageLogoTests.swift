import Codecs
import Configuration
import Testing

@testable import Gateway

/// What may stand beside the name, and how.
@Suite("Pages: name and logo")
struct PageLogoTests {
    static let path = FilePath("logo")
    static let png: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 1, 2, 3]

    @Test(
        "the kind is told by content",
        arguments: [
            (png, "image/png"), (Array("RIFF\u{1}\u{1}\u{1}\u{1}WEBPVP8 ".utf8), "image/webp"),
            (Array("<svg xmlns='http://www.w3.org/2000/svg'/>".utf8), "image/svg+xml"),
            (Array("\u{FEFF}\n<?xml version='1.0'?>\n<!-- a --><svg/>".utf8), "image/svg+xml"),
            (Array("<html><body>".utf8), nil), (Array("svg".utf8), nil), ([], nil),
            (Array("GIF89a".utf8), nil), (Array("RIFFaaaaWAVE".utf8), nil),
            (Array(png.prefix(7)), nil),
        ] as [([UInt8], String?)])
    func kind(file: [UInt8], mediaType: String?) {
        let logo = PageLogo(file, of: Self.path)
        let expected = mediaType.map { "data:\($0);base64,\(Base64.encode(file.span))" }
        #expect(logo.map { String(decoding: $0.url.span) } == expected)
    }

    @Test("its size has a limit")
    func limit() {
        let room = 32 << 10
        let edge = Self.png + [UInt8](repeating: 0, count: room - Self.png.count)
        #expect(PageLogo(edge, of: Self.path) != nil)
        #expect(PageLogo(edge + [0], of: Self.path) == nil)
    }

    @Test("a logo is an image without a name of its own, and the policy lets it be one")
    func logo() throws {
        let logo = try #require(PageLogo(Self.png, of: Self.path))
        var settings = PageSettings()
        settings.logo = logo
        for sample in PageScene.samples(of: try PageScene.pages(settings)) {
            #expect(sample.tags("svg").isEmpty)
            let image = try #require(sample.tags("img").first)
            #expect(image.attribute("alt") == "")
            #expect(image.attribute("src") == String(decoding: logo.url.span))
            let policy = try #require(sample.field("Content-Security-Policy"))
            #expect(policy.contains("; img-src data:; form-action"))
            #expect(sample.tags.filter { $0.contains(" src=") }.count == 1)
        }
    }

    @Test("the name is text, whatever is in it")
    func name() throws {
        var settings = PageSettings()
        settings.name = "A & B <i>门户</i>"
        for sample in PageScene.samples(of: try PageScene.pages(settings)) {
            #expect(sample.body.contains(" · A &amp; B &lt;i&gt;门户&lt;/i&gt;</title>"))
            #expect(sample.body.contains("<span>A &amp; B &lt;i&gt;门户&lt;/i&gt;</span>"))
        }
    }

    @Test("the name's length at its edge")
    func nameLimit() {
        for (count, faults) in [(0, 1), (1, 0), (64, 0), (65, 1)] {
            let name = String(repeating: "门", count: count)
            let text = SettingsScene.text(top: "pages: {name: \"\(name)\"}")
            #expect(SettingsScene.faults(text).count == faults, "\(count)")
        }
    }

    @Test("what cannot be the logo is refused where it is named")
    func faults() {
        func faults(_ file: String) -> [String] {
            SettingsScene.faults(SettingsScene.text(top: "pages: {logo: \(file)}"))
        }
        #expect(faults("logo.svg") == [])
        #expect(
            faults("keys.json") == [
                "3:15: found \"keys.json\", a file of 12 bytes; "
                    + "allowed: an SVG, PNG or WebP file of at most 32 KiB"
            ])
        #expect(
            faults("none.png") == [
                "3:15: found \"none.png\": no such file; allowed: a file that can be read"
            ])
    }
}
