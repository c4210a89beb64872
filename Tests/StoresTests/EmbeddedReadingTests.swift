import Codecs
import Crypto
import Identity
import TestKit
import Testing
import Transport

@testable import Stores

@Suite("Embedded store: a door that only reads")
struct EmbeddedReadingTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder.inMemory() }

    private var path: String { folder.path(of: "sessions") }

    private func makeSession() throws -> NewSession {
        try #require(EmbeddedUnderTest.makeSessions(1, in: folder).first)
    }

    @Test("it outlives the reader, and finds what is there")
    func outliving() throws {
        let session = try makeSession()
        let connection = try EmbeddedReader(path: path).connection()
        #expect(connection.lookUp(session.id) == .found)
        #expect([UInt8](connection.record) == session.record)
        let other = SessionID(InlineArray<32, UInt8>(repeating: 1))
        #expect(connection.lookUp(other) == .absent)
    }

    @Test("it changes nothing: uses are not noted, everything else is refused")
    func refusing() throws {
        let session = try makeSession()
        let path = path
        try onLoop { _ in
            let connection = try EmbeddedReader(path: path).connection()
            connection.touch(session.id, at: session.index.created.advanced(bySeconds: 300))
            let account = SessionAccount(issuer: "accounts", subject: "alice")
            await #expect(throws: StoreFault.self) {
                try await connection.create(session, timeoutNanoseconds: longTime)
            }
            await #expect(throws: StoreFault.self) {
                try await connection.replace(nil, by: session, timeoutNanoseconds: longTime)
            }
            await #expect(throws: StoreFault.self) {
                _ = try await connection.end(session.id, timeoutNanoseconds: longTime)
            }
            await #expect(throws: StoreFault.self) {
                _ = try await connection.endAll(of: account, timeoutNanoseconds: longTime)
            }
            await #expect(throws: StoreFault.self) {
                _ = try await connection.sessions(SessionQuery(), timeoutNanoseconds: longTime)
            }
            await #expect(throws: StoreFault.self) {
                _ = try await connection.sweepOrphans { _ in true }
            }
            #expect(connection.lookUp(session.id) == .found)
            #expect([UInt8](connection.record) == session.record)
            #expect(try connection.lastUse(of: session.id) == nil)
        }
    }

    @Test("what was noted of a session's use stays over a restart, for lists and at the door")
    func uses() throws {
        let scene = try EmbeddedUnderTest(in: folder)
        var sessions = try TestSessions(for: scene)
        let session = try sessions.make()
        let later = session.index.created.advanced(bySeconds: 100)
        try onLoop { loop in
            let store = try scene.connection(on: loop)
            try await store.create(session)
            store.touch(session.id, at: later)
            try await scene.settle(store)
        }
        scene.store.close()
        let reader = try EmbeddedReader(path: path)
        let expiry = session.index.created.advanced(bySeconds: 660)
        let page = try reader.sessions(SessionQuery(), alive: scene.lifetimes, at: expiry)
        #expect(page.entries.map(\.index.lastSeen) == [later])
        #expect(try reader.connection().lastUse(of: session.id) == later)
        #expect(try ReadOnlyConnection().lastUse(of: session.id) == nil)
    }

    @Test("a store that is not there holds nothing, and is not made")
    func absent() throws {
        #expect(!EmbeddedReader.isThere(path: path))
        let connection = ReadOnlyConnection()
        #expect(connection.lookUp(SessionID(InlineArray<32, UInt8>(repeating: 1))) == .absent)
        #expect([UInt8](connection.record).isEmpty)
        _ = try makeSession()
        #expect(EmbeddedReader.isThere(path: path))
    }
}
