import Codecs
import Configuration
import Testing

@testable import Gateway

@Suite("check says in words who may do what")
struct CheckCommandTests {
    private static func check(_ text: String) throws -> String {
        let settings = try SettingsScene.read(text).settings
        return try CheckCommand.description(
            by: SnapshotBuilder(
                offline: settings, file: "sallyport.yaml",
                surroundings: SettingsScene.surroundings))
    }

    private static let configuration = """
        listen: {plain: {http: "127.0.0.1:8080"}, rs: {http: "unix:/run/rs.sock"}}
        trusted_proxies: [10.0.0.0/8]
        health: {listen: ":9465"}
        metrics: {listen: ":9464", credential: {file: metrics.secret}}
        admin: {listen: "unix:/run/sallyport/admin.sock"}
        sessions: {path: /var/lib/state}
        issuers:
          own-key: {issuer: https://i.example, audience: [api, web], symmetric: {secret: {file: long.secret}}}
        identity: {X-User: sub}
        hosts:
          a.example:
            on: plain
            upstream: ["http://127.0.0.1:9000", "http://127.0.0.1:9001"]
            timeouts: {upstream_first_byte: 5m}
            encoded_slash: keep
            routes:
              GET,HEAD /public/**: {auth: none}
              /api/**:
                auth: bearer
                issuer: own-key
                allow: {all: [{scopes: [read]}, {not: {groups: [guests]}}]}
                rewrite: {strip: /api, prefix_header: true}
                upstream: {servers: "unix:/run/api.sock", host: api.internal, real_ip: true}
                websocket: true
                outlive_credential: true
                trailers: forward
                pass_authorization: true
                cors: {origins: ["https://b.example"], credentials: true}
                limits: {body: 1GiB}
              /closed: {auth: deny}
          "*.b.example": {redirect: https}
          "*": {url: "https://c.example", routes: {/: {auth: deny}}}
        """

    private static let words = """
        listeners
          plain    http 127.0.0.1:8080
          rs       http unix:/run/rs.sock
          health   http :9465
          metrics  http :9464, with a credential
          admin    http unix:/run/sallyport/admin.sock, for the gateway's own user and root
          forwarding fields are believed of 10.0.0.0/8

        issuers
          own-key  https://i.example for api or web; HS256 by a shared secret

        revocations
          path  /var/lib/state

        identity headers, which no client can set
          X-User  the claim sub

        a.example on plain
          to http://127.0.0.1:9000, then http://127.0.0.1:9001
          clients come by http, or as a trusted proxy says
          encoded slashes stay in the path
          timeouts: upstream_first_byte 5m
          GET,HEAD /public/**  anyone
          /api/**              anyone with a bearer token from own-key who is granted the scope "read" and not (in the group "guests")
                               to unix:/run/api.sock as api.internal, with X-Real-IP
                               /api is taken off the path, and X-Forwarded-Prefix says so
                               WebSockets may be opened
                               streams go on when their credential has expired
                               pages of https://b.example may call it, with cookies
                               trailers are forwarded
                               the upstream gets Authorization
                               limits: body 1GiB
          /closed              no one
          anything else: 404

        *.b.example
          redirects to https

        any other host
          clients come by https://c.example
          /  no one
          anything else: 404
        """

    @Test("listeners, issuers, identity headers, hosts, and each route with its policy")
    func words() throws {
        #expect(try Self.check(Self.configuration) == Self.words)
    }

    @Test("a fault of the keys is told with its place")
    func faults() throws {
        // The scene's key file holds no key.
        do {
            _ = try Self.check(SettingsScene.text())
            Issue.record("no fault")
        } catch CommandFault.invalid(let text) {
            #expect(text.hasPrefix("sallyport.yaml:2:"))
        }
    }
}
