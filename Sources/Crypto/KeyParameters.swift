import COpenSSL

/// Collects the parameters of a key and makes the key of them. The builder of OpenSSL keeps pointers
/// to names, numbers and bytes until the key is made: names are therefore static, the rest is owned
/// here until then.
@safe
struct KeyParameters: ~Copyable {
    /// Owned until `deinit`; nil when memory is short, and then no key is made.
    private let builder: OpaquePointer?
    private var numbers: [OpaquePointer?]
    private var bytes: [Secret] = []

    init() {
        unsafe builder = OSSL_PARAM_BLD_new()
        unsafe numbers = []
    }

    deinit {
        unsafe OSSL_PARAM_BLD_free(builder)
        for index in unsafe numbers.indices { unsafe BN_clear_free(numbers[index]) }
    }

    /// A number given as big-endian bytes.
    mutating func add(_ name: StaticString, number: Span<UInt8>) {
        let value = unsafe number.withUnsafeBufferPointer { bytes in
            unsafe BN_bin2bn(bytes.baseAddress, Int32(bytes.count), nil)
        }
        unsafe numbers.append(value)
        unsafe OSSL_PARAM_BLD_push_BN(builder, name.cString, value)
    }

    mutating func add(_ name: StaticString, bytes span: Span<UInt8>) {
        let kept = Secret(span)
        bytes.append(kept)
        unsafe kept.span.withUnsafeBytes { lent in
            // The memory stays where it is until `kept` goes, with this object.
            _ = unsafe OSSL_PARAM_BLD_push_octet_string(
                builder, name.cString, lent.baseAddress, lent.count)
        }
    }

    mutating func add(_ name: StaticString, text: StaticString) {
        unsafe OSSL_PARAM_BLD_push_utf8_string(builder, name.cString, text.cString, 0)
    }

    /// The key, or nil where OpenSSL refuses the parameters.
    func makeKey(ofType type: StaticString, isPrivate: Bool) -> OpenSSLKey? {
        let parameters = unsafe OSSL_PARAM_BLD_to_param(builder)
        let context = unsafe EVP_PKEY_CTX_new_from_name(nil, type.cString, nil)
        defer {
            unsafe OSSL_PARAM_free(parameters)
            unsafe EVP_PKEY_CTX_free(context)
            OpenSSLErrors.clear()
        }
        var key: OpaquePointer?
        let selection = isPrivate ? COpenSSL_EVP_PKEY_KEYPAIR : COpenSSL_EVP_PKEY_PUBLIC_KEY
        guard unsafe parameters != nil, unsafe context != nil,
            unsafe EVP_PKEY_fromdata_init(context) == 1,
            unsafe EVP_PKEY_fromdata(context, &key, selection, parameters) == 1,
            let made = unsafe key
        else { return nil }
        return unsafe OpenSSLKey(owning: made)
    }
}
