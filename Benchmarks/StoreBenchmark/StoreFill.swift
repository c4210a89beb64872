import Codecs
import Crypto
import Foundation
import Identity
import Stores
import Transport

/// Fills a new store with live sessions of one account on localhost, as logins with its password make them,
/// and writes the cookies that open them: one header line each.
struct StoreFill {
    struct Plan {
        let folder: String
        let count: Int
        /// The users file that the gateway will read, and whose sessions these are.
        let users: String
        let subject: String
        /// The file of header lines.
        let fields: String
        /// When the sessions were seen last, in seconds from now: spread evenly over this range.
        let lastSeen: ClosedRange<Int>
    }

    private let plan: Plan
    private let account: Account

    init(_ plan: Plan) throws {
        self.plan = plan
        let text = [UInt8](try Data(contentsOf: URL(fileURLWithPath: plan.users)))
        let table = try AccountTable(
            users: UsersFile(parsing: text.span), groups: GroupsFile(parsing: Span()),
            hashedBy: Digest(.sha256))
        guard let name = AccountName(plan.subject), let account = table[name] else {
            throw CocoaError(.keyValueValidation)
        }
        self.account = account
    }

    func run() throws {
        let store = try EmbeddedStore(
            EmbeddedSettings(
                path: plan.folder, lifetimes: SessionLifetimes(idle: 43_200, absolute: 43_200),
                clock: SystemClock.wallTime))
        let loop = try EventLoop()
        let executor = loop.executor
        var text = ByteBuffer()
        let sessions = try (0..<plan.count).map { try make($0, store, &text) }
        nonisolated(unsafe) var connection: EmbeddedConnection? = try store.connection(on: loop)
        nonisolated(unsafe) let ending = loop
        nonisolated(unsafe) var next = 0
        nonisolated(unsafe) var running = 256
        for _ in 0..<running {
            executor.post {
                executor.start {
                    while next < sessions.count {
                        let session = sessions[next]
                        next += 1
                        do {
                            try await connection?.create(
                                session, timeoutNanoseconds: 600_000_000_000)
                        } catch { fatalError("not created: \(error)") }
                    }
                    running -= 1
                    if running == 0 { ending.stop() }
                }
            }
        }
        loop.run()
        // The connection's timers are the loop's.
        withExtendedLifetime(loop) { connection = nil }
        store.close()
        try Data([UInt8](text.span)).write(to: URL(fileURLWithPath: plan.fields))
    }

    private func make(
        _ number: Int, _ store: EmbeddedStore, _ text: inout ByteBuffer
    ) throws -> NewSession {
        let secret = SessionSecret(from: SecureRandom())
        let keys = try SessionKeys(of: secret, by: SHA256Context())
        let now = SystemClock.wallTime()
        var index = SessionIndex(
            .init(issuer: Account.issuer, subject: account.name.text, host: "localhost"),
            created: now, absoluteExpiry: now.advanced(bySeconds: 43_200))
        index.setDevice(
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0")
        index.address = "127.0.0.1"
        let bits = account.fingerprint.bits
        index.fingerprint = (0..<16).map {
            UInt8(truncatingIfNeeded: bits >> UInt128(120 - 8 * $0))
        }
        let seconds = plan.lastSeen.lowerBound + number % plan.lastSeen.count
        index.lastSeen = now.advanced(bySeconds: Int64(seconds))
        let data = Array(#"{"amr":["pwd"],"auth_time":\#(now.secondsSince1970)}"#.utf8)
        var sealer = try SessionSealer(storeKey: store.sealingSecret)
        var record = ByteBuffer()
        try sealer.seal(index, data: data.span, under: keys, into: &record)
        text.append("Cookie: sallyport-insecure=")
        secret.appendText(to: &text)
        text.append("\n")
        return NewSession(id: keys.id, record: [UInt8](record.span), index: index)
    }
}

extension StoreFill.Plan {
    /// FOLDER COUNT USERS SUBJECT FIELDS FIRST LAST
    init?(_ words: [String]) {
        guard words.count == 7, let count = Int(words[1]), let first = Int(words[5]),
            let last = Int(words[6]), first <= last
        else { return nil }
        self.init(
            folder: words[0], count: count, users: words[2], subject: words[3], fields: words[4],
            lastSeen: first...last)
    }
}
