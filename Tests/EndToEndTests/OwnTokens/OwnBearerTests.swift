import Foundation
import TestKit
import Testing

@Suite("S3 Tokens of our own as credentials", .tokenStage())
struct OwnBearerTests {
    @Test("a route with auth: bearer believes them, and tells the upstream who it is")
    func believed() throws {
        let stage = try Stage.required()
        let token = try stage.program().pair().access
        let marker = Marker()
        let response = try stage.program().use(token, at: "/api/x?\(marker)")
        #expect(response.status == 200)
        let forwarded = try #require(stage.upstream.requests(with: marker.text).first)
        #expect(forwarded["x-user"] == "alice" && forwarded["x-groups"] == "staff")
        #expect(forwarded["authorization"] == nil)
        #expect(try stage.program().use(token, at: "/both/x").status == 200)
        #expect(try stage.program().use(token, at: "/echo").status == 401)
    }

    @Test("changed in any byte, it is nobody's")
    func forged() throws {
        let stage = try Stage.required()
        let token = try stage.program().pair().access
        let parts = token.split(separator: ".").map(String.init)
        let other = try stage.program().pair("bob", TestAccounts.bob).access.split(separator: ".")
        for bad in [
            "\(parts[0]).\(other[1]).\(parts[2])", "\(parts[0]).\(parts[1]).", "\(token)A",
            "\(parts[0]).\(parts[1]).\(other[2])",
        ] {
            #expect(try stage.program().use(bad).status == 401)
        }
        #expect(try stage.program().use(token).status == 200)
    }

    @Test("another password, or none any more, ends it at once, and its refresh token")
    func accountChanged() throws {
        let folder = try TemporaryFolder()
        let upstream = try ScriptedUpstream()
        let plan = StagePlan(upstream: upstream.endpoint, folder: folder)
        let gateway = try RunningGateway(
            configuration: plan.tokenConfiguration("grace: 1s"), in: folder)
        let stage = Stage(gateway: gateway, upstream: upstream, folder: folder)
        let program = stage.program()
        let alice = try program.pair()
        let bob = try program.pair("bob", TestAccounts.bob)
        #expect(try program.use(alice.access).status == 200)
        #expect(try program.use(bob.access).status == 200)
        try folder.write(TestAccounts.changedAlice, to: "users.htpasswd")
        func awaitRefusal(_ token: String) throws -> Bool {
            let limit = ContinuousClock.now + .failureBound
            while ContinuousClock.now < limit {
                if try program.use(token).status == 401 { return true }
            }
            return false
        }
        #expect(try awaitRefusal(alice.access))
        #expect(try awaitRefusal(bob.access))
        expect(try program.refresh(alice.refresh), 400, "invalid_grant")
        expect(try program.refresh(bob.refresh), 400, "invalid_grant")
        let new = try program.pair("alice", TestAccounts.changedPassword)
        #expect(try program.use(new.access).status == 200)
        try gateway.stop()
    }

    @Test("it ends to the second, with no skew of clocks")
    func expiry() throws {
        let folder = try TemporaryFolder()
        let upstream = try ScriptedUpstream()
        let plan = StagePlan(upstream: upstream.endpoint, folder: folder)
        let gateway = try RunningGateway(
            configuration: plan.tokenConfiguration("access: 10s\ngrace: 1s"), in: folder)
        let stage = Stage(gateway: gateway, upstream: upstream, folder: folder)
        let pair = try stage.program().pair()
        let end = try #require(try pair.part(1)["exp"].flatMap { Double($0) })
        let limit = ContinuousClock.now + .failureBound
        var status = 200
        while status == 200, ContinuousClock.now < limit {
            let asked = Date().timeIntervalSince1970
            status = try stage.program().use(pair.access).status
            // The system's clock ticks a few times in a hundredth of a second.
            if status == 200 { #expect(asked < end + 0.05) }
        }
        #expect(status == 401 && Date().timeIntervalSince1970 < end + 5)
        let next = try TokenPair(stage.program().refresh(pair.refresh))
        #expect(try stage.program().use(next.access).status == 200)
        try gateway.stop()
    }

    @Test("a token of another issuer's key that says it is ours is none")
    func stranger() throws {
        let stage = try Stage.required()
        let issuer = try TestIssuer.shared.get()
        let claims = try stage.program().pair().access.split(separator: ".")[1]
        let header = base64URL(#"{"alg":"ES256","typ":"at+jwt","kid":"key-ES256"}"#.utf8)
        let input = "\(header).\(claims)"
        let signature = try issuer.key("ES256").sign(Array(input.utf8))
        #expect(try stage.program().use("\(input).\(base64URL(signature))").status == 401)
    }

    @Test("token verify checks them as any other issuer's")
    func command() throws {
        let stage = try Stage.required()
        let token = try stage.program().pair().access
        let file = stage.folder.path(of: "sallyport.yaml")
        for issuer in [[], ["--issuer", "own"]] {
            let told = try Sallyport.run(
                ["token", "verify", "-", "--config", file] + issuer, input: token)
            #expect(told.code == 0, "\(told.output)\(told.errors)")
            #expect(told.output.contains("says the issuer own"))
        }
    }

    @Test("the other one's tokens are believed where they are, as before")
    func others() throws {
        let stage = try Stage.required()
        let token = try TestIssuer.shared.get().token()
        #expect(try stage.program().use(token).status == 200)
    }
}
