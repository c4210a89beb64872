/// Percent-encoding (RFC 3986 §2.1): `%` and two hexadecimal digits, written in upper case.
public enum PercentEncoding {
    /// A `%` without two hexadecimal digits behind it.
    public struct Fault: Error, Equatable, Sendable {
        public let offset: Int
    }

    /// Appends `bytes`, those outside `kept` encoded. `%` is always encoded, so that decoding gives
    /// back what went in.
    public static func encode(
        _ bytes: Span<UInt8>, keeping kept: ASCIISet, into buffer: inout ByteBuffer
    ) {
        var keptFrom = 0
        for index in bytes.indices {
            let byte = bytes[index]
            if kept.contains(byte), byte != UInt8(ascii: "%") { continue }
            buffer.append(bytes.extracting(keptFrom..<index))
            buffer.append(UInt8(ascii: "%"))
            buffer.append(upperCaseDigit(of: byte >> 4))
            buffer.append(upperCaseDigit(of: byte & 15))
            keptFrom = index + 1
        }
        buffer.append(bytes.extracting(keptFrom..<bytes.count))
    }

    /// Appends what `text` stands for. Any byte may come out, NUL and `/` included: what those mean is
    /// the caller's to decide.
    public static func decode(_ text: Span<UInt8>, into buffer: inout ByteBuffer) throws(Fault) {
        var keptFrom = 0
        var index = 0
        while index < text.count {
            guard text[index] == UInt8(ascii: "%") else {
                index += 1
                continue
            }
            guard let byte = decodedByte(text, at: index) else { throw Fault(offset: index) }
            buffer.append(text.extracting(keptFrom..<index))
            buffer.append(byte)
            index += 3
            keptFrom = index
        }
        buffer.append(text.extracting(keptFrom..<text.count))
    }

    /// What the triplet at `index` stands for, nil where there is none.
    public static func decodedByte(_ text: Span<UInt8>, at index: Int) -> UInt8? {
        guard index + 2 < text.count, text[index] == UInt8(ascii: "%"),
            let high = Hex.value(of: text[index + 1]), let low = Hex.value(of: text[index + 2])
        else { return nil }
        return high << 4 | low
    }

    private static func upperCaseDigit(of value: UInt8) -> UInt8 {
        value < 10 ? 0x30 + value : 0x37 + value
    }
}
