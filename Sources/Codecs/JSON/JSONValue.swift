/// One value of a document: a reference to the shared tape and an index, no copy. Reading it as what it
/// is not gives nil, never a conversion: `"1"` is no integer, `1` no Boolean.
public struct JSONValue: Sendable {
    let tape: JSONTape
    let index: Int

    var node: JSONNode { tape.nodes[index] }

    public var kind: JSONKind { node.kind }

    /// An object's member of that name; nil also where the value is no object.
    public subscript(name: StaticString) -> JSONValue? {
        self[utf8: name.span]
    }

    /// An object's member whose unescaped name is those bytes.
    public subscript(utf8 name: Span<UInt8>) -> JSONValue? {
        guard let members else { return nil }
        for member in members where member.name.equals(name) { return member.value }
        return nil
    }

    /// An array's elements in order, nil where the value is no array.
    public var elements: JSONElements? {
        kind == .array ? JSONElements(tape: tape, container: index) : nil
    }

    /// An object's members in order, nil where the value is no object.
    public var members: JSONMembers? {
        kind == .object ? JSONMembers(tape: tape, container: index) : nil
    }

    /// The unescaped text of a string, or a number as written; empty for all other kinds.
    public var utf8: Span<UInt8> {
        @_lifetime(borrow self) get {
            guard kind == .string || kind == .number else { return Span() }
            // The tape's array never changes and lives as long as the tape, which this value holds.
            let all = unsafe tape.bytes.withUnsafeBufferPointer { unsafe $0 }
            let text = unsafe Span(
                _unsafeElements: all.extracting(node.start..<node.start + node.length))
            return unsafe _overrideLifetime(text, borrowing: self)
        }
    }

    /// Whether this is a string of exactly these bytes.
    public func equals(_ text: Span<UInt8>) -> Bool {
        guard kind == .string, node.length == text.count else { return false }
        let own = utf8
        for place in 0..<text.count where own[place] != text[place] { return false }
        return true
    }

    public func equals(_ text: StaticString) -> Bool {
        equals(text.span)
    }

    /// A string's text, copied.
    public var string: String? { kind == .string ? String(decoding: utf8) : nil }

    public var bool: Bool? {
        switch kind {
        case .true: true
        case .false: false
        default: nil
        }
    }

    public var isNull: Bool { kind == .null }

    /// A number written without point and exponent, nil where it does not fit.
    public var integer: Int64? { kind == .number ? Int64(decimal: utf8) : nil }

    /// A NumericDate (RFC 7519 §2): seconds since 1970, rounded down to whole ones; nil outside the
    /// years 1 to 9999, so that no later arithmetic can overflow (T46).
    public var wallTime: WallTime? { kind == .number ? WallTime(numericDate: utf8) : nil }
}

/// The elements of an array.
public struct JSONElements: Sequence, IteratorProtocol, Sendable {
    private let tape: JSONTape
    private var index: Int
    /// Those not yet given out.
    public private(set) var count: Int

    init(tape: JSONTape, container: Int) {
        self.tape = tape
        index = container + 1
        count = tape.nodes[container].childCount
    }

    public mutating func next() -> JSONValue? {
        guard count > 0 else { return nil }
        defer {
            index = tape.index(after: index)
            count -= 1
        }
        return JSONValue(tape: tape, index: index)
    }
}

/// The members of an object.
public struct JSONMembers: Sequence, IteratorProtocol, Sendable {
    private let tape: JSONTape
    private var index: Int
    /// Those not yet given out.
    public private(set) var count: Int

    init(tape: JSONTape, container: Int) {
        self.tape = tape
        index = container + 1
        count = tape.nodes[container].childCount
    }

    public mutating func next() -> (name: JSONValue, value: JSONValue)? {
        guard count > 0 else { return nil }
        defer {
            index = tape.index(after: index + 1)
            count -= 1
        }
        return (JSONValue(tape: tape, index: index), JSONValue(tape: tape, index: index + 1))
    }
}
