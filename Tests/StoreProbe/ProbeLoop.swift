import Codecs
import Crypto
import Foundation
import Identity
import Stores
import Transport

/// Creates sessions on one loop, one after the other.
final class ProbeLoop {
    private let store: EmbeddedStore
    private let loop: EventLoop

    init(_ settings: EmbeddedSettings) throws {
        store = try EmbeddedStore(settings)
        loop = try EventLoop()
    }

    func run(isStarving: Bool) throws {
        let executor = loop.executor
        nonisolated(unsafe) let connection = try store.connection(on: loop)
        let secret = store.sealingSecret
        executor.post {
            executor.start {
                do {
                    var maker = try SessionMaker(secret)
                    if isStarving {
                        try await starve(connection, &maker)
                    } else {
                        while true { try await create(connection, &maker) }
                    }
                } catch {
                    say("\(error)")
                    exit(1)
                }
            }
        }
        loop.run()
    }
}

private func create(_ store: EmbeddedConnection, _ maker: inout SessionMaker) async throws {
    let session = try maker.make()
    try await store.create(session, timeoutNanoseconds: 30_000_000_000)
    say(session.id.hex)
}

/// Without room for a larger file creating fails, and what is stored stays; with room it goes on.
private func starve(_ store: EmbeddedConnection, _ maker: inout SessionMaker) async throws {
    signal(SIGXFSZ, SIG_IGN)
    for _ in 0..<50 { try await create(store, &maker) }
    setFileLimit(8 * 1024)
    do {
        try await create(store, &maker)
        say("created without room")
        exit(1)
    } catch {
        FileHandle.standardError.write(Data("\(error)\n".utf8))
    }
    setFileLimit(.max)
    for _ in 0..<50 { try await create(store, &maker) }
    exit(0)
}

private func setFileLimit(_ byteCount: UInt) {
    var limit = rlimit()
    getrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
    limit.rlim_cur = min(byteCount, limit.rlim_max)
    setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
}

/// Sessions with distinct secrets.
private struct SessionMaker: ~Copyable {
    private var sealer: SessionSealer
    private let digest: SHA256Context

    init(_ secret: Secret) throws {
        let digest = try SHA256Context()
        sealer = try SessionSealer(storeKey: secret)
        self.digest = digest
    }

    mutating func make() throws -> NewSession {
        let keys = SessionKeys(of: SessionSecret(from: SecureRandom()), by: digest)
        let now = SystemClock.wallTime()
        let index = SessionIndex(
            .init(issuer: "accounts", subject: "probe", host: "app.example.com"), created: now,
            absoluteExpiry: now.advanced(bySeconds: 86_400))
        var record = ByteBuffer()
        let data: [UInt8] = Array("{}".utf8)
        try sealer.seal(index, data: data.span, under: keys, into: &record)
        return NewSession(id: keys.id, record: [UInt8](record.span), index: index)
    }
}

/// Writes a line at once: whoever reads it may kill this process then.
func say(_ line: String) {
    let bytes = Array("\(line)\n".utf8)
    precondition(write(STDOUT_FILENO, bytes, bytes.count) == bytes.count)
}
