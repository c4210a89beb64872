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
        let attempt = LoginAttempt(to: visit.returnAddress(fields["to"]))
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
        let attempt = LoginAttempt(
            to: visit.returnAddress(fields["to"]), username: fields["username"] ?? [],
            password: fields["password"] ?? [])
        guard let token = fields["form"], let cookie = visit.loginCookie,
            forms.accepts(token.span, for: cookie.span, on: visit.host.span, at: now)
        else { return show(attempt, .formExpired, .loginFormInvalid, visit, cookies) }
        return await check(attempt, visit, cookies)
    }

    /// Throttle, hash, and the session.
    private func check(
        _ attempt: LoginAttempt, _ visit: Visit, _ cookies: OwnCookies
    ) async -> Answer {
        let admission = await throttle.admit(attempt.account, from: visit.client.address)
        switch consume admission {
        case .admitted(let charged): return await check(attempt, charged, visit, cookies)
        case .later(let seconds):
            return show(attempt, .throttled(seconds: seconds), .loginThrottled, visit, cookies)
        case .busy: return show(attempt, .busy(seconds: 1), .loginUnavailable, visit, cookies)
        }
    }

    private func check(
        _ attempt: LoginAttempt, _ charged: consuming LoginTry, _ visit: Visit,
        _ cookies: OwnCookies
    ) async -> Answer {
        let account: Account?
        do throws(HashFault) {
            account = try await verified(attempt)
        } catch {
            charged.giveBack()
            return show(attempt, .busy(seconds: 1), .loginUnavailable, visit, cookies)
        }
        guard let account else {
            charged.keepCharge()
            return show(attempt, .wrongCredentials, .loginRefused, visit, cookies)
        }
        charged.giveBack()
        return await begin(account, attempt, visit, cookies)
    }

    /// The account whose name and password these are. For a name that no account has as much is hashed
    /// as for the dearest, so that nothing tells them apart.
    private func verified(_ attempt: LoginAttempt) async throws(HashFault) -> Account? {
        guard let accounts = snapshot.accounts else { return nil }
        let account = attempt.account.flatMap { accounts[$0] }
        let isRight = try await hashes.verify(
            attempt.password, against: account?.hash ?? accounts.dummy)
        // The file may have changed meanwhile.
        guard isRight, let account, isCurrent(account) else { return nil }
        return account
    }

    /// Whether the account's line is still the one that was read.
    private func isCurrent(_ account: Account) -> Bool {
        snapshot.accounts?.isCurrent(account.fingerprint, of: account.name) ?? false
    }

    /// A new session, under an ID that nobody brought (T62), in the place of the one that this browser had
    /// (T61); durable before the answer says so.
    private func begin(
        _ account: Account, _ attempt: LoginAttempt, _ visit: Visit, _ cookies: OwnCookies
    ) async -> Answer {
        let now = self.now
        let index = SessionIndex(account, visit, lifetimes: sessions.lifetimes, at: now)
        let made: (secrets: SessionSecrets, sessions: [NewSession])
        do throws(SessionRecordFault) {
            made = try sessions.makeLogin(
                index, data: SessionClaims.ofPasswordLogin(at: now).span)
        } catch {
            return show(attempt, .unavailable, .sessionsUnavailable, visit, cookies)
        }
        let replaced = visit.secrets.map { $0.id(by: sessions.digest) }
        let tags = tags(of: replaced)
        do throws(StoreFault) {
            _ = try await sessions.store.begin(
                NewLogin(made.sessions, replacing: replaced),
                timeoutNanoseconds: Self.storeNanoseconds)
            endStreams(of: tags)
            guard isCurrent(account) else {
                // Ended with its account's line, which was while this session was being written.
                _ = try await sessions.store.end(
                    made.sessions[0].id, timeoutNanoseconds: Self.storeNanoseconds)
                return show(attempt, .wrongCredentials, .loginRefused, visit, cookies)
            }
        } catch {
            log.error("no session for a login", ["fault": "\(error)"])
            return show(attempt, .unavailable, .sessionsUnavailable, visit, cookies)
        }
        if let listed = made.sessions.first(where: \.index.isListed) {
            audit(.login, .loggedIn, visit, of: index, as: listed.id)
        }
        var answer = Answer(.seeOther, reason: .loggedIn)
        answer.add("Location", attempt.returnAddress.text)
        answer.add("Cache-Control", "no-store")
        made.secrets.append(as: cookies, to: &answer.lines)
        return answer
    }

    // MARK: Answers

    /// The form, bound to this browser; to someone who is logged in already, a way on as well.
    private func show(
        _ attempt: LoginAttempt, _ notice: LoginForm.Notice?, _ reason: ReasonCode, _ visit: Visit,
        _ cookies: OwnCookies
    ) -> Answer {
        let cookie = visit.loginCookie ?? Array(FormToken.newCookie().utf8)
        let token = forms.token(for: cookie.span, on: visit.host.span, at: now)
        var form = LoginForm(
            returnAddress: Array(attempt.returnAddress.text.utf8), token: Array(token.utf8))
        form.username = attempt.username
        form.notice = notice
        let session = notice == nil ? knownSession(of: visit) : nil
        let page =
            session.map {
                pages.signedIn(as: Array($0.index.subject.utf8), form, in: visit.language)
            }
            ?? pages.login(form, in: visit.language)
        var answer = Answer(page, reason: reason)
        cookies.append(
            cookie.span, as: .login, maxAge: Int(FormToken.lifetime), to: &answer.lines)
        if notice != nil { audit(.login, reason, visit, of: attempt) }
        return answer
    }

    private func refuseUnencrypted(_ visit: Visit) -> Answer {
        Answer(pages.unencrypted(in: visit.language), reason: .loginUnencrypted)
    }

    private func refuseForm(_ retry: ReturnAddress, _ visit: Visit) -> Answer {
        let page = pages.refusedForm(retry: Array(retry.loginAddress.utf8), in: visit.language)
        return Answer(page, reason: .forged)
    }
}
