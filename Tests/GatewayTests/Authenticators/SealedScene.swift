import Codecs
import Configuration
import Crypto
import Identity
import Telemetry

@testable import Gateway

/// A worker's sealed sessions, a snapshot with an account and a folder of keys, and a clock that stands where it
/// is put. What is revoked is kept here.
final class SealedScene {
    static let begun: Int64 = 1_800_000_000

    static let storeKey = Secret(Array(repeating: 7, count: 32).span)

    private(set) var sealed: SealedSessions
    private(set) var snapshot: Snapshot
    private var generation: UInt32 = 1
    private let revoked = Box()

    /// What ended, in order.
    private final class Box { var revocations: [Revocation] = [] }

    var revocations: [Revocation] { revoked.revocations }

    /// - Parameters: in seconds.
    init(idle: Int64 = 1_800, absolute: Int64 = 43_200) throws {
        sealed = try Self.worker(idle, absolute, revoked)
        snapshot = try Self.snapshot(generation: 1)
    }

    private static func worker(_ idle: Int64, _ absolute: Int64, _ box: Box) throws
        -> SealedSessions
    {
        try SealedSessions(
            storeKey: storeKey,
            lifetimes: SessionLifetimes(idle: idle, absolute: absolute)
        ) { revocation in box.revocations.append(revocation) }
    }

    /// A file of a key made of one byte.
    static func key(_ byte: UInt8) -> [UInt8] {
        Array(Base64URL.encode([UInt8](repeating: byte, count: 32).span).utf8) + [0x0A]
    }

    /// As after a change of the accounts' files or of the keys.
    func change(
        users: String = SessionScene.alice, groups: String = "staff: alice\n",
        keys: [String: [UInt8]] = ["a.key": key(1)]
    ) throws {
        generation += 1
        snapshot = try Self.snapshot(
            users: users, groups: groups, keys: keys, generation: generation)
    }

    static func snapshot(
        users: String = SessionScene.alice, groups: String = "staff: alice\n",
        keys: [String: [UInt8]] = ["a.key": key(1)], open: Set<String> = [], generation: UInt32
    ) throws -> Snapshot {
        let text = """
            listen: {http: "127.0.0.1:0"}
            accounts: {file: users, groups: groups}
            sessions: {store: cookie, keys: {folder: keys}}
            identity: {X-User: sub, X-Groups: groups, X-How: amr}
            hosts: {a.example: {url: "https://a.example", upstream: "http://127.0.0.1:9", routes: {/**: {auth: session}}}}
            """
        var files = ["users": Array(users.utf8), "groups": Array(groups.utf8)]
        for (name, bytes) in keys { files["keys/\(name)"] = bytes }
        let held = files
        let surroundings = Surroundings(
            contents: { path in
                held[path].map { .bytes($0, isWorldReadable: open.contains(path)) }
                    ?? .unreadable("none")
            },
            variable: { _ in nil },
            names: { _ in .names(Array(keys.keys) + [".", "..", "README"]) })
        let read = try Settings.read(Array(text.utf8), from: "test.yaml", in: surroundings)
        return try SnapshotBuilder(
            settings: read.settings, file: "test.yaml", surroundings: surroundings,
            metrics: Metrics(decisions: [], parseFaults: []), workerCount: 1, descriptorLimit: 100
        ).build(generation: generation)
    }

    /// Begins a session for alice.
    /// - Returns: the cookie's value; nil where it does not fit.
    func begin(
        host: String = "a.example", data: [UInt8]? = nil, after seconds: Int64 = 0
    ) throws -> [UInt8]? {
        let now = WallTime(secondsSince1970: Self.begun + seconds)
        guard let name = AccountName("alice"), let account = snapshot.accounts?[name] else {
            return nil
        }
        var index = SessionIndex(
            .init(issuer: Account.issuer, subject: "alice", host: host), created: now,
            absoluteExpiry: WallTime(secondsSince1970: Self.begun + 43_200))
        index.fingerprint = account.fingerprint.bytes
        return sealed.begin(
            index, data: data ?? SessionClaims.ofPasswordLogin(at: now), in: snapshot)?.cookie
    }

    /// What the cookie is to a request, in a word, and what takes its place.
    func ask(
        _ cookie: [UInt8], host: String = "a.example", after seconds: Int64 = 0
    ) -> (words: String, renewed: [UInt8]?) {
        let outcome = sealed.authenticate(
            cookie.span, on: Array(host.utf8).span, in: snapshot,
            at: WallTime(secondsSince1970: Self.begun + seconds))
        switch outcome {
        case .authenticated(let principal): return (Self.lines(principal), nil)
        case .reissued(let principal, let cookie): return (Self.lines(principal), cookie)
        case .rejected(.session(let fault)): return ("\(fault)", nil)
        case .rejected, .renewable, .unavailable: return ("\(outcome)", nil)
        }
    }

    private static func lines(_ principal: Principal) -> String {
        var lines = ByteBuffer()
        lines.append(principal.identityLines)
        return String(decoding: lines.span)
    }

    func session(_ cookie: [UInt8]) -> OpenSession? {
        sealed.session(
            of: cookie.span, on: Array("a.example".utf8).span, in: snapshot,
            at: WallTime(secondsSince1970: Self.begun))
    }
}
