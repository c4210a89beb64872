import Codecs
import HTTP

/// A refusal as a person sees it: the kind of the fault, never which check failed.
struct ErrorPage: Sendable {
    let status: StatusCode
    /// Who asked, where that is known; only a 403 tells.
    var subject: [UInt8]?
    /// Where a 403 offers to log in as someone else: `/.sallyport/login?to=…`.
    var login = [UInt8](Endpoint.login.path.span)
    /// Seconds for `Retry-After`.
    var retryAfter: Int?
}

extension Pages {
    /// To a navigation that is answered with an error.
    func error(_ error: ErrorPage, in language: PageLanguage) -> Page {
        let texts = language.texts
        let message = texts.errors.message(for: error.status)
        let frame = Frame(
            status: error.status, language: language, title: message.title,
            retryAfter: error.retryAfter)
        return page(frame) { markup, _ in
            markup.append("<p class=\"kicker\">")
            markup.append(texts.errors.kicker)
            markup.append(" ")
            markup.append(decimal: Int(error.status.rawValue))
            markup.append("</p>\n")
            if error.status == .forbidden, let subject = error.subject {
                markup.forbidden(subject, error, texts)
            } else {
                markup.message(message)
                markup.wayOut(of: error.status, texts.actions)
            }
        }
    }
}

extension Markup {
    fileprivate mutating func forbidden(_ subject: [UInt8], _ error: ErrorPage, _ texts: PageTexts)
    {
        heading(texts.errors.forbidden.title)
        paragraph(texts.signedIn.who, around: subject)
        append("<p>")
        append(texts.errors.forbiddenReasonForSubject)
        append("</p>\n<a class=\"button\" href=\"")
        append(path: error.login.span)
        append("\">")
        append(texts.signedIn.asAnother)
        append("</a>\n")
        signOutForm(isPlain: true, texts.actions)
    }

    /// What is worth trying. An empty link asks for the same address again.
    fileprivate mutating func wayOut(of status: StatusCode, _ actions: PageTexts.Actions) {
        switch status {
        case .badGateway, .serviceUnavailable, .gatewayTimeout, .tooManyRequests:
            link(to: "", actions.retry)
        case .forbidden, .notFound, .methodNotAllowed: link(to: "/", actions.startPage)
        default: break
        }
    }
}

extension PageTexts.Errors {
    fileprivate func message(for status: StatusCode) -> PageTexts.Message {
        switch status {
        case .badRequest: badRequest
        case .forbidden: forbidden
        case .notFound: notFound
        case .methodNotAllowed: methodNotAllowed
        case .misdirectedRequest: misdirected
        case .tooManyRequests: tooManyRequests
        case .badGateway: badGateway
        case .serviceUnavailable: unavailable
        case .gatewayTimeout: timeout
        default: other
        }
    }
}
