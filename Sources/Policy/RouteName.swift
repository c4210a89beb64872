import Configuration
import HTTP

/// The key of a route, `GET,HEAD /api/**`.
public struct RouteName: Hashable, Sendable {
    /// As written; empty: all.
    public let methods: [String]
    public let glob: String
}

extension SettingValue where Output == RouteName {
    /// `[METHOD[,METHOD] ]GLOB`
    static var routeName: SettingValue {
        let allowed =
            "[METHOD[,METHOD] ]/PATH, where * is a segment or a part of one and ** any number of them"
        return .scalar(
            WrittenForm.Scalar(
                allowed, .pattern("^([!-+.-~]+(,[!-+.-~]+)* )?/[^?#]*$"), placeholder: "ROUTE"),
            text: { ($0.methods.joined(separator: ",") + " " + $0.glob) }
        ) { written throws(UnreadableSetting) in
            let parts = written.split(separator: " ", omittingEmptySubsequences: false)
            guard let glob = parts.last.map(String.init), parts.count <= 2 else {
                throw UnreadableSetting()
            }
            do throws(PatternFault) {
                _ = try RoutePattern(parsing: glob)
            } catch {
                throw UnreadableSetting(allowed: error.allowed)
            }
            let methods =
                parts.count == 1
                ? []
                : parts[0].split(separator: ",", omittingEmptySubsequences: false)
                    .map(String.init)
            guard methods.allSatisfy(isToken), Set(methods).count == methods.count else {
                throw UnreadableSetting(allowed: "methods, each once, with a comma between")
            }
            return RouteName(methods: methods, glob: glob)
        }
    }

    /// RFC 9110 §5.6.2.
    private static func isToken(_ text: String) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
                default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
                }
            }
    }
}
