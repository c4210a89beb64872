import Codecs

/// The fields of a query or of a form's body, `application/x-www-form-urlencoded` (WHATWG URL §5.1),
/// decoded. It promises that no name stands there twice: which of two values is meant would be up to
/// whoever reads them next (T69).
struct FormFields {
    enum Fault: Error, Equatable {
        case tooManyFields
        /// A `%` without two hexadecimal digits.
        case badEscape
        case repeatedName
    }

    static let fieldCountLimit = 16

    private var fields: [(name: [UInt8], value: [UInt8])] = []

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
    subscript(name: StaticString) -> [UInt8]? {
        fields.first { $0.name.span.equals(name) }?.value
    }

    private mutating func insert(_ pair: Span<UInt8>) throws(Fault) {
        guard fields.count < Self.fieldCountLimit else { throw .tooManyFields }
        var equals = 0
        while equals < pair.count, pair[equals] != UInt8(ascii: "=") { equals += 1 }
        let name = try Self.decode(pair.extracting(..<equals))
        guard !fields.contains(where: { $0.name == name }) else { throw .repeatedName }
        let value = try Self.decode(pair.extracting(min(equals + 1, pair.count)...))
        fields.append((name, value))
    }

    /// One value, decoded.
    static func decode(_ text: Span<UInt8>) throws(Fault) -> [UInt8] {
        var plain = ByteBuffer(capacity: text.count)
        for index in text.indices {
            plain.append(text[index] == UInt8(ascii: "+") ? UInt8(ascii: " ") : text[index])
        }
        var decoded = ByteBuffer(capacity: text.count)
        do throws(PercentEncoding.Fault) {
            try PercentEncoding.decode(plain.span, into: &decoded)
        } catch {
            throw .badEscape
        }
        return [UInt8](decoded.span)
    }
}
