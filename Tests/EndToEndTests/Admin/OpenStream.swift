import Foundation
import TestKit
import Testing

/// Who comes: by the fields of a request, and on a host of the stage.
struct Caller {
    let fields: String
    let host: String

    /// With a token that no other test has.
    static func bearer(_ claims: Claims = .good(), on host: String = "stream.localhost") throws
        -> Caller
    {
        let token = try TestIssuer.shared.get().token(claims)
        return Caller(fields: "Authorization: Bearer \(token)\r\n", host: host)
    }

    static func session(_ visitor: Visitor) -> Caller {
        let cookies = visitor.cookies.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        return Caller(
            fields: "Cookie: \(cookies.joined(separator: "; "))\r\nSec-Fetch-Site: same-origin\r\n"
                + "Origin: http://\(visitor.host)\r\n", host: visitor.host)
    }

    func get(_ target: String, _ more: String = "") -> String {
        "GET \(target) HTTP/1.1\r\nHost: \(host)\r\n\(fields)\(more)\r\n"
    }
}

/// A request that goes on until somebody ends it: by what kind of traffic, and how its end looks.
struct OpenStream {
    enum Kind: CaseIterable { case webSocket, events, download, upload, waiting }

    let kind: Kind
    let marker = Marker()
    private let client: ScriptedClient
    private let response: WireResponse?
    private let upstream: ScriptedUpstream

    init(_ kind: Kind, as caller: Caller, to target: String = "/x", at stage: Stage) throws {
        self.kind = kind
        upstream = stage.upstream
        upstream.answer(marker.text, by: Self.script(kind))
        client = try stage.gateway.connect()
        let path = "\(target)?\(marker)"
        switch kind {
        case .webSocket: try client.send(caller.get(path, WebSocket.upgrade))
        case .events, .download, .waiting: try client.send(caller.get(path))
        case .upload:
            try client.send(
                "POST \(path) HTTP/1.1\r\nHost: \(caller.host)\r\n\(caller.fields)"
                    + "Content-Length: 1000000\r\n\r\nbegun")
        }
        switch kind {
        case .webSocket, .events, .download: response = try client.receiveHead()
        case .upload, .waiting: response = nil
        }
        if let response { #expect([101, 200].contains(response.status), "\(response.head)") }
        _ = try #require(upstream.waitForRequest(with: marker.text))
        if kind == .webSocket {
            // A frame there and back: the tunnel stands.
            try client.send(WebSocket.frame([1, 2, 3], isMasked: true))
            #expect(try client.receive(count: 5) == [0x82, 3, 1, 2, 3])
        }
    }

    private static func script(_ kind: Kind) -> ScriptedUpstream.Script {
        switch kind {
        case .webSocket: return WebSocket.mirror
        case .events:
            return { exchange in
                try exchange.send(
                    "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
                        + "Transfer-Encoding: chunked\r\n\r\n9\r\ndata: a\n\n\r\n")
                try exchange.waitUntilEnd()
            }
        case .download:
            return { exchange in
                try exchange.send("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\nbegun")
                try exchange.waitUntilEnd()
            }
        case .upload, .waiting: return { exchange in try exchange.waitUntilEnd() }
        }
    }

    /// It ends as it should, soon: a WebSocket with a Close 3000, what has begun visibly cut, what has not with a
    /// refusal.
    func expectEnd(_ sourceLocation: SourceLocation = #_sourceLocation) throws {
        switch kind {
        case .webSocket:
            let (bytes, _) = try client.receiveUntilClose()
            #expect(bytes == [0x88, 2, 0x0B, 0xB8], sourceLocation: sourceLocation)
        case .events, .download:
            let response = try #require(response)
            let body = try client.receiveBody(of: response)
            #expect(body.ending != .complete, sourceLocation: sourceLocation)
        case .upload, .waiting:
            let head = try client.receiveHeadUnlessReset()
            #expect(head?.status ?? 401 == 401, sourceLocation: sourceLocation)
        }
    }
}

extension Stage {
    /// A stage of its own for what would end other tests' streams, too.
    /// - Parameter hosts: further ones.
    static func own(
        sessions: String = "path: sessions", hosts: String = "", _ body: (Stage) throws -> Void
    ) throws {
        let upstream = try ScriptedUpstream()
        let folder = try TemporaryFolder()
        let plan = StagePlan(upstream: upstream.endpoint, folder: folder)
        let configuration = try plan.adminConfiguration(sessions: sessions)
        let gateway = try RunningGateway(
            configuration: configuration + "\n"
                + """
                  stream.localhost:
                    upstream: http://\(upstream.endpoint)
                    routes:
                      /**: {auth: [bearer, session], websocket: true}
                      /on/**: {auth: [bearer, session], websocket: true, outlive_credential: true}
                \(hosts)
                """,
            in: folder)
        try body(Stage(gateway: gateway, upstream: upstream, folder: folder))
        try gateway.stop()
    }

    /// The ID of the one session that a subject has, and its family.
    func session(of subject: String = "alice") throws -> (id: String, family: String) {
        let page = try order("GET", "/v1/sessions?subject=\(subject)")
        let object = try JSONSerialization.jsonObject(with: Data(page.body.bytes))
        let entries = try #require((object as? [String: Any])?["sessions"] as? [[String: Any]])
        try #require(entries.count == 1, "\(page.text)")
        return (
            try #require(entries[0]["id"] as? String),
            try #require(entries[0]["family"] as? String)
        )
    }
}
