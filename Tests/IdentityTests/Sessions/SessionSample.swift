import Codecs
import Crypto
import Identity
import Testing

/// A session with something in every field, and what seals it.
struct SessionSample {
    static let storeKey = Secret([UInt8](repeating: 7, count: 32).span)
    static let data = Array(#"{"sub":"alice","groups":["staff"]}"#.utf8)

    let keys: SessionKeys
    var index: SessionIndex

    init() throws {
        keys = SessionKeys(of: SessionSecret(from: SecureRandom()), by: try SHA256Context())
        index = SessionIndex(
            .init(issuer: "accounts", subject: "alice", host: "app.example.com"),
            created: WallTime(secondsSince1970: 1_000),
            absoluteExpiry: WallTime(secondsSince1970: 90_000))
        index.setDevice("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0")
        index.address = "192.0.2.7"
        index.family = [1, 2, 3]
        index.fingerprint = [UInt8](0..<16)
    }

    func sealed(_ data: [UInt8] = data) throws -> [UInt8] {
        var sealer = try SessionSealer(storeKey: Self.storeKey)
        var record = ByteBuffer()
        try sealer.seal(index, data: data.span, under: keys, into: &record)
        return [UInt8](record.span)
    }

    /// What both parts of `record` open to under this session's keys.
    func opened(
        _ record: [UInt8], storeKey: Secret = storeKey
    ) -> Result<Opened, SessionRecordFault> {
        do throws(SessionRecordFault) {
            guard var sealer = try? SessionSealer(storeKey: storeKey) else { throw .corrupt }
            let index = try sealer.openIndex(of: keys.id, in: record.span)
            var data = ByteBuffer()
            try sealer.openData(of: record.span, beside: index, under: keys, into: &data)
            return .success(Opened(index: index, data: [UInt8](data.span)))
        } catch {
            return .failure(error)
        }
    }

    struct Opened: Equatable {
        let index: SessionIndex
        let data: [UInt8]
    }
}
