import Codecs
import Crypto
import Identity
import Testing

/// Makes sessions for tests and reads their index parts.
struct TestSessions: ~Copyable {
    private var sealer: SessionSealer
    private let digest: SHA256Context
    private let store: any StoreUnderTest

    init(for store: any StoreUnderTest) throws {
        let digest = try SHA256Context()
        sealer = try SessionSealer(storeKey: store.secret)
        self.digest = digest
        self.store = store
    }

    mutating func make(
        subject: String = "alice", issuer: String = "accounts", dataByteCount: Int = 60,
        fingerprint: [UInt8] = [], kind: SessionIndex.Kind = .session, family: [UInt8] = [],
        device: [UInt8] = [], nanoseconds: UInt32 = 0,
        secret: SessionSecret = SessionSecret(from: SecureRandom())
    ) throws -> NewSession {
        let keys = SessionKeys(of: secret, by: digest)
        var index = SessionIndex(
            .init(issuer: issuer, subject: subject, host: "app.example.com"),
            created: store.time.now,
            absoluteExpiry: store.lifetimes.absoluteExpiry(ofCreated: store.time.now))
        index.setDevice("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0")
        index.address = "192.0.2.7"
        index.fingerprint = fingerprint
        index.kind = kind
        index.family = family
        index.deviceID = device
        index.createdNanoseconds = nanoseconds
        var record = ByteBuffer()
        let data = [UInt8](repeating: 0x61, count: dataByteCount)
        try sealer.seal(index, data: data.span, under: keys, into: &record)
        return NewSession(id: keys.id, record: [UInt8](record.span), index: index)
    }

    mutating func index(of id: SessionID, in record: [UInt8]) throws -> SessionIndex {
        try sealer.openIndex(of: id, in: record.span)
    }
}
