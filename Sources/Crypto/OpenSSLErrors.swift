import COpenSSL

/// OpenSSL keeps a queue of errors per thread. TLS reads that queue to explain its own results, so
/// whatever fails here must leave it empty.
enum OpenSSLErrors {
    /// Forgets what a failed call left behind.
    static func clear() { ERR_clear_error() }

    /// The newest reason as a fault; the queue is empty afterwards.
    static func taken() -> CryptoFault {
        let code = ERR_peek_last_error()
        ERR_clear_error()
        guard let reason = unsafe ERR_reason_error_string(code) else {
            return .refused("unknown reason")
        }
        // The text is a static string of the library.
        return .refused(unsafe String(cString: reason))
    }
}
