extension String {
    /// The text of `bytes`; what is not valid UTF-8 becomes U+FFFD. For people, not for the hot path.
    public init(decoding bytes: Span<UInt8>) {
        self = unsafe bytes.withUnsafeBufferPointer { unsafe String(decoding: $0, as: UTF8.self) }
    }
}
