/// Classes of bytes in a path (RFC 3986 §2 and §3.3), as bit masks: bit n of the first word stands
/// for byte n, of the second for byte 64 + n.
enum PathByte {
    /// What stands for itself in a path: unreserved bytes, sub-delimiters, `:`, `@` and `/`; but not
    /// `;`, which begins a parameter.
    static func isPlain(_ byte: UInt8) -> Bool {
        isMember(byte, 0x27FF_FFD2_0000_0000, 0x47FF_FFFE_87FF_FFFF)
    }

    /// What is plain and has no meaning for the structure of a path: plain bytes but `/` and `.`.
    @inline(__always)
    static func isOrdinary(_ byte: UInt8) -> Bool {
        isMember(byte, 0x27FF_3FD2_0000_0000, 0x47FF_FFFE_87FF_FFFF)
    }

    /// ALPHA / DIGIT / "-" / "." / "_" / "~": the same encoded or not.
    static func isUnreserved(_ byte: UInt8) -> Bool {
        isMember(byte, 0x03FF_6000_0000_0000, 0x47FF_FFFE_87FF_FFFE)
    }

    /// Delimiters that may stand in a segment as they are: sub-delims, ":" and "@".
    static func isDelimiter(_ byte: UInt8) -> Bool {
        isMember(byte, 0x2C00_1FD2_0000_0000, 0x0000_0000_0000_0001)
    }

    /// What browsers send unencoded though RFC 3986 has it encoded: `"`, `<`, `>`, `[`, `]`, `^`,
    /// "`", `{`, `|`, `}`.
    static func isSloppy(_ byte: UInt8) -> Bool {
        isMember(byte, 0x5000_0004_0000_0000, 0x3800_0001_6800_0000)
    }

    /// The value of a hexadecimal digit, nil for any other byte.
    static func hexadecimalValue(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x37
        case 0x61...0x66: byte - 0x57
        default: nil
        }
    }

    @inline(__always)
    private static func isMember(_ byte: UInt8, _ low: UInt64, _ high: UInt64) -> Bool {
        byte < 0x80 && (byte < 0x40 ? low : high) &>> UInt64(byte & 0x3F) & 1 != 0
    }
}
