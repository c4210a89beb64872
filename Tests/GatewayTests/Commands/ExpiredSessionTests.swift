import Codecs
import Crypto
import Identity
import Stores
import TestKit
import Testing
import Transport

@testable import Gateway

/// A store whose writer's clock was two hours behind has a session that is over. A running gateway would
/// sweep it within a second; commands find it where none runs.
@Suite("Commands tell of a session that has expired")
struct ExpiredSessionTests {
    private let folder: TemporaryFolder
    private let cookie: String
    private let id: SessionID
    private let end: WallTime

    init() throws {
        folder = try TemporaryFolder()
        try folder.write(SessionScene.alice, to: "users")
        try folder.write(
            """
            listen: {http: "127.0.0.1:0"}
            accounts: {file: users}
            sessions: {path: sessions, idle: 60m}
            hosts: {localhost: {upstream: "http://127.0.0.1:9", routes: {/**: {auth: session}}}}
            """, to: "sallyport.yaml")
        let begun = SystemClock.wallTime().advanced(bySeconds: -7_200)
        let lifetimes = SessionLifetimes(idle: 3_600, absolute: 86_400)
        let store = try EmbeddedStore(
            EmbeddedSettings(
                path: folder.path(of: "sessions"), lifetimes: lifetimes, clock: { begun }))
        let loop = try EventLoop()
        let connection = try store.connection(on: loop)
        let door = try SessionCookie(
            connection, storeKey: store.sealingSecret, lifetimes: lifetimes)
        let accounts = try AccountTable(
            users: UsersFile(parsing: Array(SessionScene.alice.utf8).span),
            groups: GroupsFile(parsing: Span()), hashedBy: Digest(.sha256))
        var index = SessionIndex(
            .init(issuer: Account.issuer, subject: "alice", host: "localhost"), created: begun,
            absoluteExpiry: lifetimes.absoluteExpiry(ofCreated: begun))
        index.fingerprint = accounts.accounts.first?.fingerprint.bytes ?? []
        let secret = SessionSecret(from: SecureRandom())
        let session = try door.seal(
            index, data: SessionClaims.ofPasswordLogin(at: begun).span, to: secret)
        try loop.run { () async throws(StoreFault) in
            try await connection.create(session, timeoutNanoseconds: 5_000_000_000)
        }
        store.close()
        var text = ByteBuffer()
        secret.appendText(to: &text)
        cookie = String(decoding: text.span)
        id = session.id
        end = lifetimes.expiry(of: index)
    }

    private func run(_ arguments: [String], input: String = "") throws -> CommandResult {
        try Sallyport.run(arguments, input: input, in: folder.path)
    }

    @Test("show says so, and when it was, by ID, by prefix and by cookie; a list leaves it out")
    func show() throws {
        let rows = [[id.hex], [String(id.hex.prefix(16))], ["--cookie", "-"]]
        for arguments in rows {
            let shown = try run(["sessions", "show"] + arguments, input: cookie)
            #expect(shown.code == 1 && shown.output.isEmpty)
            #expect(
                shown.errors == "the session has expired: \(end.text), 59m ago\n",
                "\(arguments)")
        }
        #expect(try run(["sessions", "list"]).errors == "no sessions\n")
    }

    @Test("explain says so, and when it was, and what a client gets for it")
    func explain() throws {
        let explained = try run(
            ["explain", "GET", "http://localhost/x", "--cookie", "-"], input: cookie)
        #expect(explained.code == 1)
        for words in [
            "the session is not good: it has expired", "it ended \(end.text), 59m ago",
            "401 Unauthorized", "the log's reason: session_expired",
        ] {
            #expect(explained.output.contains(words), "\(explained.output)")
        }
        #expect(!explained.output.contains(cookie), "T91 the cookie is shown")
    }
}
