/// Settings read from a file without a fault, and what their operator should know.
public struct ReadSettings<Root: SettingsSection>: Sendable {
    public let settings: Root
    /// In the order of the file.
    public let warnings: [ConfigurationWarning]
}

extension SettingsSection {
    /// Reads a whole configuration: all of its settings, or every fault it has.
    /// - Parameters:
    ///   - text: the file's bytes, whatever they are.
    ///   - file: its path; paths in it are relative to it.
    ///   - surroundings: the files and variables that it may name.
    public static func read(
        _ text: [UInt8], from file: String, in surroundings: Surroundings
    ) throws(ConfigurationFaults) -> ReadSettings<Self> {
        var builder = TreeBuilder(text)
        let tree = builder.build()
        var reader = SettingsReader(file: file, surroundings: surroundings)
        var root = Self()
        if let tree {
            _ = root.read(tree, keys: keys, &reader)
            reader.refuseUndefinedNames()
        } else if builder.faults.isEmpty {
            reader.refuse(
                at: .start, found: "an empty file",
                allowed: "a mapping with " + keys.map(\.form.name).joined(separator: ", "))
        }
        let faults = builder.faults + reader.faults
        guard faults.isEmpty else { throw ConfigurationFaults(file: file, faults: faults) }
        return ReadSettings(
            settings: root, warnings: reader.warnings.sorted { $0.position < $1.position })
    }
}
