import CCrypt
import COpenSSL

/// The memory of one run of libxcrypt: 32 KiB on the heap, where the password, the setting and the
/// result lie too, so that one wipe covers everything that was ever written of them.
@safe
struct CryptMemory: ~Copyable {
    /// Owned until `deinit`.
    private let memory: UnsafeMutableRawBufferPointer

    init() {
        unsafe memory = .allocate(byteCount: Int(CCrypt_work_bytes), alignment: 64)
        unsafe memory.initializeMemory(as: UInt8.self, repeating: 0)
    }

    deinit {
        unsafe OPENSSL_cleanse(memory.baseAddress, memory.count)
        unsafe memory.deallocate()
    }

    /// The hash of `password` by `setting`, which may be a whole hash; empty where libxcrypt cannot
    /// compute it.
    /// - Parameter password: without NUL, at most `PasswordHash.passwordByteCountLimit` bytes.
    func compute(_ password: Span<UInt8>, setting: Span<UInt8>) -> [UInt8] {
        precondition(password.count <= PasswordHash.passwordByteCountLimit)
        precondition(setting.count < CRYPT_OUTPUT_SIZE)
        guard let start = unsafe memory.baseAddress else { return [] }
        let phrase = unsafe Self.copy(password, to: start + Int(CCrypt_phrase_offset))
        let recipe = unsafe Self.copy(setting, to: start + Int(CCrypt_setting_offset))
        // What comes back points into the memory.
        guard let text = unsafe crypt_rn(phrase, recipe, start, CInt(memory.count)) else {
            return []
        }
        return unsafe [UInt8](
            UnsafeBufferPointer(start: text, count: strnlen(text, Int(CRYPT_OUTPUT_SIZE)))
                .map { UInt8(bitPattern: $0) })
    }

    /// Writes `bytes` and a NUL, for which the caller says there is room.
    private static func copy(
        _ bytes: Span<UInt8>, to room: UnsafeMutableRawPointer
    ) -> UnsafePointer<CChar> {
        unsafe bytes.withUnsafeBytes { source in
            guard let first = source.baseAddress else { return }
            unsafe room.copyMemory(from: first, byteCount: source.count)
        }
        unsafe room.storeBytes(of: 0, toByteOffset: bytes.count, as: UInt8.self)
        return unsafe UnsafePointer(room.assumingMemoryBound(to: CChar.self))
    }
}
