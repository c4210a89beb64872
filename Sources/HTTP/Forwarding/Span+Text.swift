import Codecs

extension Span<UInt8> {
    func equals(_ text: StaticString) -> Bool { equals(text.span) }

    func equals(_ other: Span<UInt8>) -> Bool {
        guard count == other.count else { return false }
        for index in indices where self[index] != other[index] { return false }
        return true
    }

    /// Compares with lower-case ASCII text.
    func equals(ignoringCase text: StaticString) -> Bool {
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
