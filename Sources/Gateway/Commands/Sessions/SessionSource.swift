import Codecs
import Configuration
import Identity

/// Where a command reads of sessions: from the gateway that runs, where it takes orders, else from its store.
enum SessionSource {
    case gateway(AdminClient)
    case store(StoredSessions)

    /// - Returns: nil where there is no store yet.
    init?(_ place: AdminPlace, _ settings: Settings) throws {
        if place.socket != nil {
            self = .gateway(try AdminClient(place))
            return
        }
        if let admin = settings.admin {
            let client = AdminClient(admin)
            if try client.isAnswered {
                self = .gateway(client)
                return
            }
        }
        guard let sessions = try StoredSessions(settings.sessions) else { return nil }
        self = .store(sessions)
    }

    func page(_ query: SessionQuery) throws -> SessionPage {
        switch self {
        case .store(let sessions): return try sessions.page(query)
        case .gateway(let client):
            var target = "/v1/sessions?limit=\(query.limit)"
            if let account = query.account {
                target +=
                    "&issuer=\(account.issuer.inQuery)&subject=\(account.subject.inQuery)"
            }
            if let after = query.after { target += "&after=\(after.hex)" }
            let page = try client.ask("GET", target)
            let entries = page?["sessions"]?.elements.map(Array.init) ?? []
            return SessionPage(
                entries: entries.compactMap(SessionPage.Entry.init),
                next: page?["next"]?.string.flatMap { SessionID(hex: Array($0.utf8).span) })
        }
    }

    /// - Throws: of a store's also where it has expired, which a gateway that runs does not tell.
    func find(_ prefix: SessionIDPrefix) throws -> SessionPage.Entry {
        if case .store(let sessions) = self { return try sessions.find(prefix) }
        var search = SessionSearch(prefix)
        while let query = search.query { search.take(try page(query)) }
        return try search.result()
    }
}

extension SessionPage.Entry {
    /// What `json` wrote.
    /// - Returns: nil for anything else.
    fileprivate init?(_ object: JSONValue) {
        guard let digits = object["id"]?.string, let id = SessionID(hex: Array(digits.utf8).span),
            let issuer = object["issuer"]?.string, let subject = object["subject"]?.string,
            let host = object["host"]?.string, let created = object.time("created"),
            let lastSeen = object.time("last_seen"), let end = object.time("ends_at_latest")
        else { return nil }
        var index = SessionIndex(
            .init(issuer: issuer, subject: subject, host: host), created: created,
            absoluteExpiry: end)
        index.lastSeen = lastSeen
        index.setDevice(object["device"]?.string ?? "")
        index.address = object["address"]?.string ?? ""
        index.family = object.bytes("family")
        index.fingerprint = object.bytes("fingerprint")
        // Of a login that is renewed, what renews it is listed.
        if !index.family.isEmpty { index.kind = .refresh }
        self.init(id: id, index: index)
    }
}

extension JSONValue {
    fileprivate func time(_ name: StaticString) -> WallTime? {
        self[name]?.string.flatMap { WallTime(timestamp: Array($0.utf8).span) }
    }

    fileprivate func bytes(_ name: StaticString) -> [UInt8] {
        self[name]?.string.flatMap { Hex.decode(Array($0.utf8).span) } ?? []
    }
}

extension String {
    /// As the value of a query's field.
    fileprivate var inQuery: String {
        utf8.map { byte in
            ASCIISet.unreserved.contains(byte)
                ? String(UnicodeScalar(byte)) : "%" + Hex.encode([byte].span)
        }
        .joined()
    }
}
