import Codecs
import Configuration

/// The operator's logo as a `data:` URL, read with the configuration. It is only ever the source of an
/// `<img>`, where a browser runs no script of an SVG and loads nothing for it.
public struct PageLogo: Hashable, Sendable {
    /// Bytes of the file at most: every page carries it, those that answer an attack included.
    static let byteLimit = 32 << 10

    let file: FilePath
    let mediaType: String
    let url: [UInt8]

    /// nil for what is larger than the limit, or neither SVG nor PNG nor WebP going by its content.
    init?(_ bytes: [UInt8], of file: FilePath) {
        guard bytes.count <= Self.byteLimit, let mediaType = Self.mediaType(of: bytes) else {
            return nil
        }
        self.file = file
        self.mediaType = mediaType
        url = Array("data:\(mediaType);base64,\(Base64.encode(bytes.span))".utf8)
    }

    private static func mediaType(of bytes: [UInt8]) -> String? {
        if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
            return "image/png"
        }
        if bytes.starts(with: "RIFF".utf8), bytes.dropFirst(8).starts(with: "WEBP".utf8) {
            return "image/webp"
        }
        let text = String(decoding: bytes.prefix(1024), as: UTF8.self)
        let start = text.drop { $0.isWhitespace || $0 == "\u{FEFF}" }
        return start.hasPrefix("<") && text.contains("<svg") ? "image/svg+xml" : nil
    }
}

extension PageLogo: CustomStringConvertible {
    public var description: String { "\(file.path), \(mediaType)" }
}

extension SettingValue where Output == PageLogo {
    /// The path of an image.
    static var pageLogo: SettingValue {
        let path = SettingValue<FilePath>.path
        return SettingValue(form: path.form, text: { yamlText($0.file.path) }) { node, _, reader in
            guard let file = path.read(node, nil, &reader),
                let bytes = reader.contents(of: file)
            else { return nil }
            let logo = PageLogo(bytes, of: file)
            if logo == nil {
                reader.refuse(
                    at: file.position, found: "\(node.shown), a file of \(bytes.count) bytes",
                    allowed: "an SVG, PNG or WebP file of at most \(PageLogo.byteLimit >> 10) KiB")
            }
            return logo
        }
    }
}
