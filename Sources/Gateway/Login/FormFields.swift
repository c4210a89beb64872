import Codecs
import Crypto

/// The fields of a query or of a form's body, `application/x-www-form-urlencoded` (WHATWG URL §5.1),
/// decoded. It promises that no name stands there twice: which of two values is meant would be up to
/// whoever reads them next (T69), and that nothing decoded stays in memory: one of them is a password.
struct FormFields {
    enum Fault: Error, Equatable {
        case tooManyFields
        /// A `%` without two hexadecimal digits.
        case badEscape
        case repeatedName
    }

    static let fieldCountLimit = 16

    private var fields: [(name: SecretBuffer, value: SecretBuffer)] = []

    init(parsing text: Span<UInt8>) throws(Fault) {
        var start = 0
        while start < text.count {
            var end = start
            while end < text.count, text[end] != UInt8(ascii: "&") { end += 1 }
            if end > start { try insert(text.extracting(start..<end)) }
            start = end + 1
        }
    }

    /// The value under that name; nil where there is none.
    subscript(name: StaticString) -> SecretBuffer? {
        fields.first { $0.name.span.equals(name) }?.value
    }

    /// The same in ordinary memory, for what is no secret.
    func plain(_ name: StaticString) -> [UInt8]? { self[name].map { [UInt8]($0.span) } }

    private mutating func insert(_ pair: Span<UInt8>) throws(Fault) {
        guard fields.count < Self.fieldCountLimit else { throw .tooManyFields }
        var equals = 0
        while equals < pair.count, pair[equals] != UInt8(ascii: "=") { equals += 1 }
        let name = try Self.decode(pair.extracting(..<equals))
        guard !fields.contains(where: { $0.name.span.equals(name.span) }) else {
            throw .repeatedName
        }
        let value = try Self.decode(pair.extracting(min(equals + 1, pair.count)...))
        fields.append((name, value))
    }

    /// One value, decoded.
    static func decode(_ text: Span<UInt8>) throws(Fault) -> SecretBuffer {
        let decoded = SecretBuffer(capacity: text.count)
        var index = 0
        while index < text.count {
            switch text[index] {
            case UInt8(ascii: "%"):
                guard let byte = PercentEncoding.decodedByte(text, at: index) else {
                    throw .badEscape
                }
                decoded.append(byte)
                index += 3
            case let byte:
                decoded.append(byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
                index += 1
            }
        }
        return decoded
    }
}
