extension StaticString {
    /// The UTF-8 bytes of the literal, which live as long as the program.
    @inline(__always)
    public var span: Span<UInt8> {
        @_lifetime(immortal) get {
            let bytes = unsafe Span(_unsafeStart: utf8Start, count: utf8CodeUnitCount)
            return unsafe _overrideLifetime(bytes, copying: ())
        }
    }
}
