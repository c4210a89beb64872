/// Reads a JSON text once, front to back, onto a tape. A state machine, never recursive: the
/// containers still open are a list threaded through their own nodes, so depth costs no stack.
struct JSONParser {
    private enum Expectation { case value, valueOrEnd, name, nameOrEnd, separatorOrEnd, nothing }

    /// What follows a complete value.
    private enum Place { case root, array, object }

    var bytes: [UInt8]
    var offset = 0
    var nodes: [JSONNode] = []
    /// The innermost open container, -1 outside all. Until a container is closed its node holds, as
    /// `childCount` and `next`, its parent's index + 1 and the children its parent had by then.
    var container = -1
    var childCount = 0
    private var place = Place.root
    private var depth = 0
    private let depthLimit: Int

    init(_ text: consuming [UInt8], depthLimit: Int) throws(JSONFault) {
        guard text.count <= JSONDocument.byteCountLimit else { throw .tooLong }
        self.depthLimit = depthLimit
        nodes.reserveCapacity(text.count / 12 + 4)
        bytes = text
    }

    mutating func parse() throws(JSONFault) -> JSONTape {
        var expectation = Expectation.value
        while let byte = nextByte() {
            expectation = try advance(byte, expecting: expectation)
        }
        guard expectation == .nothing else { throw .unexpectedEnd }
        return JSONTape(bytes: bytes, nodes: nodes)
    }

    /// The next byte that is no white space; `offset` stays on it.
    @inline(__always)
    private mutating func nextByte() -> UInt8? {
        while offset < bytes.count {
            switch bytes[offset] {
            case 0x20, 0x09, 0x0A, 0x0D: offset += 1
            case let byte: return byte
            }
        }
        return nil
    }

    private mutating func advance(
        _ byte: UInt8, expecting expectation: Expectation
    ) throws(JSONFault) -> Expectation {
        switch (expectation, byte) {
        case (.value, _),
            (.valueOrEnd, _) where byte != UInt8(ascii: "]"):
            return try readValue(byte)
        case (.name, UInt8(ascii: "\"")), (.nameOrEnd, UInt8(ascii: "\"")):
            try readString()
            guard let colon = nextByte() else { throw .unexpectedEnd }
            guard colon == UInt8(ascii: ":") else { throw .unexpectedByte(at: offset) }
            offset += 1
            childCount += 1
            return .value
        case (.separatorOrEnd, UInt8(ascii: ",")):
            offset += 1
            return place == .object ? .name : .value
        case (.valueOrEnd, UInt8(ascii: "]")),
            (.separatorOrEnd, UInt8(ascii: "]")) where place == .array,
            (.nameOrEnd, UInt8(ascii: "}")),
            (.separatorOrEnd, UInt8(ascii: "}")) where place == .object:
            return try close()
        default: throw .unexpectedByte(at: offset)
        }
    }

    private var expectationBehindValue: Expectation { place == .root ? .nothing : .separatorOrEnd }

    private mutating func readValue(_ byte: UInt8) throws(JSONFault) -> Expectation {
        if place == .array { childCount += 1 }
        switch byte {
        case UInt8(ascii: "\""): try readString()
        case UInt8(ascii: "{"): return try open(.object)
        case UInt8(ascii: "["): return try open(.array)
        case UInt8(ascii: "t"): try readLiteral(.true, "true")
        case UInt8(ascii: "f"): try readLiteral(.false, "false")
        case UInt8(ascii: "n"): try readLiteral(.null, "null")
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): try readNumber()
        default: throw .unexpectedByte(at: offset)
        }
        return expectationBehindValue
    }

    private mutating func open(_ kind: JSONKind) throws(JSONFault) -> Expectation {
        guard depth < depthLimit else { throw .tooDeep(at: offset) }
        depth += 1
        nodes.append(JSONNode(kind, childCount: container + 1, next: childCount))
        container = nodes.count - 1
        childCount = 0
        offset += 1
        place = kind == .array ? .array : .object
        return kind == .array ? .valueOrEnd : .nameOrEnd
    }

    private mutating func close() throws(JSONFault) -> Expectation {
        if place == .object { try refuseDuplicateNames() }
        let opened = nodes[container]
        nodes[container] = JSONNode(opened.kind, childCount: childCount, next: nodes.count)
        container = opened.childCount - 1
        childCount = opened.next
        depth -= 1
        offset += 1
        if container < 0 {
            place = .root
        } else {
            place = nodes[container].kind == .array ? .array : .object
        }
        return expectationBehindValue
    }

    private mutating func readLiteral(_ kind: JSONKind, _ word: StaticString) throws(JSONFault) {
        let start = offset
        let letters = word.span
        for index in letters.indices {
            guard offset < bytes.count else { throw .unexpectedEnd }
            guard bytes[offset] == letters[index] else { throw .unexpectedByte(at: offset) }
            offset += 1
        }
        nodes.append(JSONNode(kind, start: start, length: offset - start))
    }

    /// RFC 8259 §6: `-`, no leading zero, digits on both sides of a point and behind an exponent.
    private mutating func readNumber() throws(JSONFault) {
        let start = offset
        if bytes[offset] == UInt8(ascii: "-") { offset += 1 }
        if offset < bytes.count, bytes[offset] == UInt8(ascii: "0") {
            offset += 1
        } else {
            try skipDigits(from: start)
        }
        if offset < bytes.count, bytes[offset] == UInt8(ascii: ".") {
            offset += 1
            try skipDigits(from: start)
        }
        if offset < bytes.count, bytes[offset] | 0x20 == UInt8(ascii: "e") {
            offset += 1
            if offset < bytes.count,
                bytes[offset] == UInt8(ascii: "+") || bytes[offset] == UInt8(ascii: "-")
            {
                offset += 1
            }
            try skipDigits(from: start)
        }
        nodes.append(JSONNode(.number, start: start, length: offset - start))
    }

    private mutating func skipDigits(from start: Int) throws(JSONFault) {
        let first = offset
        while offset < bytes.count, bytes[offset] &- 0x30 < 10 { offset += 1 }
        guard offset > first else { throw .invalidNumber(at: start) }
    }
}
