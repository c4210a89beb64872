import Codecs
import Crypto
import HTTP
import Identity
import Telemetry

/// The limit of logins per account (S5). The store holds it; here is what people see of it.
///
/// Where a login is refused for it, a page lists who is logged in and offers to end one of them, so that
/// nobody is ever locked out of their own account. The page comes only after the right password, and so
/// tells nothing to who lacks it. Its form carries no password but a ticket, which says that the password
/// was given: to this browser, on this host, of the account as it is, in the last five minutes; it is
/// good for this form alone (T54, T56), and it is spent by the login it leads to.
extension LoginService {
    /// What an account may have; nil: any number.
    func limit(of account: Account) -> LoginLimit? { snapshot.perAccount?.limit(of: account) }

    /// A line in the audit trail for each that had to make room.
    func audit(evicted: [SessionPage.Entry], _ visit: Visit) {
        for login in evicted {
            audit(.sessionEvicted, .loginLimitReached, visit, of: login.index, as: login.id)
        }
    }

    /// 409, since what is in the way is the account's own logins, and who reads the page can end one of
    /// them and send it again (RFC 9110 §15.5.10).
    func refuse(
        _ account: Account, _ attempt: LoginAttempt, _ visit: Visit, _ cookies: OwnCookies
    ) async -> Answer {
        guard let cookie = visit.loginCookie else {
            return show(attempt, .formExpired, .loginFormInvalid, visit, cookies)
        }
        let list: DeviceList
        do throws(StoreFault) {
            list = DeviceList(choices(among: try await logins(of: account.sessionAccount))) {
                $0.index.deviceID == visit.deviceID(by: sessions.digest)
            }
        } catch {
            log.error("no list of an account's sessions", ["fault": "\(error)"])
            return show(attempt, .unavailable, .sessionsUnavailable, visit, cookies)
        }
        // One ticket to the end of its time, however often the page is shown again.
        let ticket =
            attempt.ticket
            ?? Array(tickets.token(for: .init(cookie, visit.host, account), at: now).utf8)
        let form = LimitForm(
            account: Array(account.name.text.utf8), ticket: ticket,
            returnAddress: Array(attempt.returnAddress.text.utf8))
        audit(.login, .loginLimitReached, visit, of: attempt)
        return Answer(pages.limit(list, form, in: visit.language), reason: .loginLimitReached)
    }

    /// The form of that page: ends a login of the account's, and logs in.
    func logIn(
        endingAnother fields: FormFields, _ visit: Visit, _ cookies: OwnCookies
    ) async -> Answer {
        var attempt = LoginAttempt(
            to: visit.returnAddress(fields.plain("to")), username: fields.plain("username") ?? [],
            password: SecretBuffer(capacity: 0))
        attempt.ticket = fields.plain("ticket")
        let account = attempt.account.flatMap { snapshot.accounts?[$0] }
        guard let ticket = attempt.ticket, let cookie = visit.loginCookie,
            tickets.accepts(ticket.span, for: .init(cookie, visit.host, account), at: now),
            let account
        else { return show(attempt, .formExpired, .loginFormInvalid, visit, cookies) }
        do throws(StoreFault) {
            let logins = try await logins(of: account.sessionAccount)
            if let chosen = logins.first(where: { Array($0.id.hex.utf8) == fields.plain("end") }) {
                _ = try await end(logins.filter { isOneChoice($0, chosen) }, visit)
            }
        } catch {
            log.error("no session was ended for a login", ["fault": "\(error)"])
            return show(attempt, .unavailable, .sessionsUnavailable, visit, cookies)
        }
        var answer = await begin(account, attempt, visit, cookies)
        if answer.reason == .loggedIn { cookies.appendDeletion(of: .login, to: &answer.lines) }
        return answer
    }

    /// What the page offers to end: where devices are counted, ending one login of several from one
    /// browser would make no room.
    private func choices(among logins: [SessionPage.Entry]) -> [SessionPage.Entry] {
        var choices: [SessionPage.Entry] = []
        for login in logins.sorted(by: { $0.index.lastSeen > $1.index.lastSeen })
        where !choices.contains(where: { isOneChoice($0, login) }) {
            choices.append(login)
        }
        return choices
    }

    private func isOneChoice(_ one: SessionPage.Entry, _ other: SessionPage.Entry) -> Bool {
        if one.id == other.id { return true }
        return snapshot.perAccount?.count == .devices && !one.index.deviceID.isEmpty
            && one.index.deviceID == other.index.deviceID
    }
}

extension FormToken.Binding {
    /// - Parameter account: nil where there is none of that name; no ticket was ever made for it.
    fileprivate init(_ cookie: [UInt8], _ host: [UInt8], _ account: Account?) {
        self.init(cookie: cookie, host: host)
        // A fixed length behind a name: no two accounts run together.
        if let account { self.account = Array(account.name.text.utf8) + account.fingerprint.bytes }
    }
}

extension Account {
    var sessionAccount: SessionAccount {
        SessionAccount(issuer: Self.issuer, subject: name.text)
    }
}
