/// The 64 characters of base64url and the bits they stand for (RFC 4648 §5).
enum Base64Alphabet {
    /// The six bits that `character` stands for, -1 for what is no character of the alphabet.
    @inline(__always)
    static func sextet(of character: UInt8) -> Int32 {
        let aboveASCII = Int8(bitPattern: character) >> 7
        return Int32(sextets[Int(character & 127)] | aboveASCII)
    }

    /// The 24 bits of the four characters at `index`, negative when one of them is none: -1 has every
    /// bit set, the sign included, wherever it is shifted to.
    @inline(__always)
    static func quantum(of text: Span<UInt8>, at index: Int) -> Int32 {
        sextet(of: text[index]) << 18 | sextet(of: text[index + 1]) << 12
            | sextet(of: text[index + 2]) << 6 | sextet(of: text[index + 3])
    }

    /// The two or three characters left at `index`, as the high bits of 24; nil when one is none.
    static func ending(of text: Span<UInt8>, at index: Int) -> Int32? {
        var bits = sextet(of: text[index]) << 18 | sextet(of: text[index + 1]) << 12
        if text.count - index == 3 { bits |= sextet(of: text[index + 2]) << 6 }
        return bits < 0 ? nil : bits
    }

    static func encode(_ bytes: Span<UInt8>, into buffer: inout ByteBuffer) {
        buffer.reserve(bytes.count / 3 * 4 + 4)
        var index = 0
        while index < bytes.count {
            let held = min(3, bytes.count - index)
            var bits = Int(bytes[index]) << 16
            if held > 1 { bits |= Int(bytes[index + 1]) << 8 }
            if held > 2 { bits |= Int(bytes[index + 2]) }
            for place in 0...held {
                buffer.append(character(of: bits >> (18 - 6 * place) & 63))
            }
            index += held
        }
    }

    private static func character(of sextet: Int) -> UInt8 {
        switch sextet {
        case 0..<26: UInt8(0x41 + sextet)
        case 26..<52: UInt8(0x61 - 26 + sextet)
        case 52..<62: UInt8(0x30 - 52 + sextet)
        case 62: 0x2D
        default: 0x5F
        }
    }
}

/// Indexed by ASCII code.
private let sextets: InlineArray<128, Int8> = [
    -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
    -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
    -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 62, -1, -1,
    52, 53, 54, 55, 56, 57, 58, 59, 60, 61, -1, -1, -1, -1, -1, -1,
    -1, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14,
    15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, -1, -1, -1, -1, 63,
    -1, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40,
    41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, -1, -1, -1, -1, -1,
]
