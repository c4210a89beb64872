/// Hexadecimal digits: lower case written, both cases read.
public enum Hex {
    /// The bytes written as pairs of digits, nil for an odd number or anything that is no digit.
    public static func decode(_ text: Span<UInt8>) -> [UInt8]? {
        guard text.count % 2 == 0 else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count / 2)
        for index in stride(from: 0, to: text.count, by: 2) {
            guard let high = value(of: text[index]), let low = value(of: text[index + 1]) else {
                return nil
            }
            bytes.append(high << 4 | low)
        }
        return bytes
    }

    public static func encode(_ bytes: Span<UInt8>, into buffer: inout ByteBuffer) {
        buffer.reserve(bytes.count * 2)
        for index in bytes.indices {
            buffer.append(digit(of: bytes[index] >> 4))
            buffer.append(digit(of: bytes[index] & 15))
        }
    }

    public static func encode(_ bytes: Span<UInt8>) -> String {
        var text = ByteBuffer(capacity: bytes.count * 2)
        encode(bytes, into: &text)
        return String(decoding: text.span)
    }

    /// What a digit stands for, nil for what is none.
    @inline(__always)
    static func value(of digit: UInt8) -> UInt8? {
        switch digit {
        case 0x30...0x39: digit - 0x30
        case 0x41...0x46: digit - 0x37
        case 0x61...0x66: digit - 0x57
        default: nil
        }
    }

    /// The lower-case digit of a value below 16.
    @inline(__always)
    static func digit(of value: UInt8) -> UInt8 {
        value < 10 ? 0x30 + value : 0x57 + value
    }
}
