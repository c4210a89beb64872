import COpenSSL

/// Random bytes no one can predict, from OpenSSL's generator, which is seeded by the system. If that
/// generator ever fails the process ends: going on with guessable keys or IDs would be worse.
public struct SecureRandom: Sendable {
    public init() {}

    /// `count` random bytes, fit to be public (IDs, nonces).
    public func bytes(count: Int) -> [UInt8] {
        unsafe [UInt8](unsafeUninitializedCapacity: count) { room, filled in
            unsafe fill(UnsafeMutableRawBufferPointer(room))
            filled = count
        }
    }

    /// `count` random bytes to be kept secret.
    public func secret(count: Int) -> Secret {
        Secret(wiping: bytes(count: count))
    }

    /// A random number over the whole range.
    public func number() -> UInt64 {
        var number: UInt64 = 0
        unsafe withUnsafeMutableBytes(of: &number) { unsafe fill($0) }
        return number
    }

    /// Overwrites `bytes`, without an allocation.
    public func fill(_ bytes: inout MutableSpan<UInt8>) {
        unsafe bytes.withUnsafeMutableBytes { unsafe fill($0) }
    }

    func fill(_ room: UnsafeMutableRawBufferPointer) {
        guard let start = room.baseAddress, room.count > 0 else { return }
        let drawn = unsafe RAND_bytes(
            start.assumingMemoryBound(to: UInt8.self), Int32(room.count))
        precondition(drawn == 1, "the system's random source failed")
    }
}
