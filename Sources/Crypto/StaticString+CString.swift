extension StaticString {
    /// The literal as C sees it; lives as long as the program. OpenSSL's parameters keep pointers to
    /// their names: a `String` passed there would be gone before they are read.
    var cString: UnsafePointer<CChar> {
        unsafe UnsafeRawPointer(utf8Start).assumingMemoryBound(to: CChar.self)
    }

    /// `OSSL_MAC_PARAM_SIZE`.
    static let macSize: StaticString = "size"
    /// `OSSL_MAC_PARAM_DIGEST`.
    static let macDigest: StaticString = "digest"
}
