public import Codecs
public import Identity

/// Where the embedded store lies, how large it may grow, and how long its sessions live.
public struct EmbeddedSettings: Sendable {
    /// The folder: made with mode 0700, refused where others may enter.
    public var path: String
    /// Bytes of the database file, reserved and not yet used: when it is full, new sessions are refused.
    public var sizeLimit: Int
    /// Bytes of the database that are read into memory at start, so that look-ups do not wait for the disk.
    public var prefaultLimit: Int
    public var lifetimes: SessionLifetimes
    /// The time that sessions follow.
    public var clock: @Sendable () -> WallTime

    public init(
        path: String, lifetimes: SessionLifetimes, clock: @escaping @Sendable () -> WallTime
    ) {
        self.path = path
        self.lifetimes = lifetimes
        self.clock = clock
        sizeLimit = 4 << 30
        prefaultLimit = 256 << 20
    }
}
