import Codecs
import HTTP

// Logging in, and what stands in its way.

extension Pages {
    /// The login form, with the status of its notice.
    func login(_ form: LoginForm, in language: PageLanguage) -> Page {
        let frame = Frame(
            status: form.notice?.status ?? .ok, language: language,
            title: language.texts.login.title, isFault: form.notice != nil,
            retryAfter: form.notice?.retryAfter)
        return page(frame) { markup, texts in
            markup.heading(texts.login.title)
            if let notice = form.notice { markup.append(notice, texts.login) }
            if form.isConfirmation {
                markup.append("<p>")
                markup.append(texts.login.confirmation)
                markup.append("</p>\n")
            }
            markup.append(form, hasFocus: true, isPlain: false, texts)
        }
    }

    /// Instead of the login form, to someone who has a session: go on, or log in anew.
    /// - Parameter form: without a notice.
    func signedIn(as subject: [UInt8], _ form: LoginForm, in language: PageLanguage) -> Page {
        let frame = Frame(status: .ok, language: language, title: language.texts.signedIn.title)
        return page(frame) { markup, texts in
            markup.heading(texts.signedIn.title)
            markup.paragraph(texts.signedIn.who, around: subject)
            markup.append("<a class=\"button\" href=\"")
            markup.append(path: form.returnAddress.span)
            markup.append("\">")
            markup.append(texts.actions.proceed)
            markup.append("</a>\n")
            markup.plainLink(to: Endpoint.devices.path, texts.devices.title)
            markup.append("<section>\n<h2>")
            markup.append(texts.signedIn.asAnother)
            markup.append("</h2>\n")
            markup.append(form, hasFocus: false, isPlain: true, texts)
            markup.append("</section>\n")
        }
    }

    /// Instead of the login form where no cookie may be set: 403 and why.
    func unencrypted(in language: PageLanguage) -> Page {
        let message = language.texts.unencrypted
        return page(Frame(status: .forbidden, language: language, title: message.title)) {
            markup, _ in
            markup.message(message)
        }
    }

    /// To a form that was sent from another site or without a good token: 403 and a way to try again.
    /// - Parameter retry: a path and query of this host.
    func refusedForm(retry: [UInt8], in language: PageLanguage) -> Page {
        let message = language.texts.refusedForm
        return page(Frame(status: .forbidden, language: language, title: message.title)) {
            markup, texts in
            markup.message(message)
            markup.append("<a class=\"button\" href=\"")
            markup.append(path: retry.span)
            markup.append("\">")
            markup.append(texts.actions.retry)
            markup.append("</a>\n")
        }
    }
}

extension Markup {
    fileprivate mutating func append(_ notice: LoginForm.Notice, _ texts: PageTexts.Login) {
        append("<p class=\"alert\" id=\"notice\" role=\"alert\">")
        switch notice {
        case .wrongCredentials: append(texts.wrongCredentials)
        case .throttled: append(texts.throttled)
        case .busy: append(texts.busy)
        case .unavailable: append(texts.unavailable)
        case .formExpired: append(texts.formExpired)
        }
        if let seconds = notice.seconds { append(texts.retry, seconds) }
        append("</p>\n")
    }

    /// - Parameters:
    ///   - hasFocus: whether the first empty field takes the focus.
    ///   - isPlain: whether something else on the page is the first thing to do.
    fileprivate mutating func append(
        _ form: LoginForm, hasFocus: Bool, isPlain: Bool, _ texts: PageTexts
    ) {
        let username = form.username.count > LoginForm.usernameBytesLimit ? [] : form.username
        beginForm(to: .login)
        hidden("form", form.token)
        hidden("to", form.returnAddress)
        label("username", texts.login.username)
        append(
            """
            <input id="username" name="username" type="text" autocomplete="username" \
            autocapitalize="none" autocorrect="off" spellcheck="false" required value="
            """)
        append(text: username.span)
        append("\"")
        appendState(form.notice, hasFocus: hasFocus && username.isEmpty)
        label("password", texts.login.password)
        append(
            """
            <input id="password" name="password" type="password" autocomplete="current-password" \
            required
            """)
        appendState(form.notice, hasFocus: hasFocus && !username.isEmpty)
        append(isPlain ? "<button class=\"plain\">" : "<button>")
        append(texts.actions.signIn)
        append("</button>\n</form>\n")
    }

    private mutating func label(_ name: StaticString, _ text: StaticString) {
        append("<label for=\"")
        append(name)
        append("\">")
        append(text)
        append("</label>\n")
    }

    /// Ends a field's tag: an alert is read out with the field that has the focus.
    private mutating func appendState(_ notice: LoginForm.Notice?, hasFocus: Bool) {
        if notice != nil { append(" aria-describedby=\"notice\"") }
        if notice == .wrongCredentials { append(" aria-invalid=\"true\"") }
        append(hasFocus ? " autofocus>\n" : ">\n")
    }
}
