import Foundation
import TestKit
import Testing

extension StagePlan {
    /// Two workers, tokens and sessions, and the operator's socket.
    func adminConfiguration(
        admin: String = #"{listen: "unix:adm/admin.sock"}"#,
        sessions: String = "path: sessions"
    ) throws -> String {
        try sessionConfiguration("admin: \(admin)", sessions: sessions)
    }
}

extension Trait where Self == StageTrait {
    /// A gateway with accounts, tokens and the operator's socket for the whole suite.
    static var adminStage: StageTrait { stage { try $0.adminConfiguration() } }
}

extension Stage {
    /// Sends an order to the operator's socket.
    func order(
        _ method: String, _ target: String, _ body: String? = nil, fields: String = ""
    ) throws -> WireResponse {
        try gateway.order(method, target, body, fields: fields)
    }

    /// Revokes and returns what was answered.
    @discardableResult
    func revoke(
        _ order: String, sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> RevocationOutcome {
        let response = try self.order("POST", "/v1/revocations", order)
        try #require(response.status == 200, "\(response.text)", sourceLocation: sourceLocation)
        return try JSONDecoder().decode(
            RevocationOutcome.self, from: Data(response.body.bytes))
    }
}

extension RunningGateway {
    func order(
        _ method: String, _ target: String, _ body: String? = nil, fields: String = ""
    ) throws -> WireResponse {
        let length = body.map { "Content-Length: \($0.utf8.count)\r\n" } ?? ""
        return try connect(to: "admin").exchange(
            "\(method) \(target) HTTP/1.1\r\nHost: localhost\r\n\(fields)\(length)\r\n\(body ?? "")"
        )
    }
}

/// What a revocation came to.
struct RevocationOutcome: Decodable {
    struct Matched: Decodable {
        let sessions: Int
        let streams: Int
    }

    let matched: Matched
    let entry: String
    let until: String
    let verified: Bool?
}
