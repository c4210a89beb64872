import TestKit
import Testing

@Suite("An OAuth client of other people's, which knows the issuer's address alone", .oauthStage)
struct OAuthClientTests {
    @Test(
        "Authlib discovers, refreshes, is inspected and revokes; PyJWT and joserfc verify",
        .enabled(if: Python.path != nil, Python.whySkipped),
        arguments: ["client_secret_basic", "client_secret_post", "none"])
    func authlib(kind: String) throws {
        let stage = try Stage.required()
        let said = try Python.run(
            [
                "\(try stage.gateway.endpoint())", "https://app.test", Program.machine.name,
                Program.machine.secret, "alice", TestAccounts.alice, kind,
            ], script: "oauth.py")
        #expect(said == "ok")
    }
}

extension Trait where Self == StageTrait {
    /// A gateway with tokens that is reached by https, as behind a terminator, with a route for programs.
    fileprivate static var oauthStage: StageTrait {
        stage { plan in
            let routes = "upstream: http://\(plan.upstream)\n    routes: {/**: {auth: session}}"
            return try plan.tokenConfiguration("grace: 1s").replacing(
                "url: https://app.test\n    \(routes)",
                with: "url: https://app.test\n    upstream: http://\(plan.upstream)\n"
                    + "    routes: {/api/**: {auth: bearer, issuer: own}}")
        }
    }
}
