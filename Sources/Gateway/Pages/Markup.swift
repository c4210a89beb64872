import Codecs

/// HTML as it is written. Two doors only: what stands in the source code goes in as it is, everything
/// else by `append(text:)`, which escapes it. So nothing a visitor typed can become markup (T93).
struct Markup: ~Copyable {
    private(set) var bytes: ByteBuffer

    init(capacity: Int) { bytes = ByteBuffer(capacity: capacity) }

    consuming func finished() -> ByteBuffer { bytes }

    /// Markup of our own.
    mutating func append(_ markup: StaticString) { bytes.append(markup) }

    mutating func append(decimal number: Int) { bytes.append(decimal: number) }

    /// Text, for between tags and for attributes in double quotes. What is not UTF-8, does not print,
    /// or would turn the text around it about becomes U+FFFD: a name can hide nothing and pose as
    /// nothing else.
    mutating func append(text: Span<UInt8>) {
        for scalar in String(decoding: text).unicodeScalars {
            switch scalar {
            case "&": bytes.append("&amp;")
            case "<": bytes.append("&lt;")
            case ">": bytes.append("&gt;")
            case "\"": bytes.append("&quot;")
            case "'": bytes.append("&#39;")
            case _ where scalar.misleads: bytes.append("\u{FFFD}")
            default: for byte in scalar.utf8 { bytes.append(byte) }
            }
        }
    }

    /// An address on this host, for `href`. Anything but a path leads to `/`: no other host and no
    /// `javascript:` (T74).
    mutating func append(path: Span<UInt8>) {
        let isPath =
            path.count > 0 && path[0] == UInt8(ascii: "/")
            && (path.count == 1 || (path[1] != UInt8(ascii: "/") && path[1] != UInt8(ascii: "\\")))
        if isPath { append(text: path) } else { append("/") }
    }
}

extension Unicode.Scalar {
    /// Control characters, line separators, and what changes the direction of text.
    fileprivate var misleads: Bool {
        switch value {
        case 0...0x1F, 0x7F...0x9F: true
        case 0x061C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069, 0xFEFF: true
        default: false
        }
    }
}
