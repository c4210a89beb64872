import Codecs
import Configuration
import Crypto
import HTTP
import Identity
import JOSE
import Stores
import Telemetry
import Transport

/// The operator's orders over HTTP, JSON under `/v1/` (R5, R6): revocations, sessions, drain. On worker 0's loop.
///
/// It promises that nobody is heard but who may be: on a Unix socket processes of this user and of root, on TCP
/// who presents the credential, and no page of a browser (T92). What was answered with success is durable and in
/// force; repeating an order changes nothing more. Each order leaves a line in the audit trail.
final class AdminPage {
    private let access: OwnAccess
    private let isOnSocket: Bool
    private let issuers: IssuerNames
    private let digest: Digest
    let revocations: RevocationService
    let connection: EmbeddedConnection
    let lifetimes: SessionLifetimes
    private let actions: Actions

    /// Bytes of a body at most, but for an import.
    static let bodyByteCountLimit = 64 * 1024
    /// For an answer of the store.
    static let storeNanoseconds: UInt64 = 30_000_000_000

    /// What only the process as a whole can do.
    struct Actions {
        /// Those who vouch for tokens now.
        let verifiers: () -> [TokenVerifier]
        let drain: () -> Void
    }

    /// - Parameter connection: of worker 0's loop.
    init(
        _ settings: Settings, _ admin: AdminSettings, revocations: RevocationService,
        connection: EmbeddedConnection, actions: Actions
    ) throws(CryptoFault) {
        access = OwnAccess(admin.listen, credential: admin.credential)
        isOnSocket = admin.listen.port == nil
        issuers = IssuerNames(settings)
        digest = try Digest(.sha256)
        lifetimes = SessionLifetimes(settings.sessions)
        self.revocations = revocations
        self.connection = connection
        self.actions = actions
    }

    /// - Parameter user: who connected, on a Unix socket.
    func respond(_ request: borrowing Request, user: UInt32?) -> OwnCourse {
        if isOnSocket, user != Process.user, user != 0 {
            return .answer(
                AdminFault(.forbidden, "only the gateway's own user and root are heard").answer)
        }
        if let refusal = access.refusal(request) { return .answer(refusal) }
        let order: AdminOrder
        do throws(AdminFault) {
            order = try AdminOrder(request, issuers: issuers)
        } catch {
            return .answer(error.answer)
        }
        let author = user.map { "uid \($0)" } ?? "admin credential"
        return .serve { [self] exchange in await carryOut(order, by: author, exchange) }
    }

    private func carryOut(
        _ order: AdminOrder, by author: String, _ exchange: OwnExchange
    ) async {
        do throws(AdminFault) {
            switch order {
            case .listRevocations(let after, let limit):
                exchange.answer(try await listRevocations(after: after, limit: limit))
            case .revoke: exchange.answer(try await revoke(by: author, exchange))
            case .unrevoke(let id): exchange.answer(try await unrevoke(id, by: author))
            case .importRevocations:
                let importing = RevocationImport(context(by: author), into: revocations)
                if let answer = await importing.run(exchange) { exchange.answer(answer) }
            case .exportRevocations: try await export(to: exchange)
            case .listSessions(let query): exchange.answer(try await listSessions(query))
            case .showSession(let id): exchange.answer(try showSession(id))
            case .endSession(let id): exchange.answer(try await endSession(id, by: author))
            case .drain:
                exchange.answer(Answer.json(.accepted))
                actions.drain()
            case .reload:
                throw AdminFault(
                    .notImplemented,
                    "nothing to reload: key and accounts files are watched and taken over when they "
                        + "change; everything else takes a restart")
            }
        } catch {
            exchange.answer(error.answer)
        }
    }

    private func context(by author: String) -> RevocationOrder.Context {
        RevocationOrder.Context(
            now: SystemClock.wallTime(), issuers: issuers, verifiers: actions.verifiers(),
            author: author, digest: digest)
    }

    /// The body as one JSON object.
    private func document(_ exchange: OwnExchange) async throws(AdminFault) -> JSONDocument? {
        let body: [UInt8]
        do throws(OwnExchange.Fault) {
            body = try await exchange.body(byteCountLimit: Self.bodyByteCountLimit)
        } catch {
            guard let fault = AdminFault(error) else { return nil }
            throw fault
        }
        do throws(JSONFault) {
            return try JSONDocument(parsing: body, depthLimit: 4)
        } catch {
            throw AdminFault(.badRequest, "the body is no JSON: \(error)")
        }
    }

    // MARK: Revocations

    private func revoke(
        by author: String, _ exchange: OwnExchange
    ) async throws(AdminFault) -> Answer {
        // Nobody is there any more: what is answered goes nowhere.
        guard let document = try await document(exchange) else { return Answer.json() }
        let order: RevocationOrder
        do throws(RevocationOrder.Fault) {
            order = try RevocationOrder(document.root, in: context(by: author))
        } catch {
            throw AdminFault(.badRequest, error.detail)
        }
        let outcome: RevocationService.Answer
        do throws(StoreFault) {
            outcome = try await revocations.revoke(order.revocation, isDryRun: order.isDryRun)
        } catch { throw AdminFault(error) }
        return order.answer(outcome)
    }

    private func unrevoke(_ id: RevocationID, by author: String) async throws(AdminFault) -> Answer
    {
        let isRemoved: Bool
        do throws(StoreFault) {
            isRemoved = try await revocations.remove(id, by: author)
        } catch { throw AdminFault(error) }
        guard isRemoved else {
            throw AdminFault(.notFound, "no such revocation; it may have expired")
        }
        return Answer(.noContent, reason: .permitted)
    }

    private func page(
        after: RevocationID?, limit: Int
    ) async throws(AdminFault) -> RevocationPage {
        do throws(StoreFault) {
            return try await revocations.list(after: after, limit: limit)
        } catch { throw AdminFault(error) }
    }

    private func listRevocations(
        after: RevocationID?, limit: Int
    ) async throws(AdminFault) -> Answer {
        let page = try await page(after: after, limit: limit)
        let now = SystemClock.wallTime()
        var writer = JSONWriter(capacity: 16_384)
        writer.beginObject()
        writer.name("revocations")
        writer.beginArray()
        for stored in page.revocations where stored.revocation.stands(at: now) {
            stored.write(to: &writer)
        }
        writer.endArray()
        writer.name("next")
        if let next = page.next { writer.string(next.hex) } else { writer.null() }
        writer.endObject()
        return Answer.json(writer)
    }

    /// One line each, page by page as the client takes them.
    private func export(to exchange: OwnExchange) async throws(AdminFault) {
        var after: RevocationID?
        var hasBegun = false
        repeat {
            let page: RevocationPage
            do throws(AdminFault) {
                page = try await self.page(after: after, limit: 500)
            } catch {
                // Half an answer cannot be taken back: without its end the client sees that it is one.
                if hasBegun { return }
                throw error
            }
            if !hasBegun { exchange.begin(Answer.json(type: "application/x-ndjson")) }
            hasBegun = true
            let lines = page.revocations.lines(at: SystemClock.wallTime())
            do throws(OwnExchange.Fault) { try await exchange.send(lines.span) } catch { return }
            after = page.next
        } while after != nil
        exchange.end()
    }
}

extension Answer {
    /// What a writer wrote, and a line end behind it.
    static func json(_ writer: borrowing JSONWriter) -> Answer {
        var answer = Answer.json()
        answer.body.append(writer.span)
        answer.body.append("\n")
        return answer
    }
}

extension RevocationOrder {
    fileprivate func answer(_ outcome: RevocationService.Answer) -> Answer {
        var writer = JSONWriter(capacity: 256)
        writer.beginObject()
        writer.name("matched")
        writer.beginObject()
        writer.name("sessions")
        writer.integer(outcome.sessions)
        writer.name("streams")
        writer.integer(outcome.streams)
        writer.endObject()
        writer.name("entry")
        writer.string(outcome.id.hex)
        writer.name("until")
        writer.string(outcome.revocation.expiryText)
        if let isVerified {
            writer.name("verified")
            writer.bool(isVerified)
        }
        if isDryRun {
            writer.name("dry_run")
            writer.bool(true)
        }
        writer.endObject()
        return Answer.json(writer)
    }
}

extension Revocation {
    fileprivate func stands(at now: WallTime) -> Bool { expires.map { $0 > now } ?? true }
}

extension [StoredRevocation] {
    /// Those that stand, a line each.
    fileprivate func lines(at now: WallTime) -> [UInt8] {
        var lines: [UInt8] = []
        var writer = JSONWriter(capacity: 512)
        for stored in self where stored.revocation.stands(at: now) {
            writer.removeAll()
            stored.write(to: &writer)
            lines += [UInt8](writer.span)
            lines.append(0x0A)
        }
        return lines
    }
}
