import Configuration

/// The configuration a command works on.
enum ConfigurationFile {
    static func read(_ file: String) throws(CommandFault) -> ReadSettings<Settings> {
        switch Surroundings.system.contents(file) {
        case .unreadable(let why): throw .environment("\(file) cannot be read: \(why)")
        case .bytes(let bytes, _):
            do throws(ConfigurationFaults) {
                return try Settings.read(bytes, from: file, in: .system)
            } catch {
                throw .invalid("\(error)")
            }
        }
    }
}
