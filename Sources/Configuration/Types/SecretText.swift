/// The bytes of a secret that `{file: …}` or `{env: …}` named. Prints as nothing: no log line, fault
/// or dump of settings can carry it.
public struct SecretText: Hashable, Sendable {
    /// Never empty; one newline at the end of a file is already gone.
    public let bytes: [UInt8]
    public let position: Position

    public init(bytes: [UInt8], position: Position = .start) {
        self.bytes = bytes
        self.position = position
    }
}

extension SecretText: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "(secret)" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}
