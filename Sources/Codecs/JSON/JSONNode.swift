public enum JSONKind: UInt8, Sendable {
    case null, `false`, `true`, number, string, array, object
}

/// One value on the tape, in eight bytes. A scalar holds where its text is; an array or object holds
/// how many children it has and where the first node behind them is. An object's children are names
/// and values in turn.
struct JSONNode: Sendable {
    /// Low 32 bits: `start` or `childCount`; then 28 bits: `length` or `next`; then the kind.
    private let bits: UInt64

    private init(_ kind: JSONKind, low: Int, high: Int) {
        assert(low <= UInt32.max && high < 1 << 28)
        bits = UInt64(low) | UInt64(high) << 32 | UInt64(kind.rawValue) << 60
    }

    init(_ kind: JSONKind, start: Int, length: Int) {
        self.init(kind, low: start, high: length)
    }

    init(_ kind: JSONKind, childCount: Int, next: Int) {
        self.init(kind, low: childCount, high: next)
    }

    var kind: JSONKind { JSONKind(rawValue: UInt8(bits >> 60)) ?? .null }
    var isContainer: Bool { kind == .array || kind == .object }
    private var low: Int { Int(bits & 0xFFFF_FFFF) }
    private var high: Int { Int(bits >> 32 & 0xFFF_FFFF) }

    /// Where a scalar's text starts and how long it is, in bytes; quotes not included.
    var start: Int { low }
    var length: Int { high }
    /// Elements of an array, members of an object.
    var childCount: Int { low }
    /// The index behind the last node inside a container.
    var next: Int { high }
}
