import TestKit
import Testing

/// The accounts of the tests: bcrypt at its lowest cost, so that tests are fast.
enum TestAccounts {
    static let file = """
        # Of the tests.
        alice:$2b$04$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e
        Bob:$2b$04$ABCDEFGHIJKLMNOPQRSTUutdBj1TzHskGHYiUO7.EmtyYGZ0G.mnK

        """
    static let groups = "staff: alice\n"
    static let alice = "correct horse"
    static let bob = "battery staple"
    /// A line that gives alice another password.
    static let changedAlice =
        "alice:$2b$04$0123456789abcdefghijkuhXUeSkp44/LOolbGa0EVM5iP/o8iqHi\n"
    static let changedPassword = "tr0ub4dor"
}

extension StagePlan {
    /// A gateway where alice and bob can log in, on loopback names and, behind a terminator, on app.test.
    func sessionConfiguration(
        _ top: String = "", throttle: String = "{free: 1000}", sessions: String = "path: sessions"
    ) throws -> String {
        try folder.write(TestAccounts.file, to: "users.htpasswd")
        try folder.write(TestAccounts.groups, to: "users.htgroup")
        let issuer = try TestIssuer.shared.get()
        try folder.write(issuer.keySet, to: "keys.json")
        return """
            listen: {http: "127.0.0.1:0"}
            workers: 2
            log: {access: access.log, audit: audit.log}
            metrics: {listen: "127.0.0.1:0"}
            issuers:
              local: {issuer: https://issuer.test, audience: [api, web], keys: {file: keys.json}}
            accounts: {file: users.htpasswd, groups: users.htgroup, throttle: \(throttle)}
            sessions: {\(sessions)}
            identity: {X-User: sub, X-Groups: groups}
            \(top)
            hosts:
              localhost: &host
                upstream: http://\(upstream)
                routes:
                  /public/**: {auth: none}
                  /api/**: {auth: bearer}
                  /both/**: {auth: [bearer, session]}
                  /optional/**: {auth: session, optional: true}
                  /staff/**: {auth: session, allow: {groups: [staff]}}
                  /shared/**: {auth: session, cors: {origins: ["https://partner.test"]}}
                  /socket: {auth: session, websocket: true}
                  /**: {auth: session}
              other.localhost:
                upstream: http://\(upstream)
                routes: {/**: {auth: session}}
              app.test:
                url: https://app.test
                upstream: http://\(upstream)
                routes: {/**: {auth: session}}
              plain.test:
                upstream: http://\(upstream)
                routes: {/**: {auth: session}}
            """.replacing("&host", with: "")
    }
}

extension Trait where Self == StageTrait {
    /// One gateway with accounts and sessions for the whole suite.
    static var sessionStage: StageTrait { stage { try $0.sessionConfiguration() } }
}
