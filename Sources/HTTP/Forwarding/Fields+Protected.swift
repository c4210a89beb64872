/// What the removal of protected fields came upon.
public struct RemovedFields: Equatable, Sendable {
    /// Lines whose name was protected.
    public internal(set) var protected = 0
    /// Lines with `_` in their name, removed or not: ambiguous by themselves (Q24).
    public internal(set) var underscored = 0

    public init() {}
}

extension Fields {
    /// Takes every line with a protected name out of the message, in whatever spelling, and by default
    /// every line with `_` in its name. Runs before anything is decided (T09, T12), on request fields
    /// and on trailers alike (T05); the gateway's own lines are written behind it, so that exactly one
    /// instance remains (T06) and none where a claim is absent (T07).
    @discardableResult
    public mutating func removeProtected(
        _ names: ProtectedNames, keepingUnderscored keepsUnderscored: Bool = false
    ) -> RemovedFields {
        var removed = RemovedFields()
        for index in 0..<count {
            let line = self[index]
            if line.isRemoved { continue }
            var isMeant = names.contains(line, of: self)
            if isMeant { removed.protected += 1 }
            // No known name has an underscore.
            if line.name == .other, name(of: line).contains(0x5F) {
                removed.underscored += 1
                isMeant = isMeant || !keepsUnderscored
            }
            if isMeant { remove(at: index) }
        }
        return removed
    }
}

extension Span<UInt8> {
    fileprivate func contains(_ wanted: UInt8) -> Bool {
        for index in indices where self[index] == wanted { return true }
        return false
    }
}
