import Codecs
import HTTP

/// A page of ours, ready to be sent.
struct Page: ~Copyable {
    let status: StatusCode
    /// Field lines that end in CRLF each; framing comes on top.
    var lines: ByteBuffer
    var body: ByteBuffer
}

extension Answer {
    /// A page as the whole answer.
    init(_ page: consuming Page, reason: ReasonCode) {
        self.init(page.status, reason: reason)
        show(page)
    }

    /// A page for people, in place of a problem document; status and reason stay. Its lines say
    /// `Cache-Control` already.
    mutating func show(_ page: consuming Page) {
        lines.append(page.lines.span)
        body = page.body
    }
}
