import Configuration
import Foundation
import Gateway

/// The files and variables that the configurations of these tests name.
enum SettingsScene {
    static let surroundings = Surroundings(
        contents: { path in
            switch path {
            case "keys.json": .bytes(Array("{\"keys\": []}".utf8), isWorldReadable: true)
            case "long.secret", "issuer.secret", "client.secret":
                .bytes(Array(repeating: 0x6B, count: 64), isWorldReadable: false)
            case "open.secret": .bytes(Array(repeating: 0x6B, count: 32), isWorldReadable: true)
            case "logo.svg": .bytes(Array("<svg/>".utf8), isWorldReadable: true)
            case "metrics.secret", "admin.secret":
                .bytes(Array("secret\n".utf8), isWorldReadable: false)
            default: .unreadable("no such file")
            }
        },
        variable: { ["SHORT": "0123456789abcdef0123456789abcdef"][$0] })

    static func read(_ text: String) throws(ConfigurationFaults) -> ReadSettings<Settings> {
        try Settings.read(Array(text.utf8), from: "sallyport.yaml", in: surroundings)
    }

    /// Of a text, without the file's name; empty for a good one.
    static func faults(_ text: String) -> [String] {
        do throws(ConfigurationFaults) {
            _ = try read(text)
            return []
        } catch {
            return error.faults.map(\.description)
        }
    }

    /// A configuration of one public route, with further lines.
    static func text(
        top: String = "", host: String = "", route: String = "auth: none",
        listen: String = "localhost:8080"
    ) -> String {
        """
        listen: {http: "\(listen)"}
        issuers: {corp: {issuer: corp, audience: api, keys: {file: keys.json}}}
        \(top)
        hosts:
          a.example: {upstream: "http://127.0.0.1:9000", routes: {/: {\(route)}}\(host.isEmpty ? "" : ", " + host)}
        """
    }
}

/// A value as lines of `path: value`, by reflection: everything that is in it, so that no setting gets
/// lost unseen between the file and the gateway.
func reflectedLines(_ value: Any, at path: String = "") -> [String] {
    let mirror = Mirror(reflecting: value)
    if value is any CustomStringConvertible && mirror.displayStyle != .collection
        && mirror.displayStyle != .optional
    {
        return ["\(path): \(value)"]
    }
    switch mirror.displayStyle {
    case .optional: return mirror.children.first.map { reflectedLines($0.value, at: path) } ?? []
    case .collection:
        return mirror.children.enumerated().flatMap {
            reflectedLines($1.value, at: "\(path)[\($0)]")
        }
    case .struct:
        return mirror.children.flatMap { child in
            reflectedLines(child.value, at: path + (path.isEmpty ? "" : ".") + (child.label ?? ""))
        }
    default: return ["\(path): \(value)"]
    }
}
