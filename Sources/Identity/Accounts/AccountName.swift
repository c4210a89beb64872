import Codecs

/// The canonical name of an account: 1 to 64 of `a-z 0-9 . _ @ -`, in lower case. Everything that asks
/// about an account (users file, login, throttle, session) asks by this, so that no second spelling
/// is another account (T94). Up to 15 bytes it needs no memory of its own.
public struct AccountName: Hashable, Sendable {
    /// Bytes of a name at most.
    public static let byteCountLimit = 64

    public let text: String

    /// Folds ASCII capitals; nil for what can be no account's name.
    public init?(_ written: Span<UInt8>) {
        guard (1...Self.byteCountLimit) ~= written.count else { return nil }
        for index in written.indices where !Self.characters.contains(written[index]) { return nil }
        text = unsafe String(unsafeUninitializedCapacity: written.count) { room in
            for index in written.indices {
                let byte = written[index]
                unsafe room[index] = 0x41...0x5A ~= byte ? byte | 0x20 : byte
            }
            return written.count
        }
    }

    public init?(_ written: String) {
        let utf8 = [UInt8](written.utf8)
        self.init(utf8.span)
    }

    /// What a name may be written with; groups are written with the same.
    static let characters = ASCIISet(UInt8(ascii: "a")...UInt8(ascii: "z"))
        .union(ASCIISet(UInt8(ascii: "A")...UInt8(ascii: "Z")))
        .union(ASCIISet(UInt8(ascii: "0")...UInt8(ascii: "9")))
        .union(ASCIISet("._@-"))

    /// In words, for faults.
    public static let allowed = "1 to \(byteCountLimit) letters, digits, . _ @ -"
}

extension AccountName: CustomStringConvertible, Comparable {
    public var description: String { text }

    public static func < (left: AccountName, right: AccountName) -> Bool { left.text < right.text }
}
