extension Span<UInt8> {
    /// Whether these are exactly the bytes of `text`.
    public func equals(_ text: StaticString) -> Bool { equals(text.span) }

    /// Whether both hold the same bytes. Not for secrets: it stops at the first difference.
    public func equals(_ other: Span<UInt8>) -> Bool {
        guard count == other.count else { return false }
        for index in indices where self[index] != other[index] { return false }
        return true
    }

    /// Whether these are the bytes of `text`, ASCII letters alike in both cases.
    /// - Parameter text: in lower case.
    public func equals(ignoringCase text: StaticString) -> Bool {
        let expected = text.span
        guard count == expected.count else { return false }
        for index in indices {
            let byte = self[index]
            let lower = 0x41...0x5A ~= byte ? byte | 0x20 : byte
            if lower != expected[index] { return false }
        }
        return true
    }
}
