import Foundation
import TestKit
import Testing

/// A program that logs in by JSON and asks the OAuth endpoints, with nothing of a browser about it.
struct Program {
    let stage: Stage
    var host = "localhost"
    /// Name and secret by Basic; nil for a program without.
    var client: (name: String, secret: String)?

    static let machine = (name: "machine", secret: "secret of the machine")
    static let robot = (name: "robot", secret: "secret of the robot, too")

    private var authorization: String {
        guard let client else { return "" }
        let pair = Data("\(client.name):\(client.secret)".utf8).base64EncodedString()
        return "Authorization: Basic \(pair)\r\n"
    }

    func post(
        _ target: String, _ body: String, type: String, fields: String = ""
    ) throws -> WireResponse {
        try stage.gateway.exchange(
            "POST \(target) HTTP/1.1\r\nHost: \(host)\r\nContent-Type: \(type)\r\n"
                + "Content-Length: \(body.utf8.count)\r\n\(authorization)\(fields)\r\n\(body)")
    }

    func logIn(
        _ username: String = "alice", _ password: String = TestAccounts.alice, fields: String = ""
    ) throws -> WireResponse {
        try post(
            "/.sallyport/login", #"{"username":"\#(username)","password":"\#(password)"}"#,
            type: "application/json", fields: fields)
    }

    /// - Parameter form: as it goes over the wire.
    func ask(_ endpoint: String, _ form: String, fields: String = "") throws -> WireResponse {
        try post(
            "/.sallyport/oauth/\(endpoint)", form, type: "application/x-www-form-urlencoded",
            fields: fields)
    }

    func refresh(_ token: String) throws -> WireResponse {
        try ask("token", "grant_type=refresh_token&refresh_token=\(token)")
    }

    /// The pair of a login that must succeed.
    func pair(_ username: String = "alice", _ password: String = TestAccounts.alice) throws
        -> TokenPair
    {
        try TokenPair(logIn(username, password))
    }

    /// Whether the gateway lets a bearer of the token to the upstream.
    func use(_ token: String, at target: String = "/api/x") throws -> WireResponse {
        try stage.gateway.exchange(
            "GET \(target) HTTP/1.1\r\nHost: \(host)\r\nAuthorization: Bearer \(token)\r\n\r\n")
    }
}

/// What a successful answer holds (RFC 6749 §5.1).
struct TokenPair: Equatable {
    let access: String
    let refresh: String

    init(_ response: WireResponse) throws {
        try #require(response.status == 200, "\(response.text)")
        let answer = try #require(JSONLine(response.text))
        try #require(answer["token_type"] == "Bearer")
        access = try #require(answer["access_token"])
        refresh = try #require(answer["refresh_token"])
    }

    /// The members of the access token's header or claims.
    func part(_ index: Int) throws -> JSONLine { try Self.part(index, of: access) }

    static func part(_ index: Int, of token: String) throws -> JSONLine {
        var text = token.split(separator: ".")[index].replacing("-", with: "+")
            .replacing("_", with: "/")
        while text.utf8.count % 4 != 0 { text += "=" }
        let bytes = try #require(Data(base64Encoded: String(text)))
        return try #require(JSONLine(String(decoding: bytes, as: UTF8.self)))
    }
}

/// A refusal in OAuth's words.
func expect(
    _ response: WireResponse, _ status: Int, _ error: String,
    sourceLocation: SourceLocation = #_sourceLocation
) {
    #expect(response.status == status, "\(response.text)", sourceLocation: sourceLocation)
    #expect(
        JSONLine(response.text)?["error"] == error, "\(response.text)",
        sourceLocation: sourceLocation)
    #expect(response["cache-control"] == "no-store", sourceLocation: sourceLocation)
    #expect(
        (response["www-authenticate"] != nil) == (error == "invalid_client"),
        sourceLocation: sourceLocation)
}

extension Stage {
    func program(_ client: (name: String, secret: String)? = nil) -> Program {
        Program(stage: self, client: client)
    }

    /// Lets a grace period of one second pass, counted in whole seconds.
    static func awaitGrace() { Thread.sleep(forTimeInterval: 2.05) }

    /// The first line of the audit trail with this event about this account; nil where there is none in time.
    func awaitAudit(_ event: String, of subject: String) throws -> JSONLine? {
        let limit = ContinuousClock.now + .failureBound
        while ContinuousClock.now < limit {
            let found = try folder.read("audit.log").split(separator: "\n")
                .compactMap { JSONLine(String($0)) }
                .first { $0["audit"] == event && $0["subject"] == subject }
            if let found { return found }
        }
        return nil
    }
}
