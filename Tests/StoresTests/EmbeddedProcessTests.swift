import Codecs
import Crypto
import Foundation
import Identity
import TestKit
import Testing
import Transport

@testable import Stores

/// The store and other processes: one that is killed, one without room on its disk, one that reads.
@Suite("Embedded store: processes")
struct EmbeddedProcessTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private var path: String { folder.path(of: "sessions") }

    @Test("X2 killed at any moment, it opens clean, with all that was acknowledged")
    func killed() throws {
        var acknowledged: [String] = []
        for round in 1...8 {
            let probe = try start("create")
            _ = try waitForLines(of: probe, count: 10 * round)
            probe.signal(SIGKILL)
            _ = try probe.waitUntilEnd()
            // All that it wrote before it died was stored.
            acknowledged += Self.wholeLines(of: probe.soFar)
            let stored = try storedIDs()
            #expect(stored.isSuperset(of: acknowledged))
        }
    }

    @Test("X19 without room on the disk creating fails, nothing is lost, and with room it goes on")
    func diskFull() throws {
        let probe = try start("starve")
        let transcript = try probe.waitUntilEnd()
        #expect(
            transcript.ending == .exited(0), "\(String(decoding: transcript.output, as: UTF8.self))"
        )
        #expect(transcript.errorLines == ["the session store is unavailable: File too large"])
        let acknowledged = Self.wholeLines(of: transcript)
        #expect(acknowledged.count == 100)
        #expect(try storedIDs() == Set(acknowledged))
    }

    @Test("a second process may read and not write")
    func beside() throws {
        let scene = try EmbeddedUnderTest(in: folder)
        let probe = try start("list")
        #expect(try probe.waitUntilEnd().output.isEmpty)
        withExtendedLifetime(scene) {}
        let holder = try EmbeddedUnderTest()
        let second = try ChildProcess(StoreProbe.path, ["hold", holder.path])
        let ended = try second.waitUntilEnd()
        #expect(ended.ending == .exited(3))
        let fault = EmbeddedStoreFault.inUse(path: holder.path)
        #expect(String(decoding: ended.output, as: UTF8.self) == "\(fault)\n")
    }

    @Test("whether a process writes is seen from outside, until it dies")
    func inUse() throws {
        let probe = try start("hold")
        _ = try waitForLines(of: probe, count: 1)
        #expect(EmbeddedStore.isInUse(path: path))
        #expect(throws: EmbeddedStoreFault.inUse(path: path)) {
            try EmbeddedUnderTest(in: folder)
        }
        probe.signal(SIGKILL)
        _ = try probe.waitUntilEnd()
        #expect(!EmbeddedStore.isInUse(path: path))
    }

    @Test("a list is read beside the gateway and without it")
    func list() throws {
        let probe = try start("create")
        let lines = try waitForLines(of: probe, count: 20)
        let beside = try start("list").waitUntilEnd()
        let besideIDs = Set(String(decoding: beside.output, as: UTF8.self).split(separator: "\n"))
        #expect(besideIDs.isSuperset(of: lines.prefix(20).map { $0[...] }))
        probe.signal(SIGKILL)
        _ = try probe.waitUntilEnd()
        #expect(try storedIDs().isSuperset(of: lines))
        let nothing = try ChildProcess(StoreProbe.path, ["list", folder.path(of: "none")])
        #expect(try nothing.waitUntilEnd().ending == .exited(3))
    }

    private func start(_ word: String) throws -> ChildProcess {
        try ChildProcess(
            StoreProbe.path, [word, path], environment: ["SWIFT_BACKTRACE": "enable=no"])
    }

    private static func wholeLines(of transcript: ChildProcess.Transcript) -> [String] {
        String(decoding: transcript.output, as: UTF8.self)
            .split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
    }

    private func waitForLines(of probe: ChildProcess, count: Int) throws -> [String] {
        try probe.wait { (transcript) -> [String]? in
            let lines = Self.wholeLines(of: transcript)
            return lines.count >= count ? lines : nil
        }
    }

    private func storedIDs() throws -> Set<String> {
        let reader = try EmbeddedReader(path: path)
        let lifetimes = SessionLifetimes(idle: 3_600, absolute: 86_400)
        var query = SessionQuery(limit: 1_000)
        var ids: Set<String> = []
        repeat {
            let page = try reader.sessions(query, alive: lifetimes, at: SystemClock.wallTime())
            ids.formUnion(page.entries.map(\.id.hex))
            query.after = page.next
        } while query.after != nil
        return ids
    }
}
