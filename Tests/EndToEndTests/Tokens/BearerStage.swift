import TestKit
import Testing

extension Trait where Self == StageTrait {
    /// A gateway that knows the issuer of the tests, another one with a key of the same ID, and one
    /// with a shared secret.
    static var bearerStage: StageTrait {
        stage { plan in
            let issuer = try TestIssuer.shared.get()
            try plan.folder.write(issuer.keySet, to: "keys.json")
            try plan.folder.write(#"{"keys":[\#(issuer.stranger.jwk)]}"#, to: "other.json")
            try plan.folder.write(issuer.secret, to: "secret")
            return """
                listen: {http: "127.0.0.1:0"}
                workers: 1
                log: {access: access.log}
                issuers:
                  local:
                    issuer: https://issuer.test
                    audience: [api, web]
                    algorithms: [\(TestIssuer.algorithms.joined(separator: ", "))]
                    keys: {file: keys.json}
                  other:
                    issuer: https://other.test
                    audience: [api]
                    keys: {file: other.json}
                  shared:
                    issuer: https://shared.test
                    audience: [api]
                    algorithms: [HS256, HS384, HS512]
                    symmetric: {secret: {file: secret}}
                identity: {X-User: sub, X-Email: email, X-Groups: groups}
                hosts:
                  app.test:
                    upstream: http://\(plan.upstream)
                    routes:
                      /public/**: {auth: none}
                      /closed/**: {auth: deny}
                      /api/**: {auth: bearer}
                      /local/**: {auth: bearer, issuer: local}
                      /shared/**: {auth: bearer, issuer: shared}
                      /passed/**: {auth: bearer, pass_authorization: true}
                      /optional/**: {auth: bearer, optional: true}
                      /write/**: {auth: bearer, allow: {scopes: [write]}}
                      /staff/**: {auth: bearer, allow: {groups: [staff]}}
                      /admin/**: {auth: bearer, allow: {claims: {role: admin}}}
                      /trusted/**: {auth: bearer, allow: {not: {claims: {role: guest}}}}
                """
        }
    }
}

extension Stage {
    /// Sends a GET with a bearer token; the response and what the upstream saw of it.
    func present(
        _ token: String, at target: String = "/api/x", fields: String = "",
        host: String = "app.test"
    ) throws -> (response: WireResponse, forwarded: [WireRequest]) {
        let marker = Marker()
        return try exchange(
            "GET \(target)?\(marker) HTTP/1.1\r\nHost: \(host)\r\nAuthorization: Bearer \(token)\r\n"
                + "\(fields)\r\n",
            marker: marker)
    }

    /// The token is refused with 401 and `invalid_token`, and the upstream never hears of it.
    func expectInvalid(
        _ token: String, at target: String = "/api/x",
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let (response, forwarded) = try present(token, at: target)
        #expect(response.status == 401, sourceLocation: sourceLocation)
        #expect(
            response["www-authenticate"]?.contains(#"error="invalid_token""#) == true,
            sourceLocation: sourceLocation)
        #expect(forwarded.isEmpty, sourceLocation: sourceLocation)
    }

    /// The token is good: 200, and the upstream is told of `subject`.
    func expectValid(
        _ token: String, as subject: String = "alice", at target: String = "/api/x",
        host: String = "app.test", sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let (response, forwarded) = try present(token, at: target, host: host)
        #expect(response.status == 200, "\(response.text)", sourceLocation: sourceLocation)
        #expect(
            forwarded.map { $0.values(of: "x-user") } == [[subject]], sourceLocation: sourceLocation
        )
    }
}
