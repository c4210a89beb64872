import Codecs
import Crypto
import Identity
import Stores
import Transport

/// Sessions as browsers make them: a user agent of 111 bytes, claims of 88.
struct SessionMaker: ~Copyable {
    private var sealer: SessionSealer
    private let digest: SHA256Context
    private let claims = Array(
        #"{"sub":"alice1234567","groups":["staff","editors"],"name":"Alice Example","amr":["pwd"]}"#
            .utf8)
    private var lastKeys: SessionKeys

    init(_ secret: Secret) throws {
        let digest = try SHA256Context()
        let sealer = try SessionSealer(storeKey: secret)
        lastKeys = SessionKeys(of: SessionSecret(from: SecureRandom()), by: digest)
        self.sealer = sealer
        self.digest = digest
    }

    mutating func make(_ number: Int) throws -> NewSession {
        let keys = SessionKeys(of: SessionSecret(from: SecureRandom()), by: digest)
        lastKeys = keys
        let now = SystemClock.wallTime()
        var index = SessionIndex(
            .init(issuer: "accounts", subject: "alice\(number / 2)", host: "app.example.com"),
            created: now, absoluteExpiry: now.advanced(bySeconds: 86_400))
        index.setDevice(
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
                + "Chrome/141.0.0.0 Safari/537.36")
        index.address = "198.51.100.23"
        index.fingerprint = [UInt8](repeating: 1, count: 16)
        var record = ByteBuffer()
        let claims = claims
        try sealer.seal(index, data: claims.span, under: keys, into: &record)
        return NewSession(id: keys.id, record: [UInt8](record.span), index: index)
    }

    mutating func printSealing(_ session: NewSession, _ count: Int) throws {
        let record = session.record
        print(
            "| parse a record |",
            try nanoseconds(count) { _ in _ = try SessionRecord(parsing: record.span) }, "|")
        var index = session.index
        print(
            "| open the index part |",
            try nanoseconds(count) { _ in
                index = try sealer.openIndex(of: session.id, in: record.span)
            }, "|")
        var data = ByteBuffer(capacity: 1024)
        let keys = lastKeys
        print(
            "| open the data part |",
            try nanoseconds(count) { _ in
                data.removeAll()
                try sealer.openData(of: record.span, beside: index, under: keys, into: &data)
            }, "|")
        print("| make a session |", try nanoseconds(count / 10) { _ = try make($0) }, "|")
    }
}
