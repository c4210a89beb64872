public import Configuration

/// Which pages of other origins may call a route: what the gateway answers to their pre-flights.
public struct CORSSettings: Hashable, Sendable {
    /// Compared exactly with `Origin`; never empty.
    public var origins: [OriginURL] = []
    /// Request fields a page may set.
    public var headers = ["Authorization", "Content-Type"]
    /// Whether the browser may send cookies and read the answer all the same.
    public var credentials = false
    /// How long a browser may remember the answer.
    public var maxAge = Duration.seconds(600)

    public init() {}
}

extension CORSSettings: SettingsSection {
    public static let summary = "Which pages of other origins may call a route."

    public static let keys: [Setting<Self>] = [
        Setting("origins", \.origins, .oneOrMore(.origin), "The origins, each in full.")
            .required().example("[\"https://app.example.com\"]"),
        Setting(
            "headers", \.headers, .oneOrMore(.fieldName), "Request fields that such a page may set."
        ),
        Setting(
            "credentials", \.credentials, .boolean,
            "Whether the browser may send cookies, and hand the page the answer all the same."),
        Setting(
            "max_age", \.maxAge, .duration(in: .seconds(1) ... .seconds(86_400)),
            "How long a browser may remember the answer to a pre-flight."),
    ]
}

extension SettingValue where Output == String {
    /// A field name, RFC 9110 §5.1.
    static var fieldName: SettingValue {
        .text(
            "a field name of letters, digits and -", placeholder: "FIELD",
            pattern: "^[A-Za-z0-9-]{1,64}$"
        ) { name in
            name.utf8.count <= 64
                && name.utf8.allSatisfy { byte in
                    switch byte {
                    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D: true
                    default: false
                    }
                }
        }
    }
}
