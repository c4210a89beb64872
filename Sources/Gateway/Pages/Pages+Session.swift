import Codecs
import HTTP

// Being logged in, and logging out.

extension Pages {
    /// `GET /.sallyport/logout`: asks, because nothing a link can do may log anyone out.
    /// - Parameter subject: nil where there is no session; then the page says that.
    func signOut(_ subject: [UInt8]?, in language: PageLanguage) -> Page {
        guard let subject else { return signedOut(in: language) }
        let title = language.texts.signOut.question
        return page(Frame(status: .ok, language: language, title: title)) { markup, texts in
            markup.heading(title)
            markup.paragraph(texts.signedIn.who, around: subject)
            markup.signOutForm(isPlain: false, texts.actions)
        }
    }

    func signedOut(in language: PageLanguage) -> Page {
        let texts = language.texts.signOut
        return page(Frame(status: .ok, language: language, title: texts.doneTitle)) {
            markup, all in
            markup.message(
                PageTexts.Message(title: texts.doneTitle, reason: texts.doneReason))
            markup.link(to: Endpoint.login.path, all.actions.signInAgain)
        }
    }

    /// `GET /.sallyport/session` for people.
    func session(_ subject: [UInt8], until expiry: WallTime, in language: PageLanguage) -> Page {
        let texts = language.texts.session
        return page(Frame(status: .ok, language: language, title: texts.title)) { markup, all in
            markup.heading(texts.title)
            markup.append("<dl>\n<dt>")
            markup.append(texts.subject)
            markup.append("</dt>\n<dd>")
            markup.append(text: subject.span)
            markup.append("</dd>\n<dt>")
            markup.append(texts.expires)
            markup.append("</dt>\n<dd>")
            markup.append(time: expiry)
            markup.append("</dd>\n</dl>\n")
            markup.link(to: "/", all.actions.startPage)
            markup.plainLink(to: Endpoint.devices.path, all.devices.title)
            markup.signOutForm(isPlain: true, all.actions)
        }
    }
}
