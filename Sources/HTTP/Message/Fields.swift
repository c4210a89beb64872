import Codecs

/// The field section of a message and the head bytes it lies in. Owned by a `Request`, a `Response`
/// or the trailers of a body, and reused from message to message: once warm it allocates nothing.
/// Names and values are lent as spans that live until the fields are next changed. A removed line
/// stays where it is and is passed over by everything but `subscript`.
public struct Fields: ~Copyable {
    /// The head as it came, start line and line ends included, and whatever was appended by us.
    var bytes = ByteBuffer()
    private var lines = FieldLines()
    /// The known fields that came with this message, removed or not.
    public private(set) var present = FieldSet()

    public init() {}

    /// Lines held, the removed ones included; they have the indices `0..<count`.
    public var count: Int { lines.count }

    /// The line at `index`, removed or not.
    public subscript(index: Int) -> FieldLine { lines[index] }

    /// The name as the sender wrote it.
    @_lifetime(borrow self)
    public func name(of line: FieldLine) -> Span<UInt8> { bytes.span.extracting(line.nameRange) }

    /// The value without the white space around it; it may be empty and may hold bytes 0x80–0xFF.
    @_lifetime(borrow self)
    public func value(of line: FieldLine) -> Span<UInt8> { bytes.span.extracting(line.valueRange) }

    /// Whether a line of `field` is there that was not removed. One mask where it never was.
    @inline(__always)
    public func contains(_ field: KnownField) -> Bool { firstIndex(of: field) != nil }

    /// How many lines of `field` are there.
    public func count(of field: KnownField) -> Int {
        guard present.contains(field) else { return 0 }
        var found = 0
        for index in 0..<count where lines[index].name == field && !lines[index].isRemoved {
            found += 1
        }
        return found
    }

    /// The value of the first line of `field`, nil where there is none.
    @_lifetime(borrow self)
    public func first(_ field: KnownField) -> Span<UInt8>? {
        guard let index = firstIndex(of: field) else { return nil }
        return value(of: lines[index])
    }

    /// The first line of `field` at `start` or behind it. Not for `KnownField.other`.
    @inline(__always)
    public func firstIndex(of field: KnownField, from start: Int = 0) -> Int? {
        guard present.contains(field) else { return nil }
        var index = start
        while index < count {
            if lines[index].name == field && !lines[index].isRemoved { return index }
            index += 1
        }
        return nil
    }

    /// Takes the line at `index` out of the message.
    public mutating func remove(at index: Int) {
        lines[index].isRemoved = true
    }

    /// Takes every line of `field` out of the message.
    public mutating func remove(_ field: KnownField) {
        guard present.contains(field) else { return }
        for index in 0..<count where lines[index].name == field { lines[index].isRemoved = true }
    }

    /// Forgets everything and keeps the memory.
    public mutating func reset() {
        bytes.removeAll()
        lines.removeAll()
        present = FieldSet()
    }

    @inline(__always)
    mutating func append(_ line: FieldLine) {
        lines.append(line)
        present.insert(line.name)
    }

    /// Shortens the value at `index` to its first `length` bytes.
    mutating func shortenValue(at index: Int, to length: Int) {
        lines[index].shortenValue(to: length)
    }
}
