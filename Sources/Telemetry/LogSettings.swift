public import Configuration

/// What is logged, and where it goes.
public struct LogSettings: Hashable, Sendable {
    /// One JSON line for each request.
    public var access = Destination.stdout
    /// One JSON line for each login, logout and whatever else ends sessions.
    public var audit = Destination.stdout
    /// The least important lines of the operator's log, on stderr.
    public var level = Level.info

    public init() {}

    public enum Destination: Hashable, Sendable {
        case stdout
        case off
        /// Appended to, made if absent, opened anew at SIGUSR1.
        case file(FilePath)

        /// Whether both write to one place.
        public func isSame(as other: Destination) -> Bool {
            switch (self, other) {
            case (.stdout, .stdout), (.off, .off): true
            case (.file(let one), .file(let two)): one.path == two.path
            default: false
            }
        }
    }

    public enum Level: String, CaseIterable, Hashable, Sendable {
        case debug, info, warning, error
    }
}

extension LogSettings: SettingsSection {
    public static let summary = "What is logged, and where it goes."

    public static let keys: [Setting<Self>] = [
        Setting(
            "access", \.access, .logDestination,
            "One JSON line for each request. A file is appended to, and opened anew at SIGUSR1."),
        Setting(
            "audit", \.audit, .auditDestination,
            "One JSON line for each login, logout, and whatever else ends sessions. A file is appended to, "
                + "and opened anew at SIGUSR1."),
        Setting(
            "level", \.level, .word,
            "The least important lines of the operator's log, which goes to stderr."),
    ]
}

extension SettingValue where Output == LogSettings.Destination {
    /// `stdout`, `off` or the path of a file.
    fileprivate static var logDestination: SettingValue {
        destination("stdout, off, or the path of a file, relative to this file", mayBeOff: true)
    }

    /// `stdout` or the path of a file.
    fileprivate static var auditDestination: SettingValue {
        destination("stdout, or the path of a file, relative to this file", mayBeOff: false)
    }

    private static func destination(_ allowed: String, mayBeOff: Bool) -> SettingValue {
        let path = SettingValue<FilePath>.path
        let scalar = WrittenForm.Scalar(allowed, placeholder: "PATH")
        return SettingValue(form: .scalar(scalar), text: \.text) { node, _, reader in
            switch node.content {
            case .scalar("stdout", _): return .stdout
            case .scalar("off", _) where mayBeOff: return .off
            case .scalar("off", _):
                reader.refuse(node, allowed: scalar.allowed)
                return nil
            case .scalar: return path.read(node, nil, &reader).map { .file($0) }
            default:
                reader.refuse(node, allowed: scalar.allowed)
                return nil
            }
        }
    }
}

extension LogSettings.Destination {
    fileprivate var text: String {
        switch self {
        case .stdout: "stdout"
        case .off: "off"
        case .file(let file): yamlText(file.path)
        }
    }
}
