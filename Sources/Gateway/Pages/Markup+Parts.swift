// The parts that several pages are made of.

import Codecs

extension Markup {
    /// The one `h1` of a page.
    mutating func heading(_ text: StaticString) {
        append("<h1>")
        append(text)
        append("</h1>\n")
    }

    mutating func message(_ message: PageTexts.Message) {
        heading(message.title)
        append("<p>")
        append(message.reason)
        append("</p>\n")
    }

    /// A sentence around a name, which stands out and keeps its own direction.
    mutating func paragraph(_ sentence: PageTexts.Framed, around name: [UInt8]) {
        append("<p>")
        append(sentence.before)
        append("<strong><bdi>")
        append(text: name.span)
        append("</bdi></strong>")
        append(sentence.after)
        append("</p>\n")
    }

    /// A link that looks like a button.
    mutating func link(to path: StaticString, _ text: StaticString) {
        append("<a class=\"button\" href=\"")
        append(path)
        append("\">")
        append(text)
        append("</a>\n")
    }

    mutating func beginForm(to endpoint: Endpoint) {
        append("<form method=\"post\" action=\"")
        append(endpoint.path)
        append("\">\n")
    }

    /// - Parameter isPlain: whether something else on the page is the first thing to do.
    mutating func signOutForm(isPlain: Bool, _ actions: PageTexts.Actions) {
        beginForm(to: .logout)
        append(isPlain ? "<button class=\"plain\">" : "<button>")
        append(actions.signOut)
        append("</button>\n</form>\n")
    }

    /// The same for what is not the first thing to do.
    mutating func plainLink(to path: StaticString, _ text: StaticString) {
        append("<a class=\"button plain\" href=\"")
        append(path)
        append("\">")
        append(text)
        append("</a>\n")
    }

    /// A field that nobody sees.
    mutating func hidden(_ name: StaticString, _ value: [UInt8]) {
        append("<input type=\"hidden\" name=\"")
        append(name)
        append("\" value=\"")
        append(text: value.span)
        append("\">\n")
    }

    /// A sentence with a number.
    mutating func append(_ sentence: PageTexts.Counted, _ number: Int) {
        if number == 1 { return append(sentence.one) }
        append(sentence.many.before)
        append(decimal: number)
        append(sentence.many.after)
    }

    /// `2026-08-27 12:00 UTC`, and exactly for programs.
    mutating func append(time: WallTime) {
        var timestamp = ByteBuffer(capacity: 20)
        timestamp.append(timestamp: time)
        append("<time datetime=\"")
        append(text: timestamp.span)
        append("Z\">")
        append(text: timestamp.span.extracting(0..<10))
        append(" ")
        append(text: timestamp.span.extracting(11..<16))
        append(" UTC</time>")
    }
}
