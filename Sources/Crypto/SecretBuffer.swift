import COpenSSL

/// Room for bytes that must not leak while they are gathered: it is never moved, so that no copy stays
/// behind, shared by reference, and wiped when the last owner lets go.
@safe
public final class SecretBuffer {
    /// Owned by this object until `deinit`.
    private let storage: UnsafeMutableRawBufferPointer
    public private(set) var count = 0

    public init(capacity: Int) {
        unsafe storage = .allocate(byteCount: capacity, alignment: 16)
    }

    deinit {
        unsafe OPENSSL_cleanse(storage.baseAddress, count)
        unsafe storage.deallocate()
    }

    /// Bytes that there is room for in all.
    public var capacity: Int { unsafe storage.count }

    /// The bytes so far, lent until more are appended.
    public var span: Span<UInt8> {
        @_lifetime(borrow self) get {
            let bytes = unsafe UnsafeRawBufferPointer(storage).prefix(count)
            return unsafe _overrideLifetime(
                Span<UInt8>(_unsafeBytes: UnsafeRawBufferPointer(rebasing: bytes)), borrowing: self)
        }
    }

    /// - Precondition: there is room.
    public func append(_ byte: UInt8) {
        precondition(count < capacity)
        unsafe storage[count] = byte
        count += 1
    }

    /// - Precondition: there is room.
    public func append(_ bytes: Span<UInt8>) {
        precondition(bytes.count <= capacity - count)
        guard !bytes.isEmpty else { return }
        unsafe bytes.withUnsafeBytes { bytes in
            let room = unsafe UnsafeMutableRawBufferPointer(rebasing: storage[count...])
            unsafe room.copyMemory(from: bytes)
        }
        count += bytes.count
    }
}

extension SecretBuffer: CustomStringConvertible, CustomReflectable {
    /// Says that there is something, not what: a secret printed by mistake stays one.
    public var description: String { "(secret)" }

    public var customMirror: Mirror { Mirror(self, children: EmptyCollection<Mirror.Child>()) }
}
