import Codecs

/// Writes a head into memory that was measured before, so that nothing is reserved or checked for
/// growth line by line. Writing past the room is our own mistake and traps.
@safe
struct HeadWriter {
    /// Lent by the buffer for the time of one head.
    private let room: UnsafeMutableRawBufferPointer
    private(set) var count = 0

    init(_ room: UnsafeMutableRawBufferPointer) { unsafe self.room = room }

    @inline(__always)
    mutating func write(_ bytes: Span<UInt8>) {
        let length = bytes.count
        guard length > 0, let start = unsafe room.baseAddress else { return }
        let free = unsafe room.count - count
        precondition(length <= free)
        unsafe bytes.withUnsafeBytes { source in
            guard let source = source.baseAddress else { return }
            unsafe (start + count).copyMemory(from: source, byteCount: length)
        }
        count += length
    }

    @inline(__always)
    mutating func write(_ text: StaticString) { write(text.span) }

    /// `number` in decimal digits.
    mutating func write(decimal number: Int64) {
        precondition(number >= 0)
        var digits = InlineArray<20, UInt8>(repeating: 0)
        var first = 20
        var rest = number
        repeat {
            first -= 1
            digits[first] = 0x30 + UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        } while rest > 0
        write(digits.span.extracting(first..<20))
    }

    /// One field line, in the sender's spelling of the name and with canonical white space.
    @inline(__always)
    mutating func write(_ line: FieldLine, of fields: borrowing Fields) {
        if let canonical = fields.canonical(line) {
            write(canonical)
        } else {
            write(fields.name(of: line))
            write(": ")
            write(fields.value(of: line))
        }
        write("\r\n")
    }

    /// Every line of `fields` that was not removed and is not in `left`.
    @inline(__always)
    mutating func write(_ fields: borrowing Fields, leaving left: FieldSet) {
        for index in 0..<fields.count {
            let line = fields[index]
            guard !line.isRemoved, !left.contains(line.name) else { continue }
            write(line, of: fields)
        }
    }

    /// The one field that frames a body, none where there is none.
    mutating func write(_ framing: BodyFraming) {
        switch framing {
        case .none, .untilClose: return
        case .chunked: write("Transfer-Encoding: chunked\r\n")
        case .length(let count):
            write("Content-Length: ")
            write(decimal: count)
            write("\r\n")
        }
    }
}

extension Fields {
    /// The whole line where it already has the form that it is written in: a colon and one space
    /// between name and value. One copy instead of three.
    @inline(__always)
    @_lifetime(borrow self)
    fileprivate func canonical(_ line: FieldLine) -> Span<UInt8>? {
        let nameEnd = line.nameRange.upperBound
        let value = line.valueRange
        guard value.lowerBound == nameEnd &+ 2, bytes.span[nameEnd &+ 1] == 0x20 else { return nil }
        return bytes.span.extracting(line.nameRange.lowerBound..<value.upperBound)
    }

    /// Room for all lines as `HeadWriter` writes them, framing and connection fields included.
    var roomForLines: Int { bytes.count + 4 * count + 128 }
}
