internal import Glibc

/// What is true of the process as a whole, looked up when somebody asks for the metrics.
public struct ProcessFacts: Sendable {
    /// The program's version, shown as a label.
    public var version: String
    /// 1 for the configuration the process started with, one more for each taken since.
    public var configurationGeneration: Int
    /// nil where the system does not tell.
    public var openDescriptors: Int?
    public var descriptorLimit: Int?
    public var residentBytes: Int?

    /// Asks the system for what the caller does not say.
    public init(version: String, configurationGeneration: Int) {
        self.version = version
        self.configurationGeneration = configurationGeneration
        openDescriptors = Self.countDescriptors()
        descriptorLimit = Self.readDescriptorLimit()
        residentBytes = Self.readResidentBytes()
    }

    static let build = MetricDefinition(
        stem: "build_info", kind: .gauge, labels: [.version],
        help: "Always 1; the label says what runs.")
    static let generation = MetricDefinition(
        stem: "configuration_generation", kind: .gauge, labels: [],
        help: "1 for the configuration at the start, one more for each taken since.")
    static let descriptors = MetricDefinition(
        stem: "open_descriptors", kind: .gauge, labels: [],
        help: "Descriptors the process holds open.")
    static let limit = MetricDefinition(
        stem: "descriptor_limit", kind: .gauge, labels: [], help: "Descriptors it may hold open.")
    static let resident = MetricDefinition(
        stem: "resident_memory_bytes", kind: .gauge, labels: [],
        help: "Memory of the process in RAM.")

    static let definitions = [build, generation, descriptors, limit, resident]

    private static func countDescriptors() -> Int? {
        guard let folder = unsafe opendir("/proc/self/fd") else { return nil }
        defer { unsafe closedir(folder) }
        var count = 0
        while unsafe readdir(folder) != nil { count += 1 }
        return count - 3  // `.`, `..` and the descriptor that reads them
    }

    private static func readDescriptorLimit() -> Int? {
        var limit = rlimit()
        guard unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else {
            return nil
        }
        return Int(clamping: limit.rlim_cur)
    }

    /// The second number of `/proc/self/statm`, in pages.
    private static func readResidentBytes() -> Int? {
        let file = unsafe open("/proc/self/statm", O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: 128)
        let count = unsafe read(file, &bytes, bytes.count)
        guard count > 0 else { return nil }
        let numbers = String(decoding: bytes[..<count], as: UTF8.self).split(separator: " ")
        guard numbers.count > 1, let pages = Int(numbers[1]) else { return nil }
        return pages * Int(sysconf(Int32(_SC_PAGESIZE)))
    }
}
