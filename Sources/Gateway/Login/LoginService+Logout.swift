import Codecs
import HTTP
import Identity
import Telemetry

/// `/.sallyport/logout`: GET shows a button, POST ends the session: in the store first, durably, or by a
/// revocation where it is sealed into its cookie, then in the browser (S6, T60). A request without a session ends nothing, and is answered alike.
extension LoginService {
    func showLogout(_ visit: Visit) -> Answer {
        let subject = knownSession(of: visit).map { Array($0.subject.utf8) }
        return Answer(pages.signOut(subject, in: visit.language), reason: .pageServed)
    }

    func logOut(_ visit: Visit) async -> Answer {
        guard visit.isFromOwnPage else { return refusal(.forbidden, .forged, visit) }
        do throws(StoreFault) {
            for secret in visit.secrets {
                let id = secret.id(by: sessions.digest)
                let index = sessions.index(of: id)
                let tags = tags(of: [id])
                let isEnded = try await sessions.store.end(
                    id, timeoutNanoseconds: Self.storeNanoseconds)
                endStreams(of: tags)
                if isEnded, let index { audit(.logout, .loggedOut, visit, of: index, as: id) }
            }
            if let ended = try await endSealed(visit) {
                audit(.logout, .loggedOut, visit, of: ended.index, as: ended.id)
            }
        } catch {
            log.error("no logout", ["fault": "\(error)"])
            return unavailable(visit)
        }
        guard await endAccessCookie(of: visit) else { return unavailable(visit) }
        var answer = Answer(.seeOther, reason: .loggedOut)
        answer.add("Location", "/")
        answer.add("Cache-Control", "no-store")
        forgetSession(visit, in: &answer)
        return answer
    }

    /// The browser is to forget the session that has ended.
    func forgetSession(_ visit: Visit, in answer: inout Answer) {
        // Or the browser's Back button would show what was seen before.
        answer.add("Clear-Site-Data", "\"cache\"")
        visit.cookies?.appendDeletion(of: snapshot.sessionCookie, to: &answer.lines)
        if snapshot.renewsSessions {
            visit.cookies?.appendDeletion(of: .refresh, to: &answer.lines)
        }
    }
}
