public import Codecs
import Crypto

/// The key set of an issuer whose keys take turns, as text that is published: the last key signs, those
/// before it still verify. Each says in `iat` since when it has signed, so that it is known when the one
/// before it signed last. A value: time comes as a parameter.
public struct KeySuccession: Sendable {
    private struct Member {
        let line: String
        let keyID: String?
        let madeAt: WallTime?
    }

    /// In the order of their turns.
    private var members: [Member] = []

    public init() {}

    /// A JWK Set; what stands in it stays, keys that are not for verifying tokens included.
    public init(parsing text: Span<UInt8>) throws(KeySetFault) {
        members = try KeySet.values(in: try KeySet.document(text)).map { value in
            var writer = JSONWriter(capacity: 1_024)
            writer.value(value)
            return Member(
                line: String(decoding: writer.span), keyID: value["kid"]?.string,
                madeAt: value["iat"]?.wallTime)
        }
    }

    /// The key signs from `time` on; a shared secret, which is never published, changes nothing.
    public mutating func append(_ key: Key, at time: WallTime) {
        guard case .publicKey(let publicKey) = key.material else { return }
        var writer = JSONWriter(capacity: 1_024)
        writer.publicKey(
            publicKey, keyID: key.keyID, algorithm: key.algorithm,
            issuedAt: Int(time.secondsSince1970))
        members.append(
            Member(line: String(decoding: writer.span), keyID: key.keyID, madeAt: time))
    }

    /// Takes out the keys that signed last before `time`.
    /// - Returns: their IDs. A key without a successor that says since when it signs is never among them.
    public mutating func removeSuperseded(before time: WallTime) -> [String] {
        var kept: [Member] = []
        var removed: [String] = []
        var successor: WallTime?
        for member in members.reversed() {
            if let successor, successor < time, let keyID = member.keyID {
                removed.append(keyID)
            } else {
                kept.append(member)
            }
            successor = member.madeAt ?? successor
        }
        members = kept.reversed()
        return removed.reversed()
    }

    /// The JWK Set, one key a line, ending in a line feed.
    /// - Throws: where it would be no key set that verifies tokens.
    public func serialized() throws(KeySetFault) -> String {
        let text = KeySet.text(members.map(\.line))
        _ = try KeySet(parsing: Array(text.utf8).span, holding: .publicKeys)
        return text
    }
}
