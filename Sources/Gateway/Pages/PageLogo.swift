import Codecs

/// Why a file cannot be the logo.
enum LogoFault: Error, Equatable {
    case tooLarge
    /// Neither SVG nor PNG nor WebP, going by its content.
    case unknownKind
}

/// The operator's logo as a `data:` URL. It is only ever the source of an `<img>`, where a browser
/// runs no script of an SVG and loads nothing for it.
struct PageLogo: Hashable, Sendable {
    /// Bytes of the file at most: every page carries it, those that answer an attack included.
    static let byteLimit = 32 << 10

    let url: [UInt8]

    /// - Throws: what is wrong with the file.
    init(_ file: [UInt8]) throws(LogoFault) {
        guard file.count <= Self.byteLimit else { throw .tooLarge }
        guard let kind = Self.mediaType(of: file) else { throw .unknownKind }
        url = Array("data:\(kind);base64,\(Base64.encode(file.span))".utf8)
    }

    private static func mediaType(of file: [UInt8]) -> String? {
        if file.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
            return "image/png"
        }
        if file.starts(with: "RIFF".utf8), file.dropFirst(8).starts(with: "WEBP".utf8) {
            return "image/webp"
        }
        let text = String(decoding: file.prefix(1024), as: UTF8.self)
        let start = text.drop { $0.isWhitespace || $0 == "\u{FEFF}" }
        return start.hasPrefix("<") && text.contains("<svg") ? "image/svg+xml" : nil
    }
}

extension LogoFault {
    var words: String {
        switch self {
        case .tooLarge: "is larger than \(PageLogo.byteLimit >> 10) KiB"
        case .unknownKind: "is neither SVG nor PNG nor WebP"
        }
    }
}
