import Codecs
import HTTP
import Identity
import Testing

@testable import Gateway

/// A session that is good is made bad in each way there is, and a page is asked for with its cookie.
@Suite("T80 Whatever is wrong with a session, the answer is a refusal")
struct SessionRefusalTests {
    /// What it may come with: a link, a script, a form of our own page, and where it could be left out.
    static let requests: [(line: String, fields: [String], status: Int)] = [
        ("GET /x", GateScene.navigation, 302), ("GET /x", [], 401),
        ("POST /x", ["Sec-Fetch-Site: same-origin"], 401), ("GET /both/x", [], 401),
        ("GET /optional/x", GateScene.navigation, 302), ("GET /optional/x", [], 401),
    ]

    /// A cookie that fails so; nil where more than a cookie is needed for it.
    private static func cookie(
        failingBy fault: SessionFault
    ) throws -> (scene: GateScene, host: String, pair: String)? {
        let scene = try GateScene()
        let pair = { (scene: GateScene) in
            // Without what would renew it.
            String(try scene.cookies().prefix { $0 != ";" })
        }
        switch fault {
        case .malformed: return (scene, "localhost", "Cookie: sallyport-insecure=x")
        case .unknown:
            let cookie = String(repeating: "A", count: 43)
            return (scene, "localhost", "Cookie: sallyport-insecure=\(cookie)")
        case .expired:
            let before = try GateScene(age: 4_000)
            let pair = try pair(before)
            scene.store.records = before.store.records
            return (scene, "localhost", pair)
        case .otherHost: return (scene, "other.localhost", try pair(scene))
        case .accountChanged:
            let pair = try pair(scene)
            try scene.change(users: SessionScene.otherAlice)
            return (scene, "localhost", pair)
        case .unreadable:
            let pair = try pair(scene)
            for id in scene.store.records.keys { scene.store.records[id]?[40] ^= 1 }
            return (scene, "localhost", pair)
        case .reused, .otherClient, .revoked: return nil
        }
    }

    @Test("every fault is refused, with the way to the login, and none can be told from another")
    func faults() throws {
        for request in Self.requests {
            var shown: Set<[String]> = []
            for fault in SessionFault.every {
                guard let (scene, host, pair) = try Self.cookie(failingBy: fault) else { continue }
                let reply = try scene.ask(request.line, host: host, request.fields + [pair])
                reply.expectRefusal(request.status)
                #expect(reply.reason == CredentialFault.session(fault).sampleReason)
                let challenges = reply.values(of: "WWW-Authenticate")
                let login = #"Sallyport login="/.sallyport/login""#
                #expect(challenges.contains(login) == (request.status == 401), "\(challenges)")
                shown.insert(reply.shown)
            }
            #expect(shown.count == 1, "a client can tell the faults apart: \(request.line)")
        }
    }

    @Test("C28 of what the store says only a session that is found lets anybody pass")
    func lookups() throws {
        for request in Self.requests {
            for lookup in SessionLookup.every {
                let scene = try GateScene()
                let pair = String(try scene.cookies().prefix { $0 != ";" })
                _ = scene.store.answerAll(with: lookup)
                let reply = try scene.ask(request.line, request.fields + [pair])
                switch lookup {
                case .found: #expect(reply.isForwarded, "\(request.line)")
                case .absent: reply.expectRefusal(request.status)
                case .pending, .unavailable: reply.expectRefusal(503)
                }
            }
        }
    }

    @Test("each refusal has the fields that its status asks for, and says nothing of its reason")
    func answers() throws {
        let scene = try GateScene()
        for path in ["/x", "/api/x", "/both/x", "/optional/x"] {
            for fields in [GateScene.navigation, []] {
                var ofTokens: Set<[String]> = [], ofSessions: Set<[String]> = []
                for refusal in RefusalSamples.all {
                    let reply = try scene.ask("GET \(path)", fields, refusing: refusal)
                    switch refusal {
                    case .preflight, .redirected: continue
                    case .invalidCredential(.session): ofSessions.insert(reply.shown)
                    case .invalidCredential: ofTokens.insert(reply.shown)
                    default: break
                    }
                    reply.expectRefusal(Int(refusal.outcome.status.rawValue), 302)
                    let isChallenged = reply.status == 401
                    #expect(reply.lines.contains("WWW-Authenticate: ") || !isChallenged)
                }
                #expect(ofTokens.count == 1 && ofSessions.count == 1)
            }
        }
    }
}

extension CredentialFault {
    /// As the log has it.
    fileprivate var sampleReason: ReasonCode { Refusal.invalidCredential(self).outcome.reason }
}
