// The parts that several pages are made of.

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

    /// - Parameter isPlain: whether something else on the page is the first thing to do.
    mutating func signOutForm(isPlain: Bool, _ actions: PageTexts.Actions) {
        append("<form method=\"post\" action=\"")
        append(Endpoint.logout.path)
        append(isPlain ? "\">\n<button class=\"plain\">" : "\">\n<button>")
        append(actions.signOut)
        append("</button>\n</form>\n")
    }
}
