import COpenSSL
public import Codecs

/// Bytes that must not leak: shared by reference so that no copies arise, without a readable
/// description, compared in constant time, wiped when the last owner lets go.
@safe
public final class Secret: @unchecked Sendable {
    // Sendable: the memory is written in `init` and only read until `deinit`.

    /// Owned by this object until `deinit`.
    private let storage: UnsafeMutableRawBufferPointer

    /// Copies `bytes`; wiping the original is the caller's affair.
    public init(_ bytes: Span<UInt8>) {
        unsafe storage = .allocate(byteCount: bytes.count, alignment: 16)
        unsafe bytes.withUnsafeBytes { unsafe storage.copyMemory(from: $0) }
    }

    /// Copies `bytes` and wipes them, provided that the caller held the only copy.
    public convenience init(wiping bytes: consuming [UInt8]) {
        self.init(bytes.span)
        bytes.wipe()
    }

    deinit {
        unsafe OPENSSL_cleanse(storage.baseAddress, storage.count)
        unsafe storage.deallocate()
    }

    public var count: Int { unsafe storage.count }

    /// The bytes, lent for as long as the secret is held.
    public var span: Span<UInt8> {
        @_lifetime(borrow self) get {
            let bytes = unsafe Span<UInt8>(_unsafeBytes: UnsafeRawBufferPointer(storage))
            return unsafe _overrideLifetime(bytes, borrowing: self)
        }
    }

    /// Whether the secret is `other`, in time that depends on the lengths alone.
    public func equals(_ other: Span<UInt8>) -> Bool { constantTimeEquals(span, other) }
}

extension Secret: CustomStringConvertible, CustomReflectable {
    /// Says that there is something, not what: a secret printed by mistake stays one.
    public var description: String { "(secret)" }

    public var customMirror: Mirror { Mirror(self, children: EmptyCollection<Mirror.Child>()) }
}

extension ByteBuffer {
    /// Overwrites the first `byteCount` bytes, which stay in the buffer as nought.
    public mutating func wipe(first byteCount: Int) {
        precondition(byteCount <= count)
        var bytes = mutableSpan
        unsafe bytes.withUnsafeMutableBytes { unsafe OPENSSL_cleanse($0.baseAddress, byteCount) }
    }
}

extension [UInt8] {
    /// Overwrites the bytes in a way the optimiser cannot remove.
    mutating func wipe() {
        unsafe withUnsafeMutableBytes { unsafe OPENSSL_cleanse($0.baseAddress, $0.count) }
    }
}
