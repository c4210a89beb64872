import Codecs
import Crypto
import HTTP
import Identity
import Telemetry
import Transport

/// `/.sallyport/login`: GET shows the form, POST checks name and password and begins a session.
///
/// In this order, the cheapest first: a connection that may carry a cookie, a page of our own origin, a
/// form that was shown to this browser, the throttle, and only then a hash. Whatever is wrong with name
/// and password, the answer and the work for it are the same (T94).
extension LoginService {
    func showLogin(_ visit: Visit) -> Answer {
        guard let cookies = visit.cookies else { return refuseUnencrypted(visit) }
        let fields: FormFields
        do throws(FormFields.Fault) {
            fields = try FormFields(parsing: visit.query.span.extracting(droppingFirst: 1))
        } catch {
            return refusal(.badRequest, .malformedRequest, visit)
        }
        let attempt = LoginAttempt(to: visit.returnAddress(fields.plain("to")))
        return show(attempt, nil, .pageServed, visit, cookies)
    }

    func logIn(_ visit: Visit) async -> Answer {
        guard let cookies = visit.cookies else { return refuseUnencrypted(visit) }
        guard visit.isFromOwnPage else { return refuseForm(.home, visit) }
        guard visit.isForm else {
            return refusal(.unsupportedMediaType, .malformedRequest, visit)
        }
        let fields: FormFields
        do throws(FormFields.Fault) {
            fields = try FormFields(parsing: visit.body.span)
        } catch {
            return refusal(.badRequest, .malformedRequest, visit)
        }
        if fields["ticket"] != nil { return await logIn(endingAnother: fields, visit, cookies) }
        let attempt = LoginAttempt(
            to: visit.returnAddress(fields.plain("to")), username: fields.plain("username") ?? [],
            password: fields["password"] ?? SecretBuffer(capacity: 0))
        guard let token = fields["form"], let cookie = visit.loginCookie,
            forms.accepts(token.span, for: .init(cookie: cookie, host: visit.host), at: now)
        else { return show(attempt, .formExpired, .loginFormInvalid, visit, cookies) }
        return await check(attempt, visit, cookies)
    }

    /// Name and password, and then the session.
    private func check(
        _ attempt: LoginAttempt, _ visit: Visit, _ cookies: OwnCookies
    ) async -> Answer {
        switch await judge(attempt, from: visit.client.address) {
        case .right(let account): await begin(account, attempt, visit, cookies)
        case .wrong: show(attempt, .wrongCredentials, .loginRefused, visit, cookies)
        case .later(let seconds):
            show(attempt, .throttled(seconds: seconds), .loginThrottled, visit, cookies)
        case .busy: show(attempt, .busy(seconds: 1), .loginUnavailable, visit, cookies)
        }
    }

    func begin(
        _ account: Account, _ attempt: LoginAttempt, _ visit: Visit, _ cookies: OwnCookies
    ) async -> Answer {
        let device = DeviceCookie(keeping: visit.deviceCookie)
        if snapshot.browserGrant == .session, sessions.sealed != nil {
            return await beginSealed(account, from: device, attempt, visit)
        }
        let secrets: SessionSecrets
        do throws(BeginFault) {
            secrets = try await begin(
                account, giving: snapshot.browserGrant, from: device, for: visit)
        } catch {
            switch error {
            case .accountChanged:
                return show(attempt, .wrongCredentials, .loginRefused, visit, cookies)
            case .limitReached: return await refuse(account, attempt, visit, cookies)
            case .unavailable:
                return show(attempt, .unavailable, .sessionsUnavailable, visit, cookies)
            }
        }
        var answer = loggedIn(attempt)
        secrets.append(as: cookies, to: &answer.lines)
        device.append(as: cookies, to: &answer.lines)
        return answer
    }

    // MARK: Answers

    /// On to where one wanted to go; the cookies are still to come.
    func loggedIn(_ attempt: LoginAttempt) -> Answer {
        var answer = Answer(.seeOther, reason: .loggedIn)
        answer.add("Location", attempt.returnAddress.text)
        answer.add("Cache-Control", "no-store")
        return answer
    }

    /// The form, bound to this browser; to someone who is logged in already, a way on as well, unless where
    /// they want to go asks for a fresh login.
    func show(
        _ attempt: LoginAttempt, _ notice: LoginForm.Notice?, _ reason: ReasonCode, _ visit: Visit,
        _ cookies: OwnCookies
    ) -> Answer {
        let cookie = visit.loginCookie ?? Array(FormToken.newCookie().utf8)
        let token = forms.token(for: .init(cookie: cookie, host: visit.host), at: now)
        var form = LoginForm(
            returnAddress: Array(attempt.returnAddress.text.utf8), token: Array(token.utf8))
        form.username = attempt.username
        form.notice = notice
        let session = notice == nil ? knownSession(of: visit) : nil
        let subject = session.map { Array($0.subject.utf8) }
        form.isConfirmation =
            attempt.returnAddress.wantsFreshLogin && session.map { !isFresh($0) } ?? false
        if form.isConfirmation, let subject { form.username = subject }
        let page =
            subject.flatMap { name in
                form.isConfirmation ? nil : pages.signedIn(as: name, form, in: visit.language)
            } ?? pages.login(form, in: visit.language)
        var answer = Answer(page, reason: reason)
        cookies.append(
            cookie.span, as: .login, maxAge: Int(forms.purpose.lifetime), to: &answer.lines)
        if notice != nil { audit(.login, reason, visit, of: attempt) }
        return answer
    }

    func refuseUnencrypted(_ visit: Visit) -> Answer {
        Answer(pages.unencrypted(in: visit.language), reason: .loginUnencrypted)
    }

    private func refuseForm(_ retry: ReturnAddress, _ visit: Visit) -> Answer {
        let page = pages.refusedForm(retry: Array(retry.loginAddress.utf8), in: visit.language)
        return Answer(page, reason: .forged)
    }
}
