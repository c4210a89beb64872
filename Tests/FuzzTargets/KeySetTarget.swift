import Codecs
import JOSE

/// A key set of public keys never holds a secret; what is read can be written and read again.
func fuzzKeySet(_ input: Span<UInt8>) {
    _ = try? KeySet(parsing: input, holding: .secrets)
    _ = try? SigningKey(parsing: input)
    if var keys = try? KeySuccession(parsing: input), let text = try? keys.serialized() {
        // What is taken out was there, and the last key stays.
        let before = try? KeySet(parsing: Array(text.utf8).span, holding: .publicKeys)
        _ = keys.removeSuperseded(before: WallTime(secondsSince1970: .max))
        guard let left = try? keys.serialized() else { return }
        let after = try? KeySet(parsing: Array(left.utf8).span, holding: .publicKeys)
        precondition(after?.keys.last?.keyID == before?.keys.last?.keyID)
    }
    guard let keys = try? KeySet(parsing: input, holding: .publicKeys) else { return }
    precondition(keys.keys.count <= KeySet.keysLimit)
    let written = Array(keys.serialized().utf8)
    guard let again = try? KeySet(parsing: written.span, holding: .publicKeys) else {
        preconditionFailure("what was written does not parse")
    }
    precondition(again.keys.map(\.keyID) == keys.keys.map(\.keyID))
}
