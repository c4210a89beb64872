/// A number of bytes. Settings speak of sizes in it, so that no size is taken for a count.
public struct ByteCount: Comparable, Hashable, Sendable {
    /// Never negative.
    public let bytes: Int

    public init(bytes: Int) {
        precondition(bytes >= 0)
        self.bytes = bytes
    }

    public static func bytes(_ count: Int) -> ByteCount { ByteCount(bytes: count) }
    public static func kibibytes(_ count: Int) -> ByteCount { ByteCount(bytes: count << 10) }
    public static func mebibytes(_ count: Int) -> ByteCount { ByteCount(bytes: count << 20) }
    public static func gibibytes(_ count: Int) -> ByteCount { ByteCount(bytes: count << 30) }

    public static func < (left: ByteCount, right: ByteCount) -> Bool { left.bytes < right.bytes }
}
