import Codecs
import JOSE
import Testing

@Suite("Keys that take turns")
struct KeySuccessionTests {
    private static func time(_ seconds: Int64) -> WallTime { WallTime(secondsSince1970: seconds) }

    private static func key() throws -> Key {
        try #require(try KeyGenerator.generate(for: .es256).publicKey)
    }

    private static func keyIDs(_ keys: KeySuccession) throws -> [String] {
        let text = Array(try keys.serialized().utf8)
        return try KeySet(parsing: text.span, holding: .publicKeys).keys.compactMap(\.keyID)
    }

    @Test("the last one signs, and all verify, in the order of their turns")
    func order() throws {
        var keys = KeySuccession()
        let (one, two) = (try Self.key(), try Self.key())
        keys.append(one, at: Self.time(100))
        keys.append(two, at: Self.time(200))
        #expect(try Self.keyIDs(keys) == [one.keyID, two.keyID])
        let text = Array(try keys.serialized().utf8)
        let again = try KeySuccession(parsing: text.span)
        #expect(try again.serialized() == keys.serialized())
    }

    @Test("a key goes once its successor has signed for long enough, never the last one")
    func superseded() throws {
        var keys = KeySuccession()
        let made = try (0..<3).map { _ in try Self.key() }
        for (number, key) in made.enumerated() {
            keys.append(key, at: Self.time(Int64(number) * 100))
        }
        // The first one's last signature may be from 100, when the second took over.
        #expect(keys.removeSuperseded(before: Self.time(100)).isEmpty)
        #expect(keys.removeSuperseded(before: Self.time(101)) == [made[0].keyID])
        #expect(try Self.keyIDs(keys) == [made[1].keyID, made[2].keyID])
        #expect(keys.removeSuperseded(before: Self.time(9_999)) == [made[1].keyID])
        #expect(keys.removeSuperseded(before: Self.time(9_999)).isEmpty)
        #expect(try Self.keyIDs(keys) == [made[2].keyID])
    }

    @Test("a key that does not say since when it signs supersedes nothing until a later one does")
    func untimed() throws {
        let (one, two, three) = (try Self.key(), try Self.key(), try Self.key())
        let text = Array(try KeySet(publicKeys: [one, two]).serialized().utf8)
        var keys = try KeySuccession(parsing: text.span)
        #expect(keys.removeSuperseded(before: Self.time(9_999)).isEmpty)
        keys.append(three, at: Self.time(500))
        #expect(keys.removeSuperseded(before: Self.time(500)).isEmpty)
        #expect(keys.removeSuperseded(before: Self.time(501)) == [one.keyID, two.keyID])
    }

    @Test("a key joins a set; what stands in it already stays, a second of its name is refused")
    func joining() throws {
        let aside = #"{"kty":"EC","crv":"P-256K","x":"AA","y":"AA","kid":"aside"}"#
        let point =
            #"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#
        let key = try Self.key()
        func joined(_ text: String) throws -> String {
            var keys = try KeySuccession(parsing: Array(text.utf8).span)
            keys.append(key, at: Self.time(0))
            return try keys.serialized()
        }
        let extended = try joined("{\"keys\":[\(point),\(aside)]}")
        let set = try KeySet(parsing: Array(extended.utf8).span, holding: .publicKeys)
        #expect(set.keys.count == 2 && set.keys.last?.keyID == key.keyID)
        #expect(set.skipped.map(\.keyID) == ["aside"])
        #expect(throws: KeySetFault.self) { try joined(extended) }
        for bad in ["", "{}", "[]", "-----BEGIN PUBLIC KEY-----"] {
            #expect(throws: KeySetFault.self) { try joined(bad) }
        }
        #expect(try joined(point).contains("Ed25519"))
    }

    @Test("what would be no key set is not written")
    func invalid() throws {
        #expect(throws: KeySetFault.self) { _ = try KeySuccession().serialized() }
        var keys = KeySuccession()
        let key = try Self.key()
        keys.append(key, at: Self.time(0))
        keys.append(key, at: Self.time(1))
        #expect(throws: KeySetFault.self) { _ = try keys.serialized() }
    }
}
