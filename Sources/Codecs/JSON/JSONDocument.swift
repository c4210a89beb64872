/// A JSON text, parsed strictly (RFC 8259) and once: valid UTF-8 without byte order mark, no name
/// twice in an object however it is escaped, no lone surrogate, a stated depth. What has two readings
/// is refused, because the next parser would choose the other one (T49).
///
/// The result is flat: the text itself, its strings unescaped in place, beside a tape of eight bytes
/// a value. Numbers stay text until somebody asks for an integer, so no number can trap (T46).
public struct JSONDocument: Sendable {
    /// Bytes in a document at most; also what keeps a tape's indices within 28 bits.
    public static let byteCountLimit = 1 << 28 - 1

    let tape: JSONTape

    /// - Parameters:
    ///   - text: taken over, not copied, when the caller gives up its only reference.
    ///   - depthLimit: arrays and objects inside each other; `[]` is one deep, a scalar none.
    public init(parsing text: consuming [UInt8], depthLimit: Int) throws(JSONFault) {
        var parser = try JSONParser(text, depthLimit: depthLimit)
        tape = try parser.parse()
    }

    public init(parsing text: Span<UInt8>, depthLimit: Int) throws(JSONFault) {
        try self.init(parsing: [UInt8](text), depthLimit: depthLimit)
    }

    public var root: JSONValue { JSONValue(tape: tape, index: 0) }

    /// The root's member of that name.
    public subscript(name: StaticString) -> JSONValue? { root[name] }
}

/// What all values of a document share.
final class JSONTape: Sendable {
    let bytes: [UInt8]
    let nodes: [JSONNode]

    init(bytes: [UInt8], nodes: [JSONNode]) {
        self.bytes = bytes
        self.nodes = nodes
    }

    /// The index of the node behind the whole value at `index`.
    func index(after index: Int) -> Int {
        let node = nodes[index]
        return node.isContainer ? node.next : index + 1
    }
}
