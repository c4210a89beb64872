import Codecs
import HTTP
import Identity
import Telemetry

/// `/.sallyport/devices`: where one is logged in. GET lists it, POST ends one login or all but one's own:
/// a page for people, JSON for programs (S5). Nobody sees or ends another account's: the ID of a login of
/// somebody else is answered like one that there is not.
///
/// A session that was left open somewhere is not to throw its owner out, so both want a login that is
/// fresh; whoever logs in anew gets another session in the place of the old one (T61, T62).
extension LoginService {
    /// Seconds after a login in which its session may list and end others.
    static let freshness: Int64 = 600

    func showDevices(_ visit: Visit) async -> Answer {
        await forFresh(visit) { current in
            do throws(StoreFault) {
                return self.show(try await self.devices(for: current), nil, current, visit)
            } catch {
                return self.unavailable(visit, error)
            }
        }
    }

    func endDevices(_ visit: Visit) async -> Answer {
        guard visit.isFromOwnPage else { return refusal(.forbidden, .forged, visit) }
        guard visit.isForm || visit.isJSON else {
            return refusal(.unsupportedMediaType, .malformedRequest, visit)
        }
        guard let request = DeviceRequest(visit) else {
            return refusal(.badRequest, .malformedRequest, visit)
        }
        return await forFresh(visit) { current in
            do throws(StoreFault) {
                return try await self.end(request, current, visit)
            } catch {
                return self.unavailable(visit, error)
            }
        }
    }

    /// Ends what is asked for, and says what that was.
    private func end(
        _ request: DeviceRequest, _ current: CurrentSession, _ visit: Visit
    ) async throws(StoreFault) -> Answer {
        let logins = try await logins(of: current.session.account)
        let chosen = logins.filter { login in
            switch request {
            case .end(let id): login.id == id
            case .endOthers: !current.isOf(login)
            }
        }
        let count = try await end(chosen, visit)
        if chosen.contains(where: current.isOf) { return farewell(count, visit) }
        guard visit.isForPeople else { return matched(count) }
        return show(try await devices(for: current), count, current, visit)
    }

    // MARK: Logins of an account

    /// All that are alive, in no order that means anything.
    func logins(of account: SessionAccount) async throws(StoreFault) -> [SessionPage.Entry] {
        var query = SessionQuery(account: account, limit: 1_000)
        var logins: [SessionPage.Entry] = []
        repeat {
            let page = try await sessions.store.sessions(
                query, timeoutNanoseconds: Self.storeNanoseconds)
            logins += page.entries
            query.after = page.next
        } while query.after != nil
        return logins
    }

    /// Ends logins durably, with a line in the audit trail for each.
    /// - Returns: how many there still were.
    func end(_ logins: [SessionPage.Entry], _ visit: Visit) async throws(StoreFault) -> Int {
        var count = 0
        for login in logins {
            let isEnded = try await sessions.store.end(
                login.id, timeoutNanoseconds: Self.storeNanoseconds)
            guard isEnded else { continue }
            endStreams(of: tags(of: login))
            try await revokeTokens(of: login, because: .sessionsEnded)
            audit(.sessionEnded, .sessionsEnded, visit, of: login.index, as: login.id)
            count += 1
        }
        return count
    }

    private func devices(for current: CurrentSession) async throws(StoreFault) -> DeviceList {
        DeviceList(try await logins(of: current.session.account), where: current.isOf)
    }

    // MARK: Answers

    /// What `answer` says to a session whose login is fresh. Others are led to a login that leads back.
    private func forFresh(
        _ visit: Visit, _ answer: (CurrentSession) async -> Answer
    ) async -> Answer {
        let current: CurrentSession?
        do throws(SessionsUnavailable) {
            current = try await currentSession(of: visit)
        } catch {
            return unavailable(visit)
        }
        guard let current else { return whoAreYou(visit, for: .devices) }
        var made: Answer
        if isFresh(current.session) {
            made = await answer(current)
        } else {
            made = askAnew(visit)
        }
        if let renewal = current.renewal, let cookies = visit.cookies {
            renewal.append(as: cookies, to: &made.lines)
        }
        return made
    }

    /// Whether the password was given so lately that the session may list and end others. One whose login
    /// lies ahead of the clock is not: the clock was set back, and nobody knows how long ago it was.
    func isFresh(_ session: KnownSession) -> Bool {
        guard let time = session.authenticated else { return false }
        let age = moment.wall.secondsSince1970.subtractingReportingOverflow(time.secondsSince1970)
        return !age.overflow && (0...Self.freshness).contains(age.partialValue)
    }

    /// To a session whose login is too long ago (RFC 9470 §3, in the terms of our own scheme).
    private func askAnew(_ visit: Visit) -> Answer {
        if visit.isForPeople { return leadToLogin(.seeOther, .loginTooOld, back: .devices) }
        var answer = Answer(.unauthorized, reason: .loginTooOld)
        answer.add(
            "WWW-Authenticate",
            "Sallyport login=\"\(Endpoint.login.path)\", error=\"insufficient_user_authentication\", "
                + "max_age=\"\(Self.freshness)\"")
        answer.describeProblem(login: true)
        answer.add("Cache-Control", "no-store")
        return answer
    }

    /// - Parameter count: of what was just ended; nil where nothing was asked to be.
    private func show(
        _ list: DeviceList, _ count: Int?, _ current: CurrentSession, _ visit: Visit
    ) -> Answer {
        let reason: ReasonCode = count == nil ? .pageServed : .sessionsEnded
        if visit.isForPeople {
            let page = pages.devices(
                list, of: Array(current.session.subject.utf8), ended: count,
                in: visit.language)
            return Answer(page, reason: reason)
        }
        return Answer(reason) { list.append(to: &$0) }
    }

    private func matched(_ count: Int) -> Answer {
        Answer(.sessionsEnded) { json in
            json.beginObject()
            json.name("matched")
            json.beginObject()
            json.name("sessions")
            json.integer(count)
            json.endObject()
            json.endObject()
        }
    }

    /// To somebody who ended the session that they came with.
    private func farewell(_ count: Int, _ visit: Visit) -> Answer {
        var answer =
            visit.isForPeople
            ? Answer(pages.signedOut(in: visit.language), reason: .sessionsEnded) : matched(count)
        forgetSession(visit, in: &answer)
        return answer
    }

    private func unavailable(_ visit: Visit, _ fault: StoreFault) -> Answer {
        log.error("no list of an account's sessions", ["fault": "\(fault)"])
        return unavailable(visit)
    }
}

extension Answer {
    /// 200 with a JSON text, which is nobody else's to keep.
    fileprivate init(_ reason: ReasonCode, write: (inout JSONWriter) -> Void) {
        self.init(.ok, reason: reason)
        add("Content-Type", "application/json")
        add("Cache-Control", "no-store")
        var json = JSONWriter(capacity: 1024)
        write(&json)
        body.append(json.span)
        body.append("\n")
    }
}
