/// The segments of a set, and where each lies. What is shared is never written to: the builder copies a
/// directory that somebody else holds, too.
@safe
final class RevocationDirectory: @unchecked Sendable {
    // Sendable: the builder writes only while nobody else has a reference (`isKnownUniquelyReferenced`).

    private(set) var count = 0
    /// One bit for each kind, its raw value's, of which there was an entry since it was empty last.
    private var addedKinds: UInt8 = 0
    /// Bytes of all segments and of what leads to them.
    private(set) var byteCount: Int
    private var segments: [RevocationSegment]
    /// One for each segment, which `segments` keeps alive. Owned until `deinit`.
    private let layouts: UnsafeMutablePointer<RevocationLayout>

    static let segmentCount = RevocationTag.segmentCount

    /// An empty one with room for `entryCount` entries.
    init(entryCount: Int) {
        // Without entries to come, all share one segment: it is shared, and so never written to.
        let empty = RevocationSegment(entryCount: 0)
        segments = Array(repeating: empty, count: Self.segmentCount)
        unsafe layouts = .allocate(capacity: Self.segmentCount)
        unsafe layouts.initialize(repeating: empty.layout, count: Self.segmentCount)
        byteCount =
            Self.segmentCount
            * (MemoryLayout<RevocationLayout>.stride + MemoryLayout<RevocationSegment>.stride
                + empty.byteCount)
        guard entryCount > 0 else { return }
        let share = (entryCount - 1) / Self.segmentCount + 1
        for index in 0..<Self.segmentCount {
            replace(index, by: RevocationSegment(entryCount: share))
        }
    }

    /// A copy with the same segments, which are shared from now on.
    init(_ other: RevocationDirectory) {
        count = other.count
        addedKinds = other.addedKinds
        byteCount = other.byteCount
        segments = other.segments
        unsafe layouts = .allocate(capacity: Self.segmentCount)
        unsafe layouts.initialize(from: other.layouts, count: Self.segmentCount)
    }

    deinit { unsafe layouts.deallocate() }

    /// Where the layouts lie; valid while the directory is held, and written to by nobody once it is shared.
    var address: UnsafePointer<RevocationLayout> { unsafe UnsafePointer(layouts) }

    subscript(index: Int) -> RevocationSegment { segments[index] }

    /// The kinds of which there may be an entry; of the others there is none. Who asks of these alone reads the
    /// less memory: most long lists are of one kind.
    var kinds: UInt8 { count == 0 ? 0 : addedKinds }

    /// Adds an entry that is not there. The caller holds the only reference to the directory.
    func add(_ slot: RevocationSlot, of tag: RevocationTag) {
        let index = tag.segment
        addedKinds = kinds | 1 << tag.kind.rawValue
        if !segments[index].hasRoom {
            replace(index, by: segments[index].rebuilt(additionalCount: 1))
        } else if !isKnownUniquelyReferenced(&segments[index]) {
            replace(index, by: segments[index].copied())
        }
        segments[index].add(slot)
        count += 1
    }

    /// Keeps of a segment what `isKept` says. The caller holds the
    /// only reference to the directory.
    func filter(segment index: Int, keeping isKept: (RevocationSlot) -> Bool) {
        replace(index, by: segments[index].rebuilt(keeping: isKept))
    }

    private func replace(_ index: Int, by segment: RevocationSegment) {
        count += segment.count - segments[index].count
        byteCount += segment.byteCount - segments[index].byteCount
        segments[index] = segment
        unsafe layouts[index] = segment.layout
    }
}
