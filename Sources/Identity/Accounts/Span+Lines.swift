extension Span<UInt8> {
    /// Each line with its number from 1, without its end, LF or CRLF; nothing for an empty last one.
    func forEachLine(_ body: (_ number: Int, _ line: Span<UInt8>) -> Void) {
        var start = 0
        var number = 0
        while start < count {
            var end = start
            while end < count, self[end] != UInt8(ascii: "\n") { end += 1 }
            let isCRLF = end > start && self[end - 1] == UInt8(ascii: "\r")
            number += 1
            body(number, extracting(start..<(isCRLF ? end - 1 : end)))
            start = end + 1
        }
    }

    /// Whether a line says nothing: blanks alone, or a comment.
    var isSilent: Bool {
        for index in indices where self[index] != 0x20 && self[index] != 0x09 {
            return self[index] == UInt8(ascii: "#")
        }
        return true
    }

    /// The place of the first `:`.
    var colon: Int? {
        for index in indices where self[index] == UInt8(ascii: ":") { return index }
        return nil
    }
}
