import Codecs
import Crypto
import HTTP
import Identity

/// What the operator asks for, read from a request's head.
enum AdminOrder {
    case listRevocations(after: RevocationID?, limit: Int)
    case revoke
    case unrevoke(RevocationID)
    case importRevocations
    case exportRevocations
    case listSessions(SessionQuery)
    case showSession(SessionID)
    case endSession(SessionID)
    case drain
    case reload

    /// Entries on a page, unless the query says another number.
    static let standardLimit = 100
    static let limits = 1...1_000

    /// - Parameter issuers: whom the query may name.
    init(_ request: borrowing Request, issuers: IssuerNames) throws(AdminFault) {
        let path = String(decoding: request.path).split(
            separator: "/", omittingEmptySubsequences: false)
        guard path.count >= 3, path[0].isEmpty, path[1] == "v1" else { throw Self.unknown }
        let query = try AdminQuery(request)
        let method = String(decoding: request.methodText)
        switch (path.count, path[2], path.count > 3 ? path[3] : "") {
        case (3, "revocations", _):
            self = try Self.choose(
                method,
                [
                    "GET": .listRevocations(
                        after: try query.after(RevocationID.init(hex:)), limit: try query.limit),
                    "POST": .revoke,
                ])
        case (4, "revocations", "import"):
            self = try Self.choose(method, ["POST": .importRevocations])
        case (4, "revocations", "export"):
            self = try Self.choose(method, ["GET": .exportRevocations])
        case (4, "revocations", let text):
            guard let id = RevocationID(hex: Array(text.utf8).span) else {
                throw AdminFault(.notFound, "no ID of a revocation: 48 hexadecimal digits")
            }
            self = try Self.choose(method, ["DELETE": .unrevoke(id)])
        case (3, "sessions", _):
            self = try Self.choose(
                method, ["GET": .listSessions(try query.sessions(issuers))])
        case (4, "sessions", let text):
            guard let id = SessionID(hex: Array(text.utf8).span) else {
                throw AdminFault(.notFound, "no ID of a session: 64 hexadecimal digits")
            }
            self = try Self.choose(method, ["GET": .showSession(id), "DELETE": .endSession(id)])
        case (3, "drain", _): self = try Self.choose(method, ["POST": .drain])
        case (3, "reload", _): self = try Self.choose(method, ["POST": .reload])
        default: throw Self.unknown
        }
    }

    private static var unknown: AdminFault {
        AdminFault(
            .notFound,
            "there are /v1/revocations (with /ID, /import, /export), /v1/sessions (with /ID), /v1/drain "
                + "and /v1/reload")
    }

    private static func choose(
        _ method: String, _ orders: [String: AdminOrder]
    ) throws(AdminFault) -> AdminOrder {
        guard let order = orders[method] else {
            throw AdminFault(
                .methodNotAllowed, "only \(orders.keys.sorted().joined(separator: ", ")) here")
        }
        return order
    }
}

/// The query of an order: each field known, written once, and of its form.
private struct AdminQuery {
    private let fields: FormFields

    init(_ request: borrowing Request) throws(AdminFault) {
        let text = request.query
        do throws(FormFields.Fault) {
            fields = try FormFields(parsing: text.isEmpty ? text : text.extracting(1...))
        } catch {
            throw AdminFault(.badRequest, "the query cannot be read: \(error)")
        }
    }

    /// The page that begins behind an entry.
    func after<ID>(_ parse: (Span<UInt8>) -> ID?) throws(AdminFault) -> ID? {
        guard let text = fields["after"] else { return nil }
        guard let id = parse(text.span) else {
            throw AdminFault(.badRequest, "after must be the next that a page told")
        }
        return id
    }

    var limit: Int {
        get throws(AdminFault) {
            guard let text = fields["limit"] else { return AdminOrder.standardLimit }
            guard let number = Int64(decimal: text.span), AdminOrder.limits ~= Int(number) else {
                throw AdminFault(
                    .badRequest,
                    "limit must be \(AdminOrder.limits.lowerBound) to \(AdminOrder.limits.upperBound)"
                )
            }
            return Int(number)
        }
    }

    func sessions(_ issuers: IssuerNames) throws(AdminFault) -> SessionQuery {
        var query = SessionQuery(after: try after(SessionID.init(hex:)), limit: try limit)
        guard let subject = fields["subject"].map({ String(decoding: $0.span) }) else {
            guard fields["issuer"] == nil else {
                throw AdminFault(.badRequest, "issuer is for a subject")
            }
            return query
        }
        let named = fields["issuer"].map { String(decoding: $0.span) } ?? Account.issuer
        guard let issuer = issuers[named] else {
            throw AdminFault(
                .badRequest, "no issuer \"\(named.printable)\"; there are: \(issuers.list)")
        }
        let name = issuer == Account.issuer ? AccountName(subject)?.text : subject
        query.account = SessionAccount(issuer: issuer, subject: name ?? subject)
        return query
    }
}
