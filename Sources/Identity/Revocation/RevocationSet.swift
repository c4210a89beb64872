/// What was revoked at one moment: an immutable snapshot that any number of threads may hold and ask, each by
/// its own `RevocationReader`. Cheap to copy. Its memory is freed, but for what newer snapshots share with it,
/// when the last one who held it lets go.
public struct RevocationSet: Sendable {
    let directory: RevocationDirectory

    init(_ directory: RevocationDirectory) { self.directory = directory }

    /// One in which nothing is revoked.
    public init() { directory = RevocationDirectory() }

    /// Entries, those included that have expired and were not swept yet.
    public var count: Int { directory.count }

    /// Bytes of memory, without what the allocator adds.
    public var byteCount: Int { directory.byteCount }
}
