import Codecs

/// The codecs take spans, which `#expect` cannot look into; these take what it can.
extension Base64URL {
    static func encode(_ bytes: [UInt8]) -> String { encode(bytes.span) }
    static func decode(_ text: String) throws(Base64Fault) -> [UInt8] {
        try decode([UInt8](text.utf8))
    }
    static func decode(_ text: [UInt8]) throws(Base64Fault) -> [UInt8] { try decode(text.span) }
}

extension Base64 {
    static func encode(_ bytes: [UInt8]) -> String { encode(bytes.span) }
    static func decode(_ text: String) throws(Base64Fault) -> [UInt8] {
        let bytes = [UInt8](text.utf8)
        return try decode(bytes.span)
    }
}

extension Hex {
    static func decode(_ text: String) -> [UInt8]? {
        let bytes = [UInt8](text.utf8)
        return decode(bytes.span)
    }
}

extension JSONValue {
    func equals(_ text: [UInt8]) -> Bool { equals(text.span) }
}

extension AddressAndPort {
    init?(parsing text: String) {
        let bytes = [UInt8](text.utf8)
        self.init(parsing: bytes.span)
    }
}

extension Int64 {
    init?(decimal text: String) {
        let bytes = [UInt8](text.utf8)
        self.init(decimal: bytes.span)
    }
}

/// The text held, for comparison.
func textOf(_ buffer: borrowing ByteBuffer) -> String { String(decoding: buffer.span) }
func textOf(_ json: borrowing JSONWriter) -> String { String(decoding: json.span) }
func bytesOf(_ buffer: borrowing ByteBuffer) -> [UInt8] { [UInt8](buffer.span) }
