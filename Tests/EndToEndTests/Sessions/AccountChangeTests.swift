import TestKit
import Testing

@Suite("Changes of the accounts bite at once")
struct AccountChangeTests {
    private static func start() throws -> Stage {
        let upstream = try ScriptedUpstream()
        let folder = try TemporaryFolder()
        let plan = StagePlan(upstream: upstream.endpoint, folder: folder)
        let gateway = try RunningGateway(configuration: plan.sessionConfiguration(), in: folder)
        return Stage(gateway: gateway, upstream: upstream, folder: folder)
    }

    /// Asks until the answer is `status`; the bound is for failing only.
    private func awaitStatus(_ status: Int, of visitor: Visitor, at target: String = "/echo") throws
        -> Bool
    {
        let limit = ContinuousClock.now + .failureBound
        while ContinuousClock.now < limit {
            if try visitor.get(target).status == status { return true }
        }
        return false
    }

    /// Waits for the audit trail to tell of an account's change.
    private func awaitChange(_ subject: String, at stage: Stage) throws -> JSONLine {
        let limit = ContinuousClock.now + .failureBound
        while ContinuousClock.now < limit {
            let lines = try stage.folder.read("audit.log").split(separator: "\n")
            for line in lines.compactMap({ JSONLine(String($0)) })
            where line["audit"] == "account_changed" && line["subject"] == subject {
                return line
            }
        }
        throw GatewayFault.ended(stage.gateway.process.soFar)
    }

    @Test("a removed account's sessions end, and do not come back with its line")
    func removed() throws {
        let stage = try Self.start()
        let alice = try stage.guest()
        let bob = try stage.guest("bob")
        try stage.folder.write(
            TestAccounts.file.split(separator: "\n").filter { !$0.hasPrefix("alice") }
                .joined(separator: "\n") + "\n", to: "users.htpasswd")
        #expect(try awaitStatus(401, of: alice))
        #expect(try awaitChange("alice", at: stage)["sessions_ended"] == "1")
        #expect(try bob.get("/echo").status == 200)
        #expect(try stage.visitor().logIn("alice", TestAccounts.alice).status == 401)
        try stage.folder.write(TestAccounts.file, to: "users.htpasswd")
        let limit = ContinuousClock.now + .failureBound
        let again = stage.visitor()
        while try again.logIn("alice", TestAccounts.alice).status != 303 {
            try #require(ContinuousClock.now < limit)
        }
        #expect(try alice.get("/echo").status == 401)
        try stage.gateway.stop()
    }

    @Test("a changed password ends the sessions that the old one began")
    func changedPassword() throws {
        let stage = try Self.start()
        let alice = try stage.guest()
        try stage.folder.write(
            TestAccounts.changedAlice
                + TestAccounts.file.split(separator: "\n")
                .filter { $0.hasPrefix("Bob") }.joined(separator: "\n") + "\n",
            to: "users.htpasswd")
        #expect(try awaitStatus(401, of: alice))
        #expect(try stage.visitor().logIn("alice", TestAccounts.alice).status == 401)
        let visitor = stage.visitor()
        #expect(try visitor.logIn("alice", TestAccounts.changedPassword).status == 303)
        #expect(try visitor.get("/echo").status == 200)
        try stage.gateway.stop()
    }

    @Test("T71 a change of groups is in force for sessions that are open")
    func groups() throws {
        let stage = try Self.start()
        let bob = try stage.guest("bob")
        #expect(try bob.get("/staff/x").status == 403)
        try stage.folder.write("staff: alice bob\n", to: "users.htgroup")
        #expect(try awaitStatus(200, of: bob, at: "/staff/x"))
        try stage.folder.write("staff: alice\n", to: "users.htgroup")
        #expect(try awaitStatus(403, of: bob, at: "/staff/x"))
        try stage.gateway.stop()
    }

    @Test("a file that cannot be used leaves the accounts in force and says why, with its line")
    func broken() throws {
        let stage = try Self.start()
        let alice = try stage.guest()
        try stage.folder.write(TestAccounts.file + "eve:{SHA}abc=\n", to: "users.htpasswd")
        let complaint = try stage.gateway.process.wait { transcript in
            transcript.errorLines.compactMap(JSONLine.init).first { $0["level"] == "error" }
        }
        #expect(complaint["faults"]?.contains("users.htpasswd:4") == true)
        #expect(try alice.get("/echo").status == 200)
        #expect(try stage.visitor().logIn("bob", TestAccounts.bob).status == 303)
        try stage.gateway.stop()
    }

    @Test("what changed while no gateway ran is found at the start")
    func changedMeanwhile() throws {
        let stage = try Self.start()
        let alice = try stage.guest()
        let bob = try stage.guest("bob")
        try stage.gateway.stop()
        try stage.folder.write(
            TestAccounts.file.split(separator: "\n").filter { $0.hasPrefix("alice") }
                .joined(separator: "\n") + "\n", to: "users.htpasswd")
        let file = stage.folder.path(of: "sallyport.yaml")
        let restarted = try RunningGateway(
            command: ["run", "--config", file], in: stage.folder)
        let second = Stage(gateway: restarted, upstream: stage.upstream, folder: stage.folder)
        let bobAgain = second.visitor()
        bobAgain.session = bob.session
        #expect(try bobAgain.get("/echo").status == 401)
        let aliceAgain = second.visitor()
        aliceAgain.session = alice.session
        #expect(try aliceAgain.get("/echo").status == 200)
        try restarted.stop()
    }
}
