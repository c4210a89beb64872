import Foundation

/// A folder of a test's own, removed with the last reference.
public final class TemporaryFolder: Sendable {
    /// Short, so that a Unix socket's path fits into its 107 bytes.
    public let path: String

    public convenience init() throws { try self.init(in: "/tmp") }

    /// A folder in memory where the system has such, for what syncs much and is not about the disk.
    public static func inMemory() throws -> TemporaryFolder {
        try TemporaryFolder(in: access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp")
    }

    private init(in base: String) throws {
        var template = Array("\(base)/sallyport-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw CocoaError(.fileWriteUnknown) }
        path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    deinit {
        _ = try? FileManager.default.removeItem(atPath: path)
    }

    /// The path of a name inside.
    public func path(of name: String) -> String {
        "\(path)/\(name)"
    }

    /// Writes a file in one step (a new file takes the name), as an editor or a secret store does.
    @discardableResult
    public func write(_ text: String, to name: String, permissions: Int = 0o600) throws -> String {
        try write(Array(text.utf8), to: name, permissions: permissions)
    }

    /// Writes a file in one step, as `write(_:to:)` of a text does.
    @discardableResult
    public func write(_ bytes: [UInt8], to name: String, permissions: Int = 0o600) throws -> String
    {
        let target = path(of: name)
        let draft = target + ".draft"
        try Data(bytes).write(to: URL(filePath: draft))
        try FileManager.default.setAttributes([.posixPermissions: permissions], ofItemAtPath: draft)
        guard rename(draft, target) == 0 else { throw CocoaError(.fileWriteUnknown) }
        return target
    }

    /// The content of a file.
    public func read(_ name: String) throws -> String {
        try String(contentsOfFile: path(of: name), encoding: .utf8)
    }

    /// The names inside, sorted.
    public func names() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: path).sorted()
    }
}
