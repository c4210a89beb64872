import Codecs
import Configuration
import Crypto
import Identity
import Telemetry

@testable import Gateway

/// A door to the sessions over a scripted store, a snapshot with two accounts, and a clock that stands
/// where it is put.
final class SessionScene {
    static let begun: Int64 = 1_800_000_000
    static let alice = "alice:$2b$04$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e\n"
    static let otherAlice = "alice:$2b$04$0123456789abcdefghijkuhXUeSkp44/LOolbGa0EVM5iP/o8iqHi\n"

    let store: ScriptedStore
    let sessions: SessionCookie
    private let storeKey = Secret(Array(repeating: 7, count: 32).span)
    private(set) var snapshot: Snapshot
    private var generation: UInt32 = 1

    /// - Parameters: in seconds; `store` to have several workers at one.
    init(
        idle: Int64 = 1_800, absolute: Int64 = 43_200, store: ScriptedStore = ScriptedStore()
    ) throws {
        self.store = store
        sessions = try SessionCookie(
            store, storeKey: storeKey,
            lifetimes: SessionLifetimes(idle: idle, absolute: absolute))
        snapshot = try Self.snapshot(users: Self.alice, groups: "staff: alice\n", generation: 1)
    }

    /// As after a change of the accounts' files.
    func change(users: String = alice, groups: String = "staff: alice\n") throws {
        generation += 1
        snapshot = try Self.snapshot(users: users, groups: groups, generation: generation)
    }

    private static func snapshot(
        users: String, groups: String, generation: UInt32
    ) throws -> Snapshot {
        let text = """
            listen: {http: "127.0.0.1:0"}
            accounts: {file: users, groups: groups}
            identity: {X-User: sub, X-Groups: groups, X-How: amr}
            hosts: {a.example: {url: "https://a.example", upstream: "http://127.0.0.1:9", routes: {/**: {auth: session}}}}
            """
        let files = ["users": users, "groups": groups]
        let surroundings = Surroundings(
            contents: { path in
                files[path].map { .bytes(Array($0.utf8), isWorldReadable: false) }
                    ?? .unreadable("none")
            },
            variable: { _ in nil })
        let read = try Settings.read(Array(text.utf8), from: "test.yaml", in: surroundings)
        return try SnapshotBuilder(
            settings: read.settings, file: "test.yaml", surroundings: surroundings,
            metrics: Metrics(decisions: [], parseFaults: []), workerCount: 1, descriptorLimit: 100
        ).build(generation: generation)
    }

    /// Begins a session for alice, stored as a login stores it.
    /// - Returns: the cookie's value.
    func begin(host: String = "a.example") throws -> [UInt8] {
        let now = WallTime(secondsSince1970: Self.begun)
        guard let name = AccountName("alice"), let account = snapshot.accounts?[name] else {
            return []
        }
        var index = SessionIndex(
            .init(issuer: Account.issuer, subject: "alice", host: host), created: now,
            absoluteExpiry: sessions.lifetimes.absoluteExpiry(ofCreated: now))
        index.fingerprint = account.fingerprint.bytes
        let made = try sessions.makeLogin(index, data: SessionClaims.ofPasswordLogin(at: now).span)
        for session in made.sessions { store.records[session.id] = session.record }
        guard case .session(let secret) = made.secrets.access else { return [] }
        return secret.text
    }

    /// What the cookie is to a request, in a word: `alice` and her identity lines, or why not.
    func ask(_ cookie: [UInt8], host: String = "a.example", after seconds: Int64 = 0) -> String {
        let outcome = sessions.authenticate(
            cookie.span, on: Array(host.utf8).span, in: snapshot,
            isRenewable: false, at: WallTime(secondsSince1970: Self.begun + seconds))
        switch outcome {
        case .authenticated(let principal), .reissued(let principal, _):
            var lines = ByteBuffer()
            lines.append(principal.identityLines)
            return String(decoding: lines.span)
        case .rejected(.session(let fault)): return "\(fault)"
        case .rejected: return "rejected"
        case .unavailable: return "unavailable"
        case .renewable: return "renewable"
        }
    }

    /// Has another worker have noted a use of the session.
    func noteElsewhere(_ cookie: [UInt8], after seconds: Int64) {
        guard let secret = SessionSecret(parsing: cookie.span) else { return }
        store.uses[secret.id(by: sessions.digest)] = WallTime(
            secondsSince1970: Self.begun + seconds)
    }
}
