import Crypto
import Codecs

/// Tells whether an account's line is still the one that a session was opened with: half of a SHA-256
/// over name and hash. A changed password has another one, and so has an account that was removed and
/// made again. It reveals nothing of the hash.
public struct AccountFingerprint: Hashable, Sendable {
    public let bits: UInt128

    /// One that was kept with a session.
    public init(bits: UInt128) { self.bits = bits }

    /// - Parameter digest: SHA-256.
    init(of name: AccountName, _ hash: PasswordHash, by digest: Digest) {
        precondition(digest.algorithm == .sha256)
        var input: [UInt8] = []
        // Each with its length before it: no name can borrow bytes of a hash.
        for part in [Array(name.text.utf8), hash.text] {
            input.append(UInt8(part.count >> 8))
            input.append(UInt8(part.count & 255))
            input += part
        }
        let result = digest.hash(input.span)
        bits = result.prefix(16).reduce(0) { $0 << 8 | UInt128($1) }
    }
}
