import Codecs
import Configuration
import Crypto
import HTTP

/// The gateway's own pages, made from values: plain HTML with one inline style sheet, no script and
/// nothing that is loaded. Made once for a snapshot.
struct Pages: Sendable {
    private let name: [UInt8]
    private let logo: PageLogo?
    /// Lines that every page has.
    private let commonLines: [UInt8]

    /// - Parameter sha256: hashes the style sheet for the security policy.
    init(_ settings: PageSettings, sha256: Digest) {
        name = Array(settings.name.utf8)
        logo = settings.logo
        let style = Base64.encode(sha256.hash(Stylesheet.text.span).span)
        let images = logo == nil ? "" : "img-src data:; "
        // Logging in needs no other host, so neither form nor frame may involve one (T93). With
        // `no-referrer` browsers would send `Origin: null` and our own forms would be refused.
        commonLines = Array(
            """
            Content-Type: text/html; charset=utf-8\r
            Cache-Control: no-store\r
            Content-Security-Policy: default-src 'none'; style-src 'sha256-\(style)'; \
            \(images)form-action 'self'; frame-ancestors 'none'; base-uri 'none'\r
            Referrer-Policy: same-origin\r
            X-Content-Type-Options: nosniff\r
            X-Frame-Options: DENY\r
            Cross-Origin-Opener-Policy: same-origin\r
            Cross-Origin-Resource-Policy: same-origin\r

            """.utf8)
    }

    /// What frames a page's content.
    struct Frame {
        let status: StatusCode
        let language: PageLanguage
        let title: StaticString
        /// Whether the title says first that something was not accepted.
        var isFault = false
        /// Seconds for `Retry-After`.
        var retryAfter: Int?
    }

    /// A page whose main part `content` writes, heading included.
    func page(_ frame: Frame, content: (inout Markup, PageTexts) -> Void) -> Page {
        var lines = ByteBuffer(capacity: commonLines.count + 64)
        lines.append(commonLines)
        lines.append("Content-Language: ")
        lines.append(frame.language.tag)
        lines.append("\r\n")
        if let seconds = frame.retryAfter {
            lines.append("Retry-After: ")
            lines.append(decimal: max(0, seconds))
            lines.append("\r\n")
        }
        var markup = Markup(capacity: 8192 + (logo?.url.count ?? 0))
        appendHead(frame, to: &markup)
        appendHeader(to: &markup)
        markup.append("<main>\n")
        content(&markup, frame.language.texts)
        markup.append("</main>\n</body>\n</html>\n")
        return Page(status: frame.status, lines: lines, body: markup.finished())
    }

    private func appendHead(_ frame: Frame, to markup: inout Markup) {
        markup.append("<!doctype html>\n<html lang=\"")
        markup.append(frame.language.tag)
        markup.append(
            """
            ">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="robots" content="noindex">
            <meta name="color-scheme" content="light dark">
            <title>
            """)
        if frame.isFault { markup.append(frame.language.texts.titleOfFault) }
        markup.append(frame.title)
        markup.append(" · ")
        markup.append(text: name.span)
        markup.append("</title>\n<style>")
        markup.append(Stylesheet.text)
        markup.append("</style>\n</head>\n<body>\n")
    }

    /// The operator's logo, or a gate, and the name beside it.
    private func appendHeader(to markup: inout Markup) {
        markup.append("<header>\n")
        if let logo {
            markup.append("<img alt=\"\" src=\"")
            markup.append(text: logo.url.span)
            markup.append("\">\n")
        } else {
            markup.append(Self.gate)
        }
        markup.append("<span>")
        markup.append(text: name.span)
        markup.append("</span>\n</header>\n")
    }

    private static let gate: StaticString = """
        <svg viewBox="4 4 24 24" width="28" height="28" aria-hidden="true" focusable="false">\
        <path fill="currentColor" fill-rule="evenodd" d="M4 4h5v4h4.5V4h5v4H23V4h5v24h-7v-8a5 5 0 0 \
        0-10 0v8H4z"/></svg>

        """
}
