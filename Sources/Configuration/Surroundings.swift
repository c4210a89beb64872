/// What a configuration asks of the machine while it is read: the files it names and the variables
/// of the environment. The only door; tests hand in dictionaries.
public struct Surroundings: Sendable {
    /// Reads a whole file, or says in words why it cannot: `no such file`.
    public let contents: @Sendable (_ path: String) -> FileContents
    /// A variable of the environment, nil where it is not set.
    public let variable: @Sendable (_ name: String) -> String?
    /// What a folder holds, in no order.
    public let names: @Sendable (_ folder: String) -> FolderContents

    public init(
        contents: @escaping @Sendable (_ path: String) -> FileContents,
        variable: @escaping @Sendable (_ name: String) -> String?,
        names: @escaping @Sendable (_ folder: String) -> FolderContents = { _ in .absent }
    ) {
        self.contents = contents
        self.variable = variable
        self.names = names
    }

    public enum FolderContents: Sendable {
        case names([String])
        /// There is no such folder.
        case absent
        /// Why not, in the system's words.
        case unreadable(String)
    }

    public enum FileContents: Sendable {
        /// - Parameter isWorldReadable: whether every user of the machine may read the file.
        case bytes([UInt8], isWorldReadable: Bool)
        /// Why not, in the system's words.
        case unreadable(String)
    }
}
