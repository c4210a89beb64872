import Foundation
import TestKit
import Testing

/// What was typed is looked for in all memory that the process can write to, as root can see it.
@Suite("Q40 A password is gone from memory once it was looked at")
struct PasswordMemoryTests {
    /// Found out by doing it: another user, or root in a container, may not look.
    static let canLook: Bool = {
        guard let process = try? ChildProcess("sleep", ["60"]) else { return false }
        return FileManager.default.isReadableFile(atPath: "/proc/\(process.processID)/mem")
            && (try? ProcessMemory(of: process.processID).contains(Array("sleep".utf8))) == true
    }()

    /// As it is typed, and as a form carries it. The end is looked for: what frees memory writes to its
    /// beginning.
    private static let password = String(repeating: "something long before the ", count: 2) + tail
    private static let tail = "tail of the canary"
    private static let encoded = password.replacing(" ", with: "+")
    private static let needles = [tail, tail.replacing(" ", with: "+")].map { Array($0.utf8) }

    enum Way: CaseIterable, Sendable {
        case bcrypt, yescrypt, sha512, wrong, inPieces, inChunks, behindAnother, unfinished,
            withoutToken, fromAnotherSite
        case repeated, asName
    }

    /// Beside alice there is somebody for each kind of hash, whose password is the canary.
    private static func stage() throws -> Stage {
        let upstream = try ScriptedUpstream()
        let folder = try TemporaryFolder()
        let plan = StagePlan(upstream: upstream.endpoint, folder: folder)
        let configuration = try plan.sessionConfiguration("timeouts: {head: 1s}")
        for (kind, cost) in [("bcrypt", "4"), ("yescrypt", "1"), ("sha512", "1000")] {
            let added = try Sallyport.run(
                ["accounts", "add", kind, "--kind", kind, "--cost", cost, "--password", "-"]
                    + ["--file", folder.path(of: "users.htpasswd")], input: password)
            try #require(added.code == 0, "\(added.errors)")
        }
        let gateway = try RunningGateway(configuration: configuration, in: folder)
        return Stage(gateway: gateway, upstream: upstream, folder: folder)
    }

    @Test(
        "no copy of a canary is left, whichever way the form came and whatever became of it",
        .enabled(if: canLook, "skipped: the memory of other processes cannot be read here"),
        arguments: Way.allCases)
    func wiped(way: Way) throws {
        let stage = try Self.stage()
        let visitor = stage.visitor()
        let form = try #require(
            Visitor.field("form", in: visitor.navigate("/.sallyport/login").text))
        let cookie = try #require(visitor.cookies["sallyport-insecure-login"])
        let client = try stage.gateway.connect()
        try Self.send(way, form: form, cookie: cookie, by: client)
        let statuses = try (0..<(way == .behindAnother ? 2 : 1)).map { _ in
            try client.receive().status
        }
        #expect(statuses == Self.statuses(of: way))
        // The client has its answer a moment before the gateway has let go of everything.
        let memory = ProcessMemory(of: stage.gateway.process.processID)
        #expect(try memory.contains(Array("users.htpasswd".utf8)), "nothing is found at all")
        let limit = ContinuousClock.now + .seconds(5)
        var left = Self.needles
        while !left.isEmpty, ContinuousClock.now < limit {
            left = try left.filter { try memory.contains($0) }
        }
        #expect(left.map { String(decoding: $0, as: UTF8.self) } == [])
        try stage.gateway.stop()
    }

    private static func statuses(of way: Way) -> [Int] {
        switch way {
        case .bcrypt, .yescrypt, .sha512: [303]
        case .wrong, .inPieces, .inChunks: [401]
        case .behindAnother: [401, 401]
        case .unfinished: [408]
        case .withoutToken, .fromAnotherSite: [403]
        case .repeated, .asName: [400]
        }
    }

    private static func send(
        _ way: Way, form: String, cookie: String, by client: ScriptedClient
    ) throws {
        let username =
            switch way {
            case .bcrypt, .yescrypt, .sha512: "\(way)"
            default: "alice"
            }
        var body = "username=\(username)&password=\(encoded)&form=\(form)&to=/"
        var framing = "Content-Length: \(body.utf8.count)\r\n"
        var origin = "http://localhost"
        switch way {
        case .bcrypt, .yescrypt, .sha512, .wrong, .inPieces, .behindAnother: break
        case .inChunks:
            framing = "Transfer-Encoding: chunked\r\n"
            body = body.map { "1\r\n\($0)\r\n" }.joined() + "0\r\n\r\n"
        case .unfinished: body.removeLast()
        case .withoutToken:
            body = "username=alice&password=\(encoded)"
            framing = "Content-Length: \(body.utf8.count)\r\n"
        case .fromAnotherSite: origin = "https://evil.test"
        case .repeated:
            body = "password=\(encoded)&password=\(encoded)"
            framing = "Content-Length: \(body.utf8.count)\r\n"
        case .asName:
            body = "\(encoded)&\(encoded)"
            framing = "Content-Length: \(body.utf8.count)\r\n"
        }
        let head =
            "POST /.sallyport/login HTTP/1.1\r\nHost: localhost\r\nOrigin: \(origin)\r\n"
            + "Cookie: sallyport-insecure-login=\(cookie)\r\n"
            + "Content-Type: application/x-www-form-urlencoded\r\n\(framing)\r\n"
        switch way {
        case .inPieces:
            for byte in Array((head + body).utf8) { try client.send([byte]) }
        case .behindAnother: try client.send(head + body + head + body)
        default: try client.send(head + body)
        }
    }
}

/// The memory that a process can write to.
struct ProcessMemory {
    private let folder: String

    init(of processID: Int32) { folder = "/proc/\(processID)" }

    func contains(_ bytes: [UInt8]) throws -> Bool {
        let memory = try FileHandle(forReadingFrom: URL(filePath: "\(folder)/mem"))
        defer { _ = try? memory.close() }
        return try writableRanges().contains { range in
            try pieces(of: range).contains { piece in
                try memory.seek(toOffset: UInt64(piece.lowerBound))
                // A range may have gone since the list was read.
                let found = try? memory.read(upToCount: piece.count)
                return found?.range(of: Data(bytes)) != nil
            }
        }
    }

    /// Overlapping, so that nothing is cut in two.
    private func pieces(of range: Range<Int>) -> [Range<Int>] {
        stride(from: range.lowerBound, to: range.upperBound, by: 1 << 20).map { start in
            start..<min(start + (1 << 20) + 256, range.upperBound)
        }
    }

    private func writableRanges() throws -> [Range<Int>] {
        let maps = try String(contentsOfFile: "\(folder)/maps", encoding: .utf8)
        return maps.split(separator: "\n").compactMap { line in
            let words = line.split(separator: " ")
            guard words.count >= 5, words[1].hasPrefix("rw") else { return nil }
            let ends = words[0].split(separator: "-").compactMap { Int($0, radix: 16) }
            return ends.count == 2 ? ends[0]..<ends[1] : nil
        }
    }
}
