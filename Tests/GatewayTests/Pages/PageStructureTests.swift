import Crypto
import Codecs
import Foundation
import Testing

@testable import Gateway

/// What every page of ours holds to, whatever it says. `SALLYPORT_PAGES=FOLDER` has them written
/// there, to be looked at.
@Suite("Pages: structure")
struct PageStructureTests {
    static let samples = (try? PageScene.pages()).map { PageScene.samples(of: $0) } ?? []

    @Test("one page of every kind in both languages")
    func all() throws {
        #expect(Self.samples.count == 60)
        guard let folder = ProcessInfo.processInfo.environment["SALLYPORT_PAGES"] else { return }
        for sample in Self.samples {
            let file = URL(filePath: folder).appending(
                path: "\(sample.name).\(sample.language).html")
            try sample.body.write(to: file, atomically: true, encoding: .utf8)
        }
    }

    @Test("a document with a language, a title, one heading and one main part", arguments: samples)
    func outline(_ sample: PageScene.Sample) {
        #expect(sample.body.hasPrefix("<!doctype html>\n<html lang=\"\(sample.language.tag)\">"))
        #expect(sample.body.hasSuffix("</html>\n"))
        for name in ["title", "header", "main", "h1", "style"] {
            #expect(sample.tags(name).count == 1, "\(name)")
        }
        #expect(sample.body.contains(/<title>[^<]+ · Sallyport<\/title>/))
        #expect(
            !sample.body.contains(/<(h1|p|button|a|label|dd)[^>]*>\s*<\/\1>/), "an empty element")
        let opened = sample.tags.compactMap { $0.firstMatch(of: /^<([a-z0-9]+)/)?.1 }
            .filter { !["meta", "input", "img"].contains($0) && $0 != "path" }
        let closed = sample.body.matches(of: /<\/([a-z0-9]+)>/).map(\.1)
        #expect(opened.sorted() == closed.sorted())
    }

    @Test(
        "no script, no handler, no inline style, nothing that is loaded (T93)", arguments: samples)
    func inert(_ sample: PageScene.Sample) {
        let allowed: Set<String> = [
            "html", "head", "meta", "title", "style", "body", "header", "span", "svg", "path",
            "main",
            "h1", "h2", "p", "ul", "li", "strong", "bdi", "form", "label", "input", "button", "a",
            "section",
            "dl",
            "dt", "dd", "time",
        ]
        for tag in sample.tags {
            #expect(allowed.contains(where: tag.isElement), "\(tag)")
            for attribute in tag.matches(of: /\s([a-z\-]+)=/).map(\.1) {
                #expect(!attribute.hasPrefix("on") && attribute != "style" && attribute != "src")
            }
        }
        for address in sample.tags.compactMap({ $0.attribute("href") ?? $0.attribute("action") }) {
            #expect(address.isEmpty || address.wholeMatch(of: /\/(?![\/\\]).*|\//) != nil)
        }
        #expect(!sample.body.contains("url("))
        #expect(!sample.body.contains("@import"))
    }

    @Test(
        "every field has its label, every id is unique, references lead somewhere",
        arguments: samples)
    func fields(_ sample: PageScene.Sample) {
        let ids = sample.tags.compactMap { $0.attribute("id") }
        #expect(Set(ids).count == ids.count)
        let shown = sample.tags("input").filter { $0.attribute("type") != "hidden" }
        let labels = sample.tags("label").compactMap { $0.attribute("for") }
        #expect(shown.compactMap { $0.attribute("id") } == labels)
        for reference in sample.tags.compactMap({ $0.attribute("aria-describedby") }) {
            #expect(ids.contains(reference))
        }
        for form in sample.tags("form") { #expect(form.attribute("method") == "post") }
        #expect(sample.tags.filter { $0.contains(" autofocus") }.count <= 1)
    }

    @Test("the policy allows the style sheet in the body and nothing else", arguments: samples)
    func policy(_ sample: PageScene.Sample) throws {
        let style = try #require(sample.body.firstMatch(of: /<style>([\s\S]*?)<\/style>/)).1
        let hash = Base64.encode(try Digest(.sha256).hash(Array(style.utf8).span).span)
        #expect(
            sample.field("Content-Security-Policy")
                == "default-src 'none'; style-src 'sha256-\(hash)'; form-action 'self'; "
                + "frame-ancestors 'none'; base-uri 'none'")
    }

    @Test("the fields of every page, each once", arguments: samples)
    func lines(_ sample: PageScene.Sample) {
        #expect(sample.field("Content-Type") == "text/html; charset=utf-8")
        #expect(sample.field("Content-Language") == "\(sample.language.tag)")
        #expect(sample.field("Cache-Control") == "no-store")
        #expect(sample.field("Referrer-Policy") == "same-origin")
        #expect(sample.field("X-Content-Type-Options") == "nosniff")
        #expect(sample.field("X-Frame-Options") == "DENY")
        #expect(sample.field("Cross-Origin-Opener-Policy") == "same-origin")
        #expect(sample.lines.hasSuffix("\r\n"))
        #expect(!sample.lines.contains("\r\n\r\n"))
        for line in sample.lines.split(separator: "\r\n") {
            #expect(line.wholeMatch(of: /[A-Za-z\-]+: [ -~]+/) != nil, "\(line)")
        }
    }

    @Test("texts are markup of our own: nothing in them could be taken for a tag")
    func texts() {
        for language in PageLanguage.allCases {
            let texts = reflectedLines(language.texts)
            #expect(texts.count > 50)
            for text in texts {
                let text = text.drop { $0 != ":" }.dropFirst(2)
                #expect(!text.contains("<") && !text.contains("&"), "\(text)")
                #expect(!text.contains("  ") && !text.contains("\n"), "\(text)")
            }
        }
    }
}
