import Foundation

/// The tree these tests look at: the repository they were built from.
enum Repository {
    static let root = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    /// Our own Swift modules, as the folders of Sources name them; the C libraries are not among them.
    static func modules() throws -> [String] {
        try names(in: "Sources").filter { folder in
            try !names(in: "Sources/\(folder)").contains("module.modulemap")
        }
    }

    /// Every Swift file below `folder`, sorted by path.
    static func swiftFiles(below folder: String) throws -> [SwiftFile] {
        try paths(below: folder).filter { $0.hasSuffix(".swift") }.map { path in
            SwiftFile(path: path, text: try text(of: path))
        }
    }

    /// Paths of all files below `folder`, relative to the root, sorted.
    static func paths(below folder: String) throws -> [String] {
        guard
            let found = FileManager.default.enumerator(
                at: root.appending(path: folder), includingPropertiesForKeys: [.isRegularFileKey])
        else { throw CocoaError(.fileReadNoSuchFile) }
        var paths: [String] = []
        for case let file as URL in found
        where try file.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile == true {
            paths.append(String(file.path.dropFirst(root.path.count).drop { $0 == "/" }))
        }
        return paths.sorted()
    }

    static func names(in folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: self.path(of: folder)).sorted()
    }

    /// The absolute path of what lies at `path`.
    static func path(of path: String) -> String { root.appending(path: path).path }

    static func exists(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: self.path(of: path))
    }

    static func text(of path: String) throws -> String {
        try String(contentsOf: root.appending(path: path), encoding: .utf8)
    }
}
