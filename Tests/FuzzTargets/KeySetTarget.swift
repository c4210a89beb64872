import Codecs
import JOSE

/// A key set of public keys never holds a secret; what is read can be written and read again.
func fuzzKeySet(_ input: Span<UInt8>) {
    _ = try? KeySet(parsing: input, holding: .secrets)
    _ = try? SigningKey(parsing: input)
    guard let keys = try? KeySet(parsing: input, holding: .publicKeys) else { return }
    precondition(keys.keys.count <= KeySet.keysLimit)
    let written = Array(keys.serialized().utf8)
    guard let again = try? KeySet(parsing: written.span, holding: .publicKeys) else {
        preconditionFailure("what was written does not parse")
    }
    precondition(again.keys.map(\.keyID) == keys.keys.map(\.keyID))
}
