import Crypto

/// What a revocation and a credential are compared by: 125 bits of a keyed hash and three that say the
/// kind, so that no tag is taken for one of another kind. Made by `RevocationTagger`; means something only
/// beside tags of the same key.
///
/// The bits are divided up once and for all, each part uniformly distributed for whoever lacks the key:
///
///     high  63…32 place in the segment's table    31…0 bits in the filter's word
///     low   63…54 segment    53…22 word of the filter    21…3 unused    2…0 kind
public struct RevocationTag: Hashable, Sendable {
    public let high: UInt64
    public let low: UInt64

    /// A tag that was kept.
    public init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    init(_ hash: KeyedHash.Tag, kind: RevocationKind) {
        self.init(high: hash.high, low: hash.low & ~7 | UInt64(kind.rawValue))
    }

    public var kind: RevocationKind {
        guard let kind = RevocationKind(rawValue: UInt8(low & 7)) else {
            preconditionFailure("three bits name eight kinds")
        }
        return kind
    }

    static let segmentCount = 1024

    var segment: Int { Int(low >> 54) }
    /// With the segment, what is compared: 106 bits. Of ten million entries one in 2⁸² credentials would
    /// meet another's.
    var place: UInt32 { UInt32(truncatingIfNeeded: high >> 32) }
    var filterBits: UInt32 { UInt32(truncatingIfNeeded: high) }
    var filterWord: UInt32 { UInt32(truncatingIfNeeded: low >> 22) }
}
