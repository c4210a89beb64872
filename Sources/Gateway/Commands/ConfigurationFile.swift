import Configuration
import Glibc

/// The configuration a command works on.
public enum ConfigurationFile {
    /// Where it is when no option names it: here, else where the system keeps such files.
    public static var standardPath: String {
        let here = "sallyport.yaml"
        return unsafe access(here, F_OK) == 0 ? here : "/etc/sallyport/sallyport.yaml"
    }

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
