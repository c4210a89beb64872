/// The claims that requirements compare: all that a principal keeps of its token besides what was
/// rendered. Requirements ask for their claims while they are built and read them by slot afterwards.
public struct ClaimSelection: Sendable {
    /// Names of claims, in the order of their slots; no name twice.
    public private(set) var names: [String] = []

    public init() {}

    /// The place of that claim in every principal made with this selection.
    public mutating func slot(for name: String) -> ClaimSlot {
        if let index = names.firstIndex(of: name) { return ClaimSlot(index: index) }
        names.append(name)
        return ClaimSlot(index: names.count - 1)
    }
}

/// Where a principal keeps one selected claim.
public struct ClaimSlot: Hashable, Sendable {
    let index: Int
}
