import TestKit
import Testing

@Suite("X2 Sessions outlive the process")
struct DurabilityTests {
    private static func stage() throws -> Stage {
        let upstream = try ScriptedUpstream()
        let folder = try TemporaryFolder()
        let plan = StagePlan(upstream: upstream.endpoint, folder: folder)
        let gateway = try RunningGateway(configuration: plan.sessionConfiguration(), in: folder)
        return Stage(gateway: gateway, upstream: upstream, folder: folder)
    }

    /// The same gateway anew, on the same files.
    private static func restart(_ stage: Stage) throws -> Stage {
        let file = stage.folder.path(of: "sallyport.yaml")
        return Stage(
            gateway: try RunningGateway(command: ["run", "--config", file], in: stage.folder),
            upstream: stage.upstream, folder: stage.folder)
    }

    @Test("after a restart who was logged in still is, and who logged out is not")
    func restart() throws {
        let first = try Self.stage()
        let alice = try first.guest()
        let bob = try first.guest("bob")
        let ended = bob.session
        _ = try bob.post("/.sallyport/logout", [])
        try first.gateway.stop()
        let second = try Self.restart(first)
        let visitor = second.visitor()
        visitor.session = alice.session
        #expect(try visitor.get("/echo").status == 200)
        visitor.session = ended
        #expect(try visitor.get("/echo").status == 401)
        try second.gateway.stop()
    }

    @Test("a login form that was open over a restart still works")
    func openForm() throws {
        let first = try Self.stage()
        let before = first.visitor()
        let page = try before.navigate("/.sallyport/login")
        let form = try #require(Visitor.field("form", in: page.text))
        let cookie = try #require(before.cookies["sallyport-insecure-login"])
        try first.gateway.stop()
        let second = try Self.restart(first)
        let body = "username=alice&password=correct+horse&form=\(form)"
        let response = try second.gateway.exchange(
            "POST /.sallyport/login HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost\r\n"
                + "Cookie: sallyport-insecure-login=\(cookie)\r\n"
                + "Content-Type: application/x-www-form-urlencoded\r\n"
                + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)")
        #expect(response.status == 303)
        try second.gateway.stop()
    }

    @Test(
        "S6 X13 what was acknowledged before kill -9 holds after it", .timeLimit(.minutes(5)))
    func killed() throws {
        // What it asks and how: Tests/Chaos/kill.py. The bound is for a machine that does much besides.
        let result = try CommandResult.of(
            "env",
            ["SALLYPORT_BINARY=\(Sallyport.path)", "SALLYPORT_PYTHON=python3"]
                + [Python.repository + "/scripts/chaos", "kill", "5", "--start-bound", "30"])
        #expect(result.code == 0, "\(result.output)\(result.errors)")
        #expect(result.output.contains("| 0 complaints; "))
    }
}
