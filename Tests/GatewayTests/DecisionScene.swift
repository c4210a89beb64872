import Codecs
import Configuration
import Crypto
import HTTP
import Identity
import JOSE
import Policy
import Telemetry

@testable import Gateway

/// A snapshot made from a configuration, two issuers that can sign, and a clock that stands where it
/// is put: requests are decided as bytes, without a socket.
final class DecisionScene {
    static let now = WallTime(secondsSince1970: 1_800_000_000)

    private let signers: [String: TokenSigner]
    private let builder: SnapshotBuilder
    private(set) var snapshot: Snapshot
    private var memory: CredentialMemory
    private var generation: UInt32 = 1

    /// What became of a request.
    struct Outcome: Equatable {
        /// `200` stands for forwarding; else the status of the refusal.
        var status: Int
        var reason: ReasonCode
        /// What the upstream is told of the principal.
        var identity = ""
        /// The canonical path.
        var path = ""
    }

    init(_ routes: String, top: String = "") throws {
        var signers: [String: TokenSigner] = [:]
        var files: [String: [UInt8]] = [:]
        for name in ["corp", "other"] {
            let generated = try KeyGenerator.generate(for: .es256)
            signers[name] = TokenSigner(try SigningKey(parsing: generated.privateText.span))
            let keys = try KeySet(publicKeys: generated.publicKey.map { [$0] } ?? [])
            files["\(name).json"] = Array(keys.serialized().utf8)
        }
        self.signers = signers
        let text = """
            listen: {http: "127.0.0.1:0"}
            issuers:
              corp: {issuer: "https://corp", audience: [api], keys: {file: corp.json}, algorithms: [ES256]}
              other: {issuer: "https://other", audience: [api], keys: {file: other.json}, algorithms: [ES256]}
            identity: {X-User: sub, X-Groups: groups}
            \(top)
            hosts:
              a.example:
                upstream: http://127.0.0.1:9
                routes:
            \(routes)
            """
        let held = files
        let surroundings = Surroundings(
            contents: { path in
                held[path].map { .bytes($0, isWorldReadable: false) } ?? .unreadable("none")
            },
            variable: { _ in nil })
        let settings = try Settings.read(Array(text.utf8), from: "test.yaml", in: surroundings)
        builder = SnapshotBuilder(
            settings: settings.settings, file: "test.yaml", surroundings: surroundings,
            metrics: Metrics(decisions: [], parseFaults: []), workerCount: 1,
            descriptorLimit: 100)
        snapshot = try builder.build(generation: 1)
        memory = CredentialMemory(tokens: try TokenCache())
    }

    /// As after a change of the key files: the same configuration, newly built.
    func rebuild() throws {
        generation += 1
        snapshot = try builder.build(generation: generation)
    }

    func token(
        by name: String = "corp", subject: String = "ann", expiresIn seconds: Int64 = 600,
        audience: [String] = ["api"], additional: String = "{}"
    ) throws -> String {
        let issued = WallTime(secondsSince1970: Self.now.secondsSince1970 - 10)
        let expires = WallTime(secondsSince1970: Self.now.secondsSince1970 + seconds)
        var claims = NewClaims(
            issuer: "https://\(name)", audience: audience, subject: subject,
            lifetime: min(issued, expires)...expires)
        claims.additional = try JSONDocument(parsing: Array(additional.utf8), depthLimit: 16)
        let text = try claims.serialized()
        guard let signer = signers[name] else { return "" }
        return try signer.sign(claims: text.span)
    }

    /// Decides a request given as its lines after the Host, without line ends.
    func decide(
        _ requestLine: String, host: String = "a.example", _ lines: [String] = [],
        at now: WallTime = DecisionScene.now
    ) throws -> Outcome {
        var request = Request()
        let text = [requestLine + " HTTP/1.1", "Host: \(host)"] + lines + ["", ""]
        let bytes = Array(text.joined(separator: "\r\n").utf8)
        var parser = RequestParser()
        _ = try parser.parse(bytes.span, from: 0, into: &request)
        var target = Target()
        var found = Found()
        let origin = Origin(
            listener: 0, client: ClientFacts(address: nil, scheme: .http, port: 80))
        let decision = RequestHandler(snapshot: snapshot).decide(
            &request, &target, from: origin, remembering: &memory, finding: &found,
            at: Moment(wall: now, session: now))
        let path = String(decoding: [UInt8](target.path.bytes), as: UTF8.self)
        switch consume decision {
        case .forward(let permit):
            let (_, principal) = permit.spend()
            var lines = ByteBuffer()
            lines.append(principal.identityLines)
            let identity = String(decoding: [UInt8](lines.span), as: UTF8.self)
            return Outcome(status: 200, reason: .permitted, identity: identity, path: path)
        case .renew: return Outcome(status: 200, reason: .sessionExpired, path: path)
        case .serve: return Outcome(status: 200, reason: .pageServed, path: path)
        case .refuse(let refusal):
            let outcome = refusal.outcome
            return Outcome(
                status: Int(outcome.status.rawValue), reason: outcome.reason, path: path)
        }
    }
}
