import Codecs
import Configuration
import Crypto
import Identity
import Stores

/// `sallyport sessions`: lists sessions, shows one, ends some: by way of the gateway that runs where it takes
/// orders, else in its store, which can be read beside it. Of what a session's cookie seals nothing is shown without
/// that cookie, and no cookie is shown ever.
public enum SessionsCommand {
    /// What is asked for, as the command line gives it.
    public struct Order {
        public var place = AdminPlace()
        /// A session's ID or the first digits of it.
        public var id: String?
        /// Whose sessions.
        public var subject: String?
        /// A session's cookie: `@FILE`, `-`, or itself.
        public var cookie: String?
        /// A JSON object for each session, not columns.
        public var isJSON = false

        public init() {}
    }

    /// Sessions that are read at a time.
    static let pageLimit = 500

    /// - Returns: the exit code.
    public static func list(_ order: Order) -> Int32 {
        CommandFault.reporting {
            let settings = try order.settings
            var query = SessionQuery(account: try order.account, limit: pageLimit)
            guard let source = try SessionSource(order.place, settings) else {
                Console.error(StoredSessions.absence(of: settings.sessions))
                return 0
            }
            let lifetimes = SessionLifetimes(settings.sessions, tokens: settings.tokens)
            var table = SessionTable(lifetimes: lifetimes)
            var isEmpty = true
            repeat {
                let page = try source.page(query)
                let lines =
                    order.isJSON
                    ? page.entries.map { $0.json(lifetimes) } : table.lines(page.entries)
                Console.write(lines.map { $0 + "\n" }.joined())
                isEmpty = isEmpty && page.entries.isEmpty
                query.after = page.next
            } while query.after != nil
            if isEmpty { Console.error("no sessions") }
            return 0
        }
    }

    /// - Returns: the exit code.
    public static func show(_ order: Order) -> Int32 {
        CommandFault.reporting {
            let settings = try order.settings
            let lifetimes = SessionLifetimes(settings.sessions, tokens: settings.tokens)
            let prefix = try order.prefix
            let entry: SessionPage.Entry
            var claims: JSONDocument?
            if let secret = try order.secret {
                // What a cookie opens is opened here: it goes to nobody.
                guard let sessions = try StoredSessions(settings.sessions) else {
                    throw CommandFault.invalid(StoredSessions.absence(of: settings.sessions))
                }
                let id = secret.id(by: try SHA256Context())
                if let prefix, !prefix.contains(id) {
                    throw CommandFault.invalid("the cookie is another session's")
                }
                (entry, claims) = try sessions.open(secret)
            } else if let prefix {
                guard let source = try SessionSource(order.place, settings) else {
                    throw CommandFault.invalid(StoredSessions.absence(of: settings.sessions))
                }
                entry = try source.find(prefix)
            } else {
                throw CommandFault.usage("which session? An ID or a cookie tells")
            }
            Console.print(
                order.isJSON
                    ? entry.json(lifetimes, claims) : entry.text(lifetimes, claims))
            return 0
        }
    }
}

extension SessionsCommand.Order {
    /// What the configuration says of sessions that are stored.
    var settings: Settings {
        get throws {
            let settings = try ConfigurationFile.read(place.configuration).settings
            try StoredSessions.refuseSealed(settings.sessions, in: place.configuration)
            return settings
        }
    }

    /// nil: everyone's.
    var account: SessionAccount? {
        get throws(CommandFault) {
            guard let subject else { return nil }
            guard let name = AccountName(subject) else {
                throw .usage("no account can have that name; allowed: \(AccountName.allowed)")
            }
            return SessionAccount(issuer: Account.issuer, subject: name.text)
        }
    }

    var prefix: SessionIDPrefix? {
        get throws(CommandFault) {
            guard let id else { return nil }
            guard let prefix = SessionIDPrefix(id) else {
                throw .usage("no ID of a session; allowed: 8 to 64 hexadecimal digits")
            }
            return prefix
        }
    }

    fileprivate var secret: SessionSecret? {
        get throws(CommandFault) {
            guard let cookie else { return nil }
            let text = try CommandInput.secret(cookie)
            guard let secret = SessionSecret(parsing: text.span) else {
                throw .invalid("the cookie holds nothing that a gateway gave out")
            }
            return secret
        }
    }
}
