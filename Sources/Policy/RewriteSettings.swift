import Codecs
public import Configuration
import HTTP

/// How the path changes before it is matched and forwarded.
public struct RewriteSettings: Hashable, Sendable {
    /// A prefix of whole segments that is taken off: `/wiki`.
    public var strip = ""
    /// Whether the upstream is told in `X-Forwarded-Prefix` what was taken off.
    public var prefixHeader = false

    public init() {}
}

extension RewriteSettings: SettingsSection {
    public static let summary = "How the path changes before it is decided on and forwarded."

    public static let keys: [Setting<Self>] = [
        Setting(
            "strip", \.strip, .pathPrefix,
            "Segments that are taken off the front of the path."
        ).required().example("/api"),
        Setting(
            "prefix_header", \.prefixHeader, .boolean,
            "Whether the upstream is told in `X-Forwarded-Prefix` what was taken off."),
    ]
}

extension SettingValue where Output == String {
    /// A path of whole, literal segments in canonical form.
    fileprivate static var pathPrefix: SettingValue {
        .text(
            "a path of whole segments, without / at the end", placeholder: "PATH",
            pattern: "^(/[^/*?#%]+)+$"
        ) { path in
            guard let bytes = CanonicalPath.bytes(of: path) else { return false }
            return bytes == Array(path.utf8) && bytes.last != 0x2F && !bytes.contains(0x2A)
        }
    }
}

extension CanonicalPath {
    /// nil for a path that no request can have.
    fileprivate static func bytes(of text: String) -> [UInt8]? {
        var path = CanonicalPath()
        do throws(PathFault) {
            try path.set(Array(text.utf8).span)
        } catch {
            return nil
        }
        return [UInt8](path.bytes)
    }
}
