/// The tags of one credential, at most one of each kind: what may be revoked of it. Made once, when the
/// credential is verified, and kept inline beside it: 136 bytes, no allocation, nothing counted.
public struct RevocationMarks: Sendable {
    /// Of the kinds that are marked; the others are not looked at.
    private var tags = InlineArray<8, RevocationTag>(repeating: RevocationTag(high: 0, low: 0))
    /// One bit for each kind, its raw value's.
    private(set) var kinds: UInt8 = 0

    /// Those of a credential that nothing can revoke.
    public init() {}

    /// Adds a tag; another one of its kind is replaced.
    public mutating func insert(_ tag: RevocationTag) {
        tags[Int(tag.kind.rawValue)] = tag
        kinds |= 1 << tag.kind.rawValue
    }

    public subscript(kind: RevocationKind) -> RevocationTag? {
        kinds >> kind.rawValue & 1 == 1 ? tags[Int(kind.rawValue)] : nil
    }

    /// The tag of the lowest bit that is set in `kinds`, some of the kinds that are marked.
    @inline(__always)
    func first(of kinds: UInt8) -> RevocationTag { tags[kinds.trailingZeroBitCount & 7] }
}
