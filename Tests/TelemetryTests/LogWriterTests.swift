import Codecs
import Configuration
import Foundation
import Testing

@testable import Telemetry

@Suite("Access log", .timeLimit(.minutes(1)))
struct AccessLogTests {
    @Test("the fields in their order, absent ones null")
    func fields() throws {
        let lines = try logged { log in
            record(&log, path: "/wiki", status: 200)
            log.record(AccessLine(at: LogTime(second: .earliest, millisecond: 0)))
        }
        #expect(
            lines == [
                """
                {"time":"2023-11-14T22:13:20.042Z","request_id":"r1","route":"app GET /**",\
                "method":"GET","path":"/wiki","status":200,"principal_kind":"bearer",\
                "decision":"forward","reason":null,"upstream":"10.0.0.1:80",\
                "phases_us":{"decide":12,"upstream":null,"total":1234},"bytes_in":0,"bytes_out":77}
                """,
                """
                {"time":"0001-01-01T00:00:00.000Z","request_id":null,"route":null,"method":null,\
                "path":null,"status":0,"principal_kind":null,"decision":null,"reason":null,\
                "upstream":null,"phases_us":{"decide":null,"upstream":null,"total":null},\
                "bytes_in":0,"bytes_out":0}
                """,
            ])
    }

    @Test("T91 no path breaks a line or the JSON", arguments: UInt8.min...UInt8.max)
    func hostilePath(byte: UInt8) throws {
        let path = Array("/a".utf8) + [byte] + Array("\",\"status\":1,\"x\":\"".utf8)
        let lines = try logged { log in record(&log, path: path, status: 404) }
        #expect(lines.count == 1)
        let document = try JSONDocument(parsing: Array((lines.first ?? "").utf8), depthLimit: 2)
        #expect(document["path"]?.string == String(decoding: path, as: UTF8.self))
        #expect(document["status"]?.integer == 404)
    }

    @Test("two workers' lines do not mix, and all are there at the end")
    func workers() async throws {
        let file = temporaryPath()
        defer { try? FileManager.default.removeItem(atPath: file) }
        let metrics = Metrics(decisions: [], parseFaults: [])
        let writer = try #require(try makeWriter(.file(FilePath(file)), metrics))
        await withTaskGroup(of: Void.self) { group in
            for worker in 0..<2 {
                group.addTask {
                    var log = AccessLog(writer, metrics: metrics.makePart())
                    for number in 0..<1_000 {
                        record(&log, path: Array("/\(worker)/\(number)".utf8), status: 200)
                    }
                }
            }
        }
        #expect(writer.stop(within: .seconds(10)))
        let lines = try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n")
        #expect(lines.count == 2_000)
        for worker in 0..<2 {
            let numbers = try lines.compactMap { line -> Int? in
                let path = try JSONDocument(parsing: Array(line.utf8), depthLimit: 2)["path"]?
                    .string
                guard let path, path.hasPrefix("/\(worker)/") else { return nil }
                return Int(path.dropFirst(3))
            }
            #expect(numbers == Array(0..<1_000))
        }
    }

    @Test("X19 a reader that stalls costs lines, which are counted, and no time of the worker")
    func stalled() throws {
        var ends: [Int32] = [0, 0]
        #expect(pipe(&ends) == 0)
        let metrics = Metrics(decisions: [], parseFaults: [])
        let part = metrics.makePart()
        let writer = LogWriter(LogOutput(descriptor: ends[1]), metrics.makePart(), quietLog)
        var log = AccessLog(writer, ringCapacity: 1 << 14, metrics: part)
        for _ in 0..<10_000 { record(&log, path: "/", status: 200) }
        let lost = Int(part.value(at: Counter.logLinesLost.rawValue))
        #expect(lost > 9_000)
        #expect(!writer.stop(within: .milliseconds(50)))
        // The reader comes back: everything that was not counted as lost arrives.
        var received: [UInt8] = []
        var bytes = [UInt8](repeating: 0, count: 1 << 16)
        var newlines = 0
        while newlines < 10_000 - lost {
            let count = read(ends[0], &bytes, bytes.count)
            guard count > 0 else { break }
            received += bytes[..<count]
            newlines = received.count { $0 == UInt8(ascii: "\n") }
        }
        #expect(newlines == 10_000 - lost)
        close(ends[0])
    }

    @Test(
        "X19 a full disk: lines are lost and counted, the error told once, no half line stays open")
    func fullDisk() throws {
        let file = temporaryPath()
        defer { try? FileManager.default.removeItem(atPath: file) }
        let told = temporaryPath()
        defer { try? FileManager.default.removeItem(atPath: told) }
        #expect(FileManager.default.createFile(atPath: told, contents: nil))
        let descriptor = open(told, O_WRONLY | O_APPEND)
        defer { close(descriptor) }
        let operatorLog = OperatorLog(level: .info, descriptor: descriptor) {
            LogTime(second: .earliest, millisecond: 0)
        }
        let metrics = Metrics(decisions: [], parseFaults: [])
        let part = metrics.makePart()
        let full = open("/dev/full", O_WRONLY)
        var drain = LogDrain(
            LogOutput(descriptor: full), metrics: part, operatorLog: operatorLog)
        let ring = LogRing(capacity: 64)
        for _ in 0..<3 {
            #expect(appendText("one\ntwo\nthree\n", to: ring))
            drain.drain([ring])
        }
        #expect(part.value(at: Counter.logLinesLost.rawValue) == 9)
        #expect(part.value(at: Counter.logWriteErrors.rawValue) >= 3)
        // There is space again: the descriptor now names a file.
        let opened = open(file, O_WRONLY | O_CREAT, 0o600)
        #expect(dup2(opened, full) == full)
        #expect(appendText("four\n", to: ring))
        drain.drain([ring])
        #expect(try String(contentsOfFile: file, encoding: .utf8) == "four\n")
        close(opened)
        let messages = try String(contentsOfFile: told, encoding: .utf8).split(separator: "\n")
        #expect(messages.count == 2)
        #expect(messages.first?.contains("\"message\":\"log lines are lost\"") == true)
        #expect(messages.last?.contains("\"message\":\"log is written again\"") == true)
    }

    @Test("a line cut by an error is closed, and its rest behind a wrap is not written")
    func cut() throws {
        let file = temporaryPath()
        defer { try? FileManager.default.removeItem(atPath: file) }
        let metrics = Metrics(decisions: [], parseFaults: [])
        let part = metrics.makePart()
        let good = open(file, O_RDWR | O_CREAT, 0o600)
        let output = dup(good)
        var drain = LogDrain(LogOutput(descriptor: output), metrics: part, operatorLog: quietLog)
        let ring = LogRing(capacity: 16)
        #expect(appendText("0123456789\n", to: ring))
        drain.drain([ring])
        // The next line wraps after five bytes. The output fails for the first run only.
        #expect(appendText("abcdefgh\n", to: ring))
        var runs = 0
        ring.drain { run in
            runs += 1
            let descriptor = runs == 1 ? open("/dev/full", O_WRONLY) : dup(good)
            #expect(dup2(descriptor, output) == output)
            close(descriptor)
            drain.write(run)
        }
        #expect(runs == 2)
        #expect(appendText("next\n", to: ring))
        drain.drain([ring])
        #expect(try String(contentsOfFile: file, encoding: .utf8) == "0123456789\nnext\n")
        #expect(part.value(at: Counter.logLinesLost.rawValue) == 1)
        close(output)
        close(good)
    }

    @Test("rotation: the moved file keeps the old lines, the new file gets the new ones")
    func reopens() throws {
        let file = temporaryPath()
        let moved = file + ".1"
        defer {
            try? FileManager.default.removeItem(atPath: file)
            try? FileManager.default.removeItem(atPath: moved)
        }
        let metrics = Metrics(decisions: [], parseFaults: [])
        let writer = try #require(try makeWriter(.file(FilePath(file)), metrics))
        var log = AccessLog(writer, metrics: metrics.makePart())
        record(&log, path: "/old", status: 200)
        try FileManager.default.moveItem(atPath: file, toPath: moved)
        writer.reopen()
        while !FileManager.default.fileExists(atPath: file) { usleep(1_000) }
        record(&log, path: "/new", status: 200)
        #expect(writer.stop(within: .seconds(10)))
        #expect(try String(contentsOfFile: moved, encoding: .utf8).contains("\"/old\""))
        let new = try String(contentsOfFile: file, encoding: .utf8)
        #expect(new.contains("\"/new\"") && !new.contains("\"/old\""))
        let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions]
        #expect((mode as? Int).map { $0 & 0o137 } == 0)
    }

    @Test("a file that cannot be opened says which and why; off has no writer")
    func destinations() throws {
        let metrics = Metrics(decisions: [], parseFaults: [])
        let path = "/nonexistent/access.json"
        do throws(LogWriter.Fault) {
            _ = try makeWriter(.file(FilePath(path)), metrics)
            Issue.record("opened")
        } catch {
            #expect(error.description == "cannot write the log \(path): No such file or directory")
        }
        #expect(try makeWriter(.off, metrics) == nil)
    }

    private func logged(_ body: (inout AccessLog) -> Void) throws -> [String] {
        let file = temporaryPath()
        defer { try? FileManager.default.removeItem(atPath: file) }
        let metrics = Metrics(decisions: [], parseFaults: [])
        let writer = try #require(try makeWriter(.file(FilePath(file)), metrics))
        var log = AccessLog(writer, metrics: metrics.makePart())
        body(&log)
        #expect(writer.stop(within: .seconds(10)))
        let text = try String(contentsOfFile: file, encoding: .utf8)
        #expect(text.hasSuffix("\n"))
        return text.split(separator: "\n").map(String.init)
    }
}

private let quietLog = OperatorLog(level: .error, descriptor: -1) {
    LogTime(second: .earliest, millisecond: 0)
}

private func makeWriter(
    _ destination: LogSettings.Destination, _ metrics: Metrics
) throws(LogWriter.Fault) -> LogWriter? {
    try LogWriter(destination, metrics: metrics.makePart(), operatorLog: quietLog)
}

private func record(_ log: inout AccessLog, path: String, status: Int) {
    record(&log, path: Array(path.utf8), status: status)
}

private func record(_ log: inout AccessLog, path: [UInt8], status: Int) {
    var line = AccessLine(
        at: LogTime(second: WallTime(secondsSince1970: 1_700_000_000), millisecond: 42))
    line.requestID = ("r1" as StaticString).span
    line.route = ("app GET /**" as StaticString).span
    line.method = ("GET" as StaticString).span
    line.path = path.span
    line.status = status
    line.principalKind = "bearer"
    line.decision = "forward"
    line.upstream = ("10.0.0.1:80" as StaticString).span
    line.phases = PhaseDurations(decide: 12_999, total: 1_234_567)
    line.bytesOut = 77
    log.record(line)
}

private func appendText(_ text: String, to ring: LogRing) -> Bool {
    let bytes = Array(text.utf8)
    return ring.append(bytes.span) != nil
}

private func temporaryPath() -> String {
    NSTemporaryDirectory() + "sallyport-log-" + UUID().uuidString
}
