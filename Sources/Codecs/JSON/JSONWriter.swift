/// Writes JSON into a buffer of its own: commas by itself, strings escaped so that a line of output
/// stays one line whatever a client sent (T91). Nesting is the caller's: each `begin` has its `end`.
public struct JSONWriter: ~Copyable {
    private var buffer: ByteBuffer

    /// - Parameter capacity: bytes to reserve at once.
    public init(capacity: Int = 0) { buffer = ByteBuffer(capacity: capacity) }

    /// What is written so far.
    public var span: Span<UInt8> {
        @_lifetime(borrow self) get { buffer.span }
    }

    /// Forgets what is written and keeps the memory.
    public mutating func removeAll() { buffer.removeAll() }

    public mutating func beginObject() { open(UInt8(ascii: "{")) }
    public mutating func endObject() { buffer.append(UInt8(ascii: "}")) }
    public mutating func beginArray() { open(UInt8(ascii: "[")) }
    public mutating func endArray() { buffer.append(UInt8(ascii: "]")) }

    /// A member's name; its value comes next.
    public mutating func name(_ name: StaticString) { self.name(name.span) }

    public mutating func name(_ name: Span<UInt8>) {
        string(name)
        buffer.append(UInt8(ascii: ":"))
    }

    public mutating func string(_ text: StaticString) { string(text.span) }

    public mutating func string(_ text: Span<UInt8>) {
        separate()
        buffer.append(jsonString: text)
    }

    /// For people's texts; not for the hot path, and not what a literal means.
    @_disfavoredOverload
    public mutating func string(_ text: some StringProtocol) {
        let utf8 = [UInt8](text.utf8)
        string(utf8.span)
    }

    public mutating func integer(_ number: Int) {
        separate()
        buffer.append(decimal: number)
    }

    public mutating func bool(_ value: Bool) {
        separate()
        buffer.append(value ? "true" : "false")
    }

    public mutating func null() {
        separate()
        buffer.append("null")
    }

    /// A value read before, written in the shortest form that means the same.
    public mutating func value(_ value: JSONValue) {
        switch value.kind {
        case .null: null()
        case .false: bool(false)
        case .true: bool(true)
        case .string: string(value.utf8)
        case .number:
            separate()
            buffer.append(value.utf8)
        case .array, .object: container(value)
        }
    }

    private mutating func open(_ bracket: UInt8) {
        separate()
        buffer.append(bracket)
    }

    /// A comma, unless the last byte opened something or there is none: no complete value ends so.
    @inline(__always)
    private mutating func separate() {
        guard let last = buffer.last else { return }
        switch last {
        case UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: ":"): return
        default: buffer.append(UInt8(ascii: ","))
        }
    }

    /// Depth is bounded by what the parser let in.
    private mutating func container(_ value: JSONValue) {
        if let elements = value.elements {
            beginArray()
            for element in elements { self.value(element) }
            endArray()
        } else if let members = value.members {
            beginObject()
            for member in members {
                name(member.name.utf8)
                self.value(member.value)
            }
            endObject()
        }
    }
}
