public import Codecs

/// One thread's door to the revocation set. It holds a snapshot and reads it through plain pointers: a question
/// allocates nothing, takes no lock, and touches no reference count that threads share.
@safe
public final class RevocationReader {
    /// Keeps alive what `layouts` points to.
    private var set: RevocationSet
    /// Of `set`, one for each segment.
    private var layouts: UnsafePointer<RevocationLayout>
    /// Those that `set` says anything of.
    private var kinds: UInt8

    public init(_ set: RevocationSet = RevocationSet()) {
        self.set = set
        unsafe layouts = set.directory.address
        kinds = set.directory.kinds
    }

    /// Reads `newer` from now on, and lets go of the snapshot before.
    public func adopt(_ newer: RevocationSet) {
        unsafe layouts = newer.directory.address
        kinds = newer.directory.kinds
        set = newer
    }

    /// Whether a credential is revoked at `now`. An innocent one never is: what the filters hold for possible
    /// is compared.
    ///
    /// The filters of all marks are asked before any table, so that their cache misses overlap.
    /// - Parameter issued: when the credential was; the distant past where that is not known, so that
    ///   "issued before" means it, too.
    /// - Returns: the first kind that something is said of; nil for a credential that is good.
    public func find(
        _ marks: borrowing RevocationMarks, issued: WallTime, at now: WallTime
    ) -> RevocationKind? {
        if kinds == 0 { return nil }
        let possible = possibleKinds(of: marks)
        return possible == 0 ? nil : confirmed(possible, of: marks, issued: issued, at: now)
    }

    /// The kinds whose tags the filters hold for possible. Apart, so that an empty set copies no marks.
    @inline(never)
    private func possibleKinds(of marks: borrowing RevocationMarks) -> UInt8 {
        let tags = marks.places
        var possible: UInt8 = 0
        var left = marks.kinds & kinds
        while left != 0 {
            let tag = tags[left.trailingZeroBitCount]
            let rest = left & (left &- 1)
            if unsafe layouts[tag.segment].mayHold(tag) { possible |= left ^ rest }
            left = rest
        }
        return possible
    }

    /// The first of the `possible` kinds of which the table says the same.
    private func confirmed(
        _ possible: UInt8, of marks: borrowing RevocationMarks, issued: WallTime, at now: WallTime
    ) -> RevocationKind? {
        let tags = marks.places
        let second = issued.second
        let hour = now.hour
        var left = possible
        while left != 0 {
            let tag = tags[left.trailingZeroBitCount]
            let layout = unsafe layouts[tag.segment]
            if layout.contains(tag, where: { $0.refuses(issued: second, at: hour) }) {
                return tag.kind
            }
            left &= left &- 1
        }
        return nil
    }
}
