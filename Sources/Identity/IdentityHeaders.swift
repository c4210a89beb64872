public import Codecs

/// Why a principal cannot be told to the upstream; the request is answered 403.
public enum IdentityFault: Error, Equatable, Sendable {
    /// The claim behind that header is an object, or a list that holds lists or objects.
    case notAValue(header: String)
    /// The header's value would be longer than `IdentityHeaders.valueBytesLimit`.
    case tooLong(header: String)
}

/// What the upstream is told about a principal: one header for each configured claim.
///
/// Values are safe in a header whatever the claim holds (Q26): UTF-8, percent-encoded outside visible
/// ASCII and for `%` and `,`; the elements of a list are encoded first and joined by `,` then, so that
/// the upstream can part them again. A claim that is absent or null makes no header.
public struct IdentityHeaders: Sendable {
    /// Bytes of one value, encoded, at most; above it the request is refused, never the value cut.
    public static let valueBytesLimit = 4096

    private let entries: [Entry]

    /// One header and the claim it carries.
    public struct Entry: Hashable, Sendable {
        public var header: String
        public var claim: String

        public init(header: String, claim: String) {
            self.header = header
            self.claim = claim
        }
    }

    public init(_ entries: [Entry]) { self.entries = entries }

    /// Field lines for the principal with these claims, each ending in CRLF.
    public func lines(for claims: JSONValue) throws(IdentityFault) -> [UInt8] {
        var lines: [UInt8] = []
        for entry in entries {
            guard let value = claims[utf8: Array(entry.claim.utf8).span], !value.isNull else {
                continue
            }
            lines.append(contentsOf: entry.header.utf8)
            lines.append(contentsOf: [0x3A, 0x20])
            let start = lines.count
            guard Self.append(value, to: &lines) else { throw .notAValue(header: entry.header) }
            if lines.count - start > Self.valueBytesLimit { throw .tooLong(header: entry.header) }
            lines.append(contentsOf: [0x0D, 0x0A])
        }
        return lines
    }

    private static func append(_ value: JSONValue, to lines: inout [UInt8]) -> Bool {
        guard let elements = value.elements else { return append(scalar: value, to: &lines) }
        for (index, element) in elements.enumerated() {
            if index > 0 { lines.append(0x2C) }
            guard append(scalar: element, to: &lines) else { return false }
        }
        return true
    }

    private static func append(scalar value: JSONValue, to lines: inout [UInt8]) -> Bool {
        switch value.kind {
        case .string, .number: append(encoding: value.utf8, to: &lines)
        case .true: lines.append(contentsOf: "true".utf8)
        case .false: lines.append(contentsOf: "false".utf8)
        default: return false
        }
        return true
    }

    private static func append(encoding text: Span<UInt8>, to lines: inout [UInt8]) {
        for index in text.indices {
            let byte = text[index]
            if (0x21...0x7E).contains(byte), byte != 0x25, byte != 0x2C {
                lines.append(byte)
            } else {
                lines.append(0x25)
                lines.append(digit(byte >> 4))
                lines.append(digit(byte & 15))
            }
        }
    }

    private static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? 0x30 + value : 0x37 + value
    }
}
