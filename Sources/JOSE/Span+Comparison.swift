import Codecs

extension Span<UInt8> {
    func equals(_ text: StaticString) -> Bool {
        equals(text.span)
    }

    func equals(_ other: Span<UInt8>) -> Bool {
        guard count == other.count else { return false }
        for index in indices where self[index] != other[index] { return false }
        return true
    }

    /// ASCII letters compare alike in both cases, all other bytes exactly.
    func equalsIgnoringCase(_ text: StaticString) -> Bool {
        let other = text.span
        guard count == other.count else { return false }
        for index in indices where self[index].lowercasedASCII != other[index].lowercasedASCII {
            return false
        }
        return true
    }
}

extension UInt8 {
    fileprivate var lowercasedASCII: UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self) ? self | 0x20 : self
    }
}
