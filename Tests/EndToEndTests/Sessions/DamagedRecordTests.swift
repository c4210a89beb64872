import Foundation
import TestKit
import Testing

/// One byte of one session's record is changed in the store's file, while no gateway runs.
@Suite("T57 T80 A record that was changed is no session")
struct DamagedRecordTests {
    /// Where in a record: a version byte, the index part's length in two, the sealed index part, the
    /// sealed data part.
    enum Place: CaseIterable, Sendable {
        case version, length, index, data

        func offset(inRecordWithIndexOf count: Int) -> Int {
            switch self {
            case .version: 0
            case .length: 2
            case .index: 3 + count / 2
            case .data: 3 + count + 5
            }
        }
    }

    private static func stage() throws -> Stage {
        let upstream = try ScriptedUpstream()
        let folder = try TemporaryFolder()
        let plan = StagePlan(upstream: upstream.endpoint, folder: folder)
        let gateway = try RunningGateway(configuration: plan.sessionConfiguration(), in: folder)
        return Stage(gateway: gateway, upstream: upstream, folder: folder)
    }

    /// Changes one bit of the record in every page that has it: the store keeps old ones.
    /// - Returns: how many there were.
    private static func change(
        _ place: Place, ofSession id: String, in stage: Stage
    ) throws -> Int {
        let name = "sessions/data.mdb"
        var bytes = try Data(contentsOf: URL(filePath: stage.folder.path(of: name)))
        let key = Data(
            stride(from: 0, to: id.count, by: 2).compactMap {
                UInt8(id.dropFirst($0).prefix(2), radix: 16)
            })
        var count = 0
        var start = bytes.startIndex
        while let found = bytes.range(of: key, in: start..<bytes.endIndex) {
            start = found.upperBound
            // Behind the ID, in the one table that it is the key of: a time, then the record.
            let record = start + 8
            guard record + 3 < bytes.endIndex, bytes[record] == 1 else { continue }
            let indexCount = Int(bytes[record + 1]) << 8 + Int(bytes[record + 2])
            guard (100..<400).contains(indexCount) else { continue }
            bytes[record + place.offset(inRecordWithIndexOf: indexCount)] ^= 1
            count += 1
        }
        try stage.folder.write([UInt8](bytes), to: name)
        return count
    }

    @Test(
        "its cookie is refused and counted, everybody else's is not, and its browser can log in anew",
        arguments: Place.allCases)
    func changed(place: Place) throws {
        let first = try Self.stage()
        let victim = try first.guest()
        let others = [try first.guest(), try first.guest("bob")]
        let id = try first.sessionID(of: victim)
        try first.gateway.stop()
        #expect(try Self.change(place, ofSession: id, in: first) >= 1)
        let shown = try first.run(
            ["sessions", "show", "--cookie", "-"], input: #require(victim.session))
        #expect(shown.errors == "the session's record cannot be read\n" && shown.code == 1)

        let second = Stage(
            gateway: try RunningGateway(
                command: ["run", "--config", first.folder.path(of: "sallyport.yaml")],
                in: first.folder), upstream: first.upstream, folder: first.folder)
        let visitor = second.visitor()
        visitor.session = victim.session
        #expect(try visitor.get("/echo").status == 401)
        let page = try visitor.navigate("/echo")
        #expect(page.status == 302)
        #expect(page.values(of: "location") == ["/.sallyport/login?to=/echo"])
        #expect(try visitor.navigate("/.sallyport/session").status == 302)
        for other in others {
            let visitor = second.visitor()
            visitor.session = other.session
            #expect(try visitor.get("/echo").status == 200)
        }
        let limit = ContinuousClock.now + .failureBound
        while try second.metric("unreadable_sessions_total") < 2 {
            try #require(ContinuousClock.now < limit, "it is not counted")
        }
        #expect(try visitor.logIn("alice", TestAccounts.alice).status == 303)
        #expect(try visitor.get("/echo").status == 200)
        try second.gateway.stop()
    }
}

extension Stage {
    /// A metric without labels; -1 where there is none.
    func metric(_ name: String) throws -> Int {
        let page = try gateway.exchange(
            "GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n", with: "metrics")
        let line = page.text.split(separator: "\n").first { $0.hasPrefix("sallyport_\(name) ") }
        return line?.split(separator: " ").last.flatMap { Int($0) } ?? -1
    }
}
