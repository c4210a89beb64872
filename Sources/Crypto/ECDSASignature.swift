import COpenSSL

/// JOSE carries an ECDSA signature as r ‖ s, each as long as the curve's field (RFC 7518 §3.4);
/// OpenSSL wants and gives DER (RFC 3279 §2.2.3).
enum ECDSASignature {
    /// A DER signature of at most two 66-byte integers.
    typealias DER = InlineArray<144, UInt8>

    /// Writes the DER form of `raw` and answers its length; nil unless both halves lie in 1 ... n − 1.
    /// High values of s are good: JOSE knows no low-s rule, so nothing may be keyed on a signature.
    static func writeDER(
        ofRaw raw: Span<UInt8>, on curve: EllipticCurve, into der: inout DER
    ) -> Int? {
        let half = curve.fieldByteCount
        guard raw.count == 2 * half else { return nil }
        let r = raw.extracting(first: half)
        let s = raw.extracting(last: half)
        guard curve.isValidScalar(r), curve.isValidScalar(s) else { return nil }

        let contentCount = integerByteCount(r) + integerByteCount(s)
        var end = 0
        append(0x30, to: &der, at: &end)
        if contentCount > 127 { append(0x81, to: &der, at: &end) }
        append(UInt8(contentCount), to: &der, at: &end)
        appendInteger(r, to: &der, at: &end)
        appendInteger(s, to: &der, at: &end)
        return end
    }

    /// The raw form of what OpenSSL signed; nil where memory is short.
    static func raw(fromDER der: Span<UInt8>, on curve: EllipticCurve) -> [UInt8]? {
        let parsed = unsafe der.withUnsafeBufferPointer { der in
            var next = der.baseAddress
            return unsafe d2i_ECDSA_SIG(nil, &next, der.count)
        }
        guard let parsed = unsafe parsed else { return nil }
        defer { unsafe ECDSA_SIG_free(parsed) }
        let half = curve.fieldByteCount
        var raw = [UInt8](repeating: 0, count: 2 * half)
        let isWritten = unsafe raw.withUnsafeMutableBufferPointer { raw in
            guard let start = raw.baseAddress else { return false }
            return unsafe BN_bn2binpad(ECDSA_SIG_get0_r(parsed), start, Int32(half)) == half
                && BN_bn2binpad(ECDSA_SIG_get0_s(parsed), start + half, Int32(half)) == half
        }
        return isWritten ? raw : nil
    }

    /// Bytes of the DER INTEGER holding `number`, which is not zero.
    private static func integerByteCount(_ number: Span<UInt8>) -> Int {
        let zeros = leadingZeroCount(number)
        return 2 + number.count - zeros + (number[zeros] >= 0x80 ? 1 : 0)
    }

    private static func appendInteger(_ number: Span<UInt8>, to der: inout DER, at end: inout Int) {
        let zeros = leadingZeroCount(number)
        append(0x02, to: &der, at: &end)
        append(UInt8(integerByteCount(number) - 2), to: &der, at: &end)
        // Without the zero it would read as negative.
        if number[zeros] >= 0x80 { append(0, to: &der, at: &end) }
        for index in zeros..<number.count { append(number[index], to: &der, at: &end) }
    }

    private static func append(_ byte: UInt8, to der: inout DER, at end: inout Int) {
        der[end] = byte
        end += 1
    }

    private static func leadingZeroCount(_ number: Span<UInt8>) -> Int {
        var count = 0
        while count < number.count - 1, number[count] == 0 { count += 1 }
        return count
    }
}
