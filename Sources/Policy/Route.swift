import Identity

/// One route in force: what it asks of a request, and where the request goes then. Routes are made
/// with their table and live as long as the snapshot that holds it.
public final class Route: Sendable {
    /// The route as the configuration writes it: its name in logs and metrics.
    public var key: String { settings.key }
    /// Its place among all routes of the table, from 0: what counters are kept by.
    public let index: Int
    /// Everything else that the configuration says of it.
    public let settings: RouteSettings
    /// nil: being authenticated is enough.
    public let requirement: Requirement?
    /// The prefix that is taken off the path before forwarding, in canonical form; empty for none.
    public let strippedPrefix: [UInt8]
    /// What answers pre-flights; nil: they are refused.
    public let cors: CORS?
    let access: Access

    /// Who may come in, as far as it does not take the requirement.
    enum Access {
        case everyone
        case noOne
        case authenticated(kinds: [Principal.Kind], issuers: [String], optional: Bool)
    }

    init(
        _ settings: RouteSettings, index: Int, strippedPrefix: [UInt8],
        selecting selection: inout ClaimSelection
    ) {
        self.settings = settings
        self.index = index
        requirement = settings.allow.map { Requirement($0, selecting: &selection) }
        self.strippedPrefix = strippedPrefix
        cors = settings.cors.map(CORS.init)
        access = Access(settings)
    }
}

extension Route {
    /// Whether a request without a credential goes on as anonymous.
    public var isOptional: Bool {
        if case .authenticated(_, _, optional: true) = access { true } else { false }
    }

    /// The route's policy in words, as `check` and `explain` print it.
    public var sentence: String {
        switch access {
        case .everyone: return "anyone"
        case .noOne: return "no one"
        case .authenticated(let kinds, let issuers, let optional):
            var words = "anyone with a \(kinds.map(\.words).joined(separator: " or a "))"
            if !issuers.isEmpty { words += " from \(issuers.joined(separator: " or "))" }
            if let requirement { words += " who is \(requirement.sentence)" }
            return optional ? words + ", or without any credential" : words
        }
    }
}

extension Route.Access {
    fileprivate init(_ settings: RouteSettings) {
        switch settings.auth {
        case .none: self = .everyone
        case .deny: self = .noOne
        case .credentials(let kinds):
            self = .authenticated(
                kinds: kinds.map(Principal.Kind.init), issuers: settings.issuer,
                optional: settings.optional)
        }
    }
}

extension Principal.Kind {
    fileprivate init(_ kind: RouteAuth.CredentialKind) {
        switch kind {
        case .bearer: self = .bearer
        case .session: self = .session
        }
    }

    fileprivate var words: String {
        switch self {
        case .anonymous: "name"
        case .bearer: "bearer token"
        case .session: "session"
        }
    }
}
