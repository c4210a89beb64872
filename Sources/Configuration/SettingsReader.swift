/// Goes through a tree with the declarations, and collects what it finds wrong or worth a warning.
/// It never stops at the first fault: a value that cannot be read leaves its setting as it was.
public struct SettingsReader {
    public private(set) var faults: [ConfigurationFault] = []
    public private(set) var warnings: [ConfigurationWarning] = []
    let surroundings: Surroundings
    /// With a `/` at the end; empty for the working folder.
    private let folder: String
    private var defined: [Space: [String: Position]] = [:]
    private var referred: [Reference] = []

    init(file: String, surroundings: Surroundings) {
        self.surroundings = surroundings
        folder = file.lastIndex(of: "/").map { String(file[...$0]) } ?? ""
    }

    public mutating func refuse(_ fault: ConfigurationFault) { faults.append(fault) }

    public mutating func refuse(
        at position: Position, found: String, allowed: String, suggestion: String? = nil
    ) {
        faults.append(
            ConfigurationFault(at: position, found: found, allowed: allowed, suggestion: suggestion)
        )
    }

    /// Refuses a value for what it is; silent where it was refused before.
    public mutating func refuse(
        _ node: ConfigurationNode, allowed: String, suggestion: String? = nil
    ) {
        guard !node.isRefused else { return }
        refuse(at: node.position, found: node.shown, allowed: allowed, suggestion: suggestion)
    }

    /// Refuses a name that stands elsewhere already, in whatever spelling.
    mutating func refuseRepetition(of key: ConfigurationNode, first: Position) {
        refuse(
            at: key.position, found: "\(key.shown) a second time",
            allowed: "once; it stands at \(first) already")
    }

    public mutating func warn(at position: Position, _ message: String) {
        warnings.append(ConfigurationWarning(at: position, message))
    }

    /// What is in a file, read once and now; nil when it cannot be read, and the reader has the fault.
    public mutating func contents(of file: FilePath) -> [UInt8]? {
        switch surroundings.contents(file.path) {
        case .bytes(let bytes, _): return bytes
        case .unreadable(let reason):
            refuse(
                at: file.position, found: "\(quoted(file.path)): \(reason)",
                allowed: "a file that can be read")
            return nil
        }
    }

    /// `path` as the configuration file means it: relative to itself.
    public func resolved(_ path: String) -> String { path.hasPrefix("/") ? path : folder + path }
}

// MARK: - Names that one part of the file defines and another refers to

extension SettingsReader {
    /// What names are about: `issuer`, `listener`. Spaces of the same name are the same, so that the
    /// feature that refers need not import the one that defines.
    public struct Space: Hashable, Sendable {
        /// As faults and the reference call one.
        public let name: String

        public init(_ name: String) { self.name = name }
    }

    fileprivate struct Reference {
        let space: Space
        let name: String
        let position: Position
    }

    public mutating func define(_ name: String, in space: Space, at position: Position) {
        defined[space, default: [:]][name] = position
    }

    /// Whether the name is defined turns out when all has been read: the order of the file is free.
    public mutating func refer(to name: String, in space: Space, at position: Position) {
        referred.append(Reference(space: space, name: name, position: position))
    }

    mutating func refuseUndefinedNames() {
        let names = defined.mapValues { $0.keys.sorted() }
        for reference in referred {
            guard defined[reference.space]?[reference.name] == nil else { continue }
            let allowed = names[reference.space, default: []]
            refuse(
                at: reference.position,
                found: "\(quoted(reference.name)), which is no \(reference.space.name)",
                allowed: allowed.isEmpty ? "none: there is none" : allowed.joined(separator: ", "),
                suggestion: nearest(to: reference.name, among: allowed))
        }
    }
}
