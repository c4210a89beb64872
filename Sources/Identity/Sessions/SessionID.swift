import Codecs

/// What a session is stored under: the labelled hash of its secret, so that who reads the store, a list or
/// a log learns no cookie. 256 bits; equal IDs are equal words.
public struct SessionID: Hashable, Sendable {
    public static let byteCount = 32

    private let words: InlineWords

    private struct InlineWords: Hashable {
        let first, second, third, fourth: UInt64
    }

    public init(_ bytes: InlineArray<32, UInt8>) {
        // Both are 32 plain bytes, and every pattern of bits is an integer.
        words = unsafe unsafeBitCast(bytes, to: InlineWords.self)
    }

    /// - Returns: nil where there are not exactly 32 bytes.
    public init?(_ bytes: Span<UInt8>) {
        guard bytes.count == Self.byteCount else { return nil }
        var copy = InlineArray<32, UInt8>(repeating: 0)
        for index in bytes.indices { copy[index] = bytes[index] }
        self.init(copy)
    }

    /// The ID that commands and lists show: 64 hexadecimal digits.
    public init?(hex text: Span<UInt8>) {
        guard text.count == 2 * Self.byteCount, let bytes = Hex.decode(text) else { return nil }
        self.init(bytes.span)
    }

    public var bytes: InlineArray<32, UInt8> {
        unsafe unsafeBitCast(words, to: InlineArray<32, UInt8>.self)
    }

    /// 64 lower-case hexadecimal digits.
    public var hex: String { Hex.encode(bytes.span) }
}

/// The order of IDs as bytes, which is a store's.
extension SessionID: Comparable {
    public static func < (left: SessionID, right: SessionID) -> Bool {
        let mine = left.words, others = right.words
        if mine.first != others.first { return mine.first.bigEndian < others.first.bigEndian }
        if mine.second != others.second { return mine.second.bigEndian < others.second.bigEndian }
        if mine.third != others.third { return mine.third.bigEndian < others.third.bigEndian }
        return mine.fourth.bigEndian < others.fourth.bigEndian
    }
}
