/// Walks the elements of a comma-separated list (RFC 9110 §5.6.1): white space around elements and
/// empty elements are passed over, commas in quoted strings are no separators.
struct ListElements {
    /// What is left of the value.
    private var rest: Range<Int>

    init(_ value: Range<Int>) { rest = value }

    /// The next element's place in `bytes`, nil at the end.
    mutating func next(in bytes: borrowing Span<UInt8>) -> Range<Int>? {
        var start = rest.lowerBound
        let end = rest.upperBound
        while start < end, bytes[start].isListSpace || bytes[start] == UInt8(ascii: ",") {
            start += 1
        }
        guard start < end else { return nil }
        var stop = start
        var isQuoted = false
        while stop < end, isQuoted || bytes[stop] != UInt8(ascii: ",") {
            if bytes[stop] == UInt8(ascii: "\"") { isQuoted.toggle() }
            if isQuoted, bytes[stop] == UInt8(ascii: "\\") { stop = min(stop + 1, end - 1) }
            stop += 1
        }
        rest = stop..<end
        while bytes[stop - 1].isListSpace { stop -= 1 }
        return start..<stop
    }
}

extension UInt8 {
    fileprivate var isListSpace: Bool { self == 0x20 || self == 0x09 }
}
