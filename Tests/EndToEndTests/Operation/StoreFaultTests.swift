import Foundation
import TestKit
import Testing

@Suite("X19 T80 The store fails")
struct StoreFaultTests {
    /// Found out by doing it: root in a container may not.
    static let canMount: Bool = {
        guard let folder = try? TemporaryFolder(),
            let mounted = try? CommandResult.of("mount", ["-t", "tmpfs", "tmpfs", folder.path]),
            mounted.code == 0
        else { return false }
        return (try? CommandResult.of("umount", [folder.path]))?.code == 0
    }()

    private static func stage(_ change: (String) -> String = { $0 }) throws -> Stage {
        let upstream = try ScriptedUpstream()
        let folder = try TemporaryFolder()
        let plan = StagePlan(upstream: upstream.endpoint, folder: folder)
        let gateway = try RunningGateway(
            configuration: change(plan.sessionConfiguration()), in: folder)
        return Stage(gateway: gateway, upstream: upstream, folder: folder)
    }

    @Test("a full store: new logins 503 with the page, sessions go on, logout works and makes room")
    func full() throws {
        let stage = try Self.stage {
            $0.replacing("{path: sessions}", with: "{path: sessions, size_limit: 1MiB}")
        }
        let guests = try (0..<8).map { _ in try stage.guest() }
        var others: [Visitor] = []
        var refused: WireResponse?
        while refused == nil, others.count < 4000 {
            let visitor = stage.visitor()
            let response = try visitor.logIn("bob", TestAccounts.bob)
            if response.status == 303 { others.append(visitor) } else { refused = response }
        }
        let page = try #require(refused)
        #expect(page.status == 503)
        #expect(page.values(of: "set-cookie").allSatisfy { !$0.hasPrefix("sallyport-insecure=") })
        #expect(page.text.contains("role=\"alert\""))
        #expect(try guests[0].get("/echo").status == 200)
        // Records lie several to a page, and only a page that is empty makes room.
        var ended = 0
        var isRoom = false
        while !isRoom, ended < others.count {
            for visitor in others[ended...].prefix(50) {
                #expect(try visitor.post("/.sallyport/logout", []).status == 303)
                ended += 1
            }
            isRoom = try stage.visitor().logIn("alice", TestAccounts.alice).status == 303
        }
        #expect(isRoom, "\(ended) logouts made no room")
        for guest in guests { #expect(try guest.get("/echo").status == 200) }
        try stage.gateway.stop()
    }

    enum Damage: CaseIterable { case cut, overwritten, keyGone, otherKey }

    @Test(
        "a store damaged while stopped is refused by its path, and left as it is",
        arguments: Damage.allCases)
    func damaged(damage: Damage) throws {
        let stage = try Self.stage()
        _ = try stage.guest()
        try stage.gateway.stop()
        let data = "sessions/data.mdb"
        let key = "sessions/store.key"
        let original = [UInt8](try Data(contentsOf: URL(filePath: stage.folder.path(of: data))))
        switch damage {
        case .cut: try stage.folder.write(Array(original.prefix(8192)), to: data)
        case .overwritten:
            try stage.folder.write([UInt8](repeating: 0xA5, count: original.count), to: data)
        case .keyGone:
            try FileManager.default.removeItem(atPath: stage.folder.path(of: key))
        case .otherKey: try stage.folder.write([UInt8](repeating: 7, count: 32), to: key)
        }
        let before = try Data(contentsOf: URL(filePath: stage.folder.path(of: data)))
        let result = try Sallyport.run(
            ["run", "--config", stage.folder.path(of: "sallyport.yaml")])
        #expect(result.code == 3, "\(result.errors)")
        #expect(result.errors.contains(stage.folder.path(of: "sessions")), "\(result.errors)")
        let after = try Data(contentsOf: URL(filePath: stage.folder.path(of: data)))
        #expect(before == after)
        let names = try FileManager.default.contentsOfDirectory(
            atPath: stage.folder.path(of: "sessions"))
        #expect(names.contains("store.key") == (damage != .keyGone))
    }

    @Test(
        "bytes changed all over the file: the start tells, or who cannot be read is refused; nothing traps"
    )
    func changedBytes() throws {
        let stage = try Self.stage()
        let alice = try stage.guest()
        try stage.gateway.stop()
        let data = "sessions/data.mdb"
        var bytes = [UInt8](try Data(contentsOf: URL(filePath: stage.folder.path(of: data))))
        // Behind the two meta pages, at the end of each page, where LMDB puts the first values.
        for page in 2..<(bytes.count / 4096) { bytes[page * 4096 + 4076] ^= 1 }
        try stage.folder.write(bytes, to: data)
        do {
            let gateway = try RunningGateway(
                command: ["run", "--config", stage.folder.path(of: "sallyport.yaml")],
                in: stage.folder)
            let again = Stage(gateway: gateway, upstream: stage.upstream, folder: stage.folder)
                .visitor()
            again.session = alice.session
            #expect([200, 401, 503].contains(try again.get("/echo").status))
            try gateway.stop()
        } catch GatewayFault.ended(let transcript) {
            #expect(transcript.ending == .exited(3), "\(transcript.ending as Any)")
        }
    }

    @Test(
        "no file may grow: logins 503, sessions go on, no signal ends it, and all works after it")
    func fileSizeLimit() throws {
        let stage = try Self.stage()
        let guest = try stage.guest()
        func limitFiles(_ byteCount: String) throws {
            let process = "\(stage.gateway.process.processID)"
            let result = try CommandResult.of(
                "prlimit", ["--pid", process, "--fsize=\(byteCount):"])
            try #require(result.code == 0, "\(result.errors)")
        }
        try limitFiles("0")
        let refused = try stage.visitor().logIn("bob", TestAccounts.bob)
        #expect(refused.status == 503)
        #expect(refused.text.contains("role=\"alert\""))
        #expect(try guest.get("/echo").status == 200)
        #expect(try guest.post("/.sallyport/logout", []).status == 503)
        try limitFiles("unlimited")
        #expect(try guest.get("/echo").status == 200)
        #expect(try stage.guest("bob").get("/echo").status == 200)
        #expect(try guest.post("/.sallyport/logout", []).status == 303)
        try stage.gateway.stop()
    }

    @Test(
        "a full disk: logins 503, sessions go on, lost lines are counted, and all works after it",
        .enabled(if: canMount, "skipped: no file system may be mounted here"))
    func fullDisk() throws {
        let folder = try TemporaryFolder()
        let disk = folder.path(of: "disk")
        try FileManager.default.createDirectory(atPath: disk, withIntermediateDirectories: false)
        let mounted = try CommandResult.of(
            "mount", ["-t", "tmpfs", "-o", "size=1m,mode=700", "tmpfs", disk])
        try #require(mounted.code == 0, "\(mounted.errors)")
        defer { _ = try? CommandResult.of("umount", ["-l", disk]) }
        let upstream = try ScriptedUpstream()
        let plan = StagePlan(upstream: upstream.endpoint, folder: folder)
        let gateway = try RunningGateway(
            configuration: plan.sessionConfiguration()
                .replacing("access.log", with: "disk/access.log")
                .replacing("{path: sessions}", with: "{path: disk/sessions}"), in: folder)
        let stage = Stage(gateway: gateway, upstream: upstream, folder: folder)
        let guest = try stage.guest()
        _ = try CommandResult.of("dd", ["if=/dev/zero", "of=\(disk)/ballast", "bs=4096"])
        var refused: WireResponse?
        for _ in 0..<200 where refused == nil {
            let response = try stage.visitor().logIn("bob", TestAccounts.bob)
            if response.status != 303 { refused = response }
        }
        #expect(refused?.status == 503)
        #expect(refused?.text.contains("role=\"alert\"") == true)
        let limit = ContinuousClock.now + .failureBound
        while try stage.metric("log_lines_lost_total") < 1 {
            #expect(try guest.get("/echo").status == 200)
            try #require(ContinuousClock.now < limit)
        }
        let logout = try guest.post("/.sallyport/logout", []).status
        #expect(logout == 303 || logout == 503)
        try FileManager.default.removeItem(atPath: "\(disk)/ballast")
        let again = try stage.guest("bob")
        #expect(try again.get("/echo").status == 200)
        try gateway.stop()
        let restarted = try RunningGateway(
            command: ["run", "--config", folder.path(of: "sallyport.yaml")], in: folder)
        let second = Stage(gateway: restarted, upstream: upstream, folder: folder).visitor()
        second.session = again.session
        #expect(try second.get("/echo").status == 200)
        try restarted.stop()
    }
}
