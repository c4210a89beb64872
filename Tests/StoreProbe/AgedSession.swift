import Codecs
import Crypto
import Foundation
import Identity
import Stores
import Transport

/// Adds a session beside the one that is stored, of the same account and browser, that began an hour ago,
/// and writes its cookie: so that tests need not wait for a login to grow old.
func addAgedSession(_ settings: EmbeddedSettings) throws {
    let store = try EmbeddedStore(settings)
    let loop = try EventLoop()
    nonisolated(unsafe) let connection = try store.connection(on: loop)
    let secret = store.sealingSecret
    let executor = loop.executor
    executor.post {
        executor.start {
            do {
                let cookie = try await addAgedSession(connection, sealedUnder: secret)
                store.close()
                say(cookie)
                exit(0)
            } catch {
                say("\(error)")
                exit(1)
            }
        }
    }
    loop.run()
}

private func addAgedSession(
    _ store: EmbeddedConnection, sealedUnder storeKey: Secret
) async throws -> String {
    let timeout: UInt64 = 30_000_000_000
    let page = try await store.sessions(SessionQuery(limit: 1), timeoutNanoseconds: timeout)
    guard var index = page.entries.first?.index else { throw StoreFault.unavailable("empty") }
    index.created = index.created.advanced(bySeconds: -3_600)
    let secret = SessionSecret(from: SecureRandom())
    let keys = SessionKeys(of: secret, by: try SHA256Context())
    let data = Array("{\"amr\":[\"pwd\"],\"auth_time\":\(index.created.secondsSince1970)}".utf8)
    var sealer = try SessionSealer(storeKey: storeKey)
    var record = ByteBuffer()
    try sealer.seal(index, data: data.span, under: keys, into: &record)
    let session = NewSession(id: keys.id, record: [UInt8](record.span), index: index)
    try await store.create(session, timeoutNanoseconds: timeout)
    var cookie = ByteBuffer()
    secret.appendText(to: &cookie)
    return String(decoding: cookie.span)
}
