public import Foundation

/// Public test vectors, read from where `SALLYPORT_CORPORA` says and never copied. A suite that needs
/// them is enabled only where they are, and says why it was skipped.
public enum Corpora {
    /// nil where the environment names no folder.
    public static var folder: String? { ProcessInfo.processInfo.environment["SALLYPORT_CORPORA"] }

    /// What a skipped suite says.
    public static let skipped = "SALLYPORT_CORPORA is not set"

    /// The file at `path` inside the folder.
    public static func read(_ path: String) throws -> Data {
        guard let folder else { throw CocoaError(.fileNoSuchFile) }
        return try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(path)"))
    }

    public static func decode<Content: Decodable>(
        _ content: Content.Type, from path: String
    ) throws -> Content {
        try JSONDecoder().decode(content, from: read(path))
    }
}
