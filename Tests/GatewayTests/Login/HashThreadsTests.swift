import Crypto
import Foundation
import Synchronization
import TestKit
import Testing
import Transport

@testable import Gateway

@Suite("Password hashes are computed off the loops", .serialized)
struct HashThreadsTests {
    private static func secret(_ text: String) -> Secret {
        let utf8 = Array(text.utf8)
        return Secret(utf8.span)
    }

    private static func hash(_ password: String, cost: Int = 4) throws -> PasswordHash {
        try PasswordHash.make(secret(password).span, kind: .bcrypt, cost: cost)
    }

    /// Names and niceness of this process's threads that are called so.
    private static func threads(named prefix: String) throws -> [(name: String, nice: Int)] {
        try FileManager.default.contentsOfDirectory(atPath: "/proc/self/task").compactMap { task in
            // A thread may have ended meanwhile.
            guard
                let stat = try? String(
                    contentsOfFile: "/proc/self/task/\(task)/stat", encoding: .utf8),
                let open = stat.firstIndex(of: "("), let close = stat.lastIndex(of: ")")
            else { return nil }
            let name = String(stat[stat.index(after: open)..<close])
            let fields = stat[stat.index(close, offsetBy: 2)...].split(separator: " ")
            return name.hasPrefix(prefix) ? (name, Int(fields[16]) ?? 99) : nil
        }
    }

    @Test("right and wrong, answered on the caller's loop")
    func answers() throws {
        let threads = try HashThreads(count: 2)
        let hash = try Self.hash("correct horse")
        try onLoop { executor in
            for round in 0..<10 {
                let isRight = round % 2 == 0
                let answer = try await threads.verify(
                    Self.secret(isRight ? "correct horse" : "wrong"), against: hash)
                #expect(answer == isRight)
                #expect(executor.isCurrent)
            }
        }
        threads.stop()
    }

    @Test("exactly as many threads as asked for, patient, and gone after the stop")
    func threadCount() throws {
        let threads = try HashThreads(count: 3, named: "counted")
        // A thread names itself when it first runs.
        let limit = ContinuousClock.now + .failureBound
        var found = try Self.threads(named: "counted-")
        while found.count < 3 || found.contains(where: { $0.nice != 10 }) {
            try #require(ContinuousClock.now < limit, "\(found)")
            found = try Self.threads(named: "counted-")
        }
        #expect(found.map(\.name).sorted() == ["counted-0", "counted-1", "counted-2"])
        threads.stop()
        #expect(try Self.threads(named: "counted-").isEmpty)
        #expect(HashThreads.usualCount == max(1, Process.processorCount - 1))
    }

    @Test("32 wait beside the one at hand; one more is told at once that it is busy")
    func queueLimit() throws {
        let threads = try HashThreads(count: 1)
        let slow = try Self.hash("slow", cost: 7)
        let faults = Mutex<[HashFault]>([])
        try onLoop { executor in
            // The thread takes one as soon as it runs, and another when that is done.
            let all = Countdown(HashThreads.queueLimit + 20)
            for _ in 0..<HashThreads.queueLimit + 20 {
                executor.start {
                    if let fault = await Self.fault(of: threads, hash: slow) {
                        faults.withLock { $0.append(fault) }
                    }
                    all.done()
                }
            }
            #expect((10...20).contains(faults.withLock { $0.count }))
            await all.wait()
            #expect(await Self.fault(of: threads, hash: slow) == nil, "there is room again")
        }
        #expect(faults.withLock { $0.allSatisfy { $0 == .busy } })
        threads.stop()
    }

    private static func fault(of threads: HashThreads, hash: PasswordHash) async -> HashFault? {
        do throws(HashFault) {
            _ = try await threads.verify(secret("slow"), against: hash)
            return nil
        } catch {
            return error
        }
    }

    @Test("who waits when they stop is told, and so is who comes later")
    func stopping() throws {
        let threads = try HashThreads(count: 1)
        let hash = try Self.hash("a", cost: 8)
        let faults = Mutex<[HashFault]>([])
        try onLoop { executor in
            let all = Countdown(10)
            for _ in 0..<10 {
                executor.start {
                    let fault = await Self.fault(of: threads, hash: hash)
                    if let fault { faults.withLock { $0.append(fault) } }
                    all.done()
                }
            }
            threads.stop()
            #expect(await Self.fault(of: threads, hash: hash) == .stopped)
            await all.wait()
        }
        // The one at hand was computed.
        #expect(faults.withLock { $0.count } >= 9)
        #expect(faults.withLock { $0.allSatisfy { $0 == .stopped } })
        threads.stop()
    }
}
