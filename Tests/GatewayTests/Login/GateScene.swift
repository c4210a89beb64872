import Codecs
import Configuration
import Crypto
import HTTP
import Identity
import Policy
import Telemetry
import Transport

@testable import Gateway

/// The whole of what a person meets, from the bytes of a request to those of the answer, without a socket:
/// the line of the request, the endpoints of the gateway's own, and a store that a test scripts.
final class GateScene {
    static let password = "correct horse"

    let store = ScriptedStore()
    let sessions: SessionCookie
    let hashes: HashThreads
    private let worker: Worker
    private let service: LoginService
    private let forms: FormToken

    /// What a client gets.
    struct Reply: Equatable {
        var status: Int
        var reason: ReasonCode
        var lines = ""
        var body = ""
        var isForwarded = false
    }

    /// - Parameters:
    ///   - free: tries without a delay.
    ///   - threads: that compute hashes.
    ///   - age: seconds ago at which the gateway believes to be: what is begun now is that old to another.
    init(free: Int = 1_000, threads: Int = 1, age: Int64 = 0) throws {
        let snapshot = try Self.snapshot(users: SessionScene.alice, free: free, generation: 1)
        hashes = try HashThreads(count: threads)
        let key = Secret(Array(repeating: 7, count: 32).span)
        sessions = try SessionCookie(
            store, storeKey: key,
            lifetimes: SessionLifetimes(idle: 1_800, absolute: 43_200, refresh: 86_400))
        let now = WallTime(secondsSince1970: SessionScene.begun - age)
        worker = try Worker(
            loop: EventLoop(), snapshot: snapshot,
            metrics: Metrics(decisions: [], parseFaults: []).makePart(), accessLog: nil,
            requestIDPrefix: 1, clock: SteadyWallClock(startingAt: now, SystemClock.now()))
        forms = try FormToken(key: key, for: .login)
        var throttle = ThrottleSettings()
        throttle.free = free
        let shared = LoginService.Shared(
            throttle: LoginThrottle(throttle), hashes: hashes, forms: forms,
            tickets: try FormToken(key: key, for: .provenPassword),
            log: OperatorLog(level: .error) { LogTime(second: now, millisecond: 0) },
            ended: Mailbox(on: worker.loop) { _ in }, revocations: nil)
        service = LoginService(shared, sessions: sessions, trail: nil, worker: worker)
        worker.open(sessions, service)
    }

    deinit { hashes.stop() }

    private static func snapshot(
        users: String, free: Int, generation: UInt32
    ) throws -> Snapshot {
        let host = """
            {upstream: "http://127.0.0.1:9", routes: {/api/**: {auth: bearer}, \
            /both/**: {auth: [bearer, session]}, /optional/**: {auth: session, optional: true}, \
            /**: {auth: session}}}
            """
        let text = """
            listen: {http: "127.0.0.1:0"}
            accounts: {file: users, throttle: {free: \(free)}}
            sessions: {path: sessions, refresh: 1d}
            issuers:
              corp: {issuer: "https://corp", audience: [api], symmetric: {secret: {file: secret}}}
            identity: {X-User: sub}
            hosts:
              localhost: \(host)
              other.localhost: \(host)
              plain.example: \(host)
            """
        let surroundings = Surroundings(
            contents: { path in
                switch path {
                case "users": .bytes(Array(users.utf8), isWorldReadable: false)
                case "secret": .bytes(Array(repeating: 0x6B, count: 64), isWorldReadable: false)
                default: .unreadable("none")
                }
            }, variable: { _ in nil })
        let read = try Settings.read(Array(text.utf8), from: "test.yaml", in: surroundings)
        return try SnapshotBuilder(
            settings: read.settings, file: "test.yaml", surroundings: surroundings,
            metrics: Metrics(decisions: [], parseFaults: []), workerCount: 1, descriptorLimit: 100
        ).build(generation: generation)
    }

    /// As after a change of the users file.
    func change(users: String) throws {
        worker.install(try Self.snapshot(users: users, free: 1_000, generation: 2))
    }

    // MARK: Requests

    /// - Parameter lines: after Host, without line ends.
    func ask(
        _ requestLine: String, host: String = "localhost", _ lines: [String] = [],
        body: String = "", refusing refusal: Refusal? = nil
    ) throws -> Reply {
        try EventLoop().run { () async throws in
            try await self.reply(
                to: requestLine, host: host, lines, body: body, refusing: refusal)
        }
    }

    /// The same for a task that runs already.
    /// - Parameter refusal: what becomes of it, whatever it is.
    func reply(
        to requestLine: String, host: String = "localhost", _ lines: [String] = [],
        body: String = "", refusing refusal: Refusal? = nil
    ) async throws -> Reply {
        var lines = ["\(requestLine) HTTP/1.1", "Host: \(host)"] + lines
        if !body.isEmpty { lines.append("Content-Length: \(body.utf8.count)") }
        var request = Request()
        var parser = RequestParser()
        let head = Array((lines + ["", ""]).joined(separator: "\r\n").utf8)
        _ = try parser.parse(head.span, from: 0, into: &request)
        var target = Target()
        var found = Found()
        let origin = Origin(
            listener: 0,
            client: ClientFacts(
                address: IPAddress(parsing: "192.0.2.7"), scheme: .http, port: 80))
        let decision = RequestHandler(snapshot: worker.snapshot).decide(
            &request, &target, from: origin, remembering: &worker.memory, finding: &found,
            at: worker.moment(at: SystemClock.now()))
        if let refusal {
            return Reply(
                Answer(refusing: refusal, to: request, target, found, by: worker.snapshot))
        }
        switch consume decision {
        case .forward(let permit):
            _ = permit.spend()
            return Reply(status: 200, reason: .permitted, isForwarded: true)
        case .renew: return Reply(status: 0, reason: .sessionExpired)
        case .serve(let endpoint, let host):
            let visit = Visit(
                endpoint, request, target, of: host, sessionIn: worker.snapshot.sessionCookie)
            visit.body.append(Array(body.utf8).span)
            return Reply(await service.answer(visit))
        case .refuse(let refusal):
            return Reply(
                Answer(refusing: refusal, to: request, target, found, by: worker.snapshot))
        }
    }

    /// A form that this browser was shown, answered.
    func logIn(
        _ username: String = "alice", _ password: String = password, with lines: [String] = []
    ) throws -> Reply {
        try EventLoop().run { () async throws in
            try await self.login(username, password, with: lines)
        }
    }

    func login(
        _ username: String = "alice", _ password: String = password, with lines: [String] = []
    ) async throws -> Reply {
        let cookie = FormToken.newCookie()
        let token = forms.token(
            for: .init(cookie: Array(cookie.utf8), host: Array("localhost".utf8)), at: service.now)
        let encoded = password.replacing(" ", with: "+")
        return try await reply(
            to: "POST /.sallyport/login",
            Self.ownForm + ["Cookie: sallyport-insecure-login=\(cookie)"] + lines,
            body: "username=\(username)&password=\(encoded)&form=\(token)&to=/x")
    }

    static let ownForm = [
        "Sec-Fetch-Site: same-origin", "Content-Type: application/x-www-form-urlencoded",
    ]
    static let navigation = ["Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document"]

    /// Logs alice in.
    /// - Returns: the Cookie line of her browser.
    func cookies() throws -> String {
        let fault = store.fault
        store.fault = nil
        defer { store.fault = fault }
        let reply = try logIn()
        let pairs = reply.values(of: "Set-Cookie").map { $0.prefix { $0 != ";" } }
        return "Cookie: " + pairs.joined(separator: "; ")
    }
}

extension GateScene.Reply {
    init(_ answer: borrowing Answer) {
        self.init(
            status: Int(answer.status.rawValue), reason: answer.reason,
            lines: String(decoding: answer.lines.span), body: String(decoding: answer.body.span))
    }

    func values(of name: String) -> [String] {
        lines.split(separator: "\r\n").filter { $0.hasPrefix(name + ": ") }
            .map { String($0.dropFirst(name.count + 2)) }
    }

    /// What a client can tell it by: all but the values that are new each time.
    var shown: [String] {
        let lines = self.lines.replacing(/sallyport-insecure-login=[^;]*/, with: "")
        return ["\(status)", lines, body.replacing(/name="form" value="[^"]*"/, with: "")]
    }
}
