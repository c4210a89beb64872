/// The three NIST curves that JOSE names (RFC 7518 §6.2.1.1).
public enum EllipticCurve: CaseIterable, Hashable, Sendable {
    case p256
    case p384
    case p521

    /// Bytes of a coordinate, of a scalar and of each half of a raw signature.
    public var fieldByteCount: Int {
        switch self {
        case .p256: 32
        case .p384: 48
        case .p521: 66
        }
    }

    /// The hash that JOSE fixes for signatures on this curve (RFC 7518 §3.4).
    public var digest: DigestAlgorithm {
        switch self {
        case .p256: .sha256
        case .p384: .sha384
        case .p521: .sha512
        }
    }

    /// The NIST name of the group, by which OpenSSL makes keys.
    var groupName: StaticString {
        switch self {
        case .p256: "P-256"
        case .p384: "P-384"
        case .p521: "P-521"
        }
    }

    /// Whether OpenSSL's `name` means this curve; keys made from components carry the NIST name, keys
    /// read from DER the SEC one.
    func isNamed(_ name: String) -> Bool {
        switch self {
        case .p256: name == "P-256" || name == "prime256v1"
        case .p384: name == "P-384" || name == "secp384r1"
        case .p521: name == "P-521" || name == "secp521r1"
        }
    }

    /// Whether `scalar`, big-endian and `fieldByteCount` long, lies in 1 ... n − 1, n being the
    /// order of the group (FIPS 186-5, SP 800-186 §3.2.1). A signature half outside that range is
    /// what CVE-2022-21449 let through.
    func isValidScalar(_ scalar: Span<UInt8>) -> Bool {
        guard scalar.count == fieldByteCount else { return false }
        var isZero = true
        for index in scalar.indices where scalar[index] != 0 {
            isZero = false
            break
        }
        if isZero { return false }
        return switch self {
        case .p256: Self.isLess(scalar, than: Self.orderOfP256.span)
        case .p384: Self.isLess(scalar, than: Self.orderOfP384.span)
        case .p521: Self.isLess(scalar, than: Self.orderOfP521.span)
        }
    }

    /// Compares big-endian numbers of equal length. Signatures are public: early exit leaks nothing.
    private static func isLess(_ left: Span<UInt8>, than right: Span<UInt8>) -> Bool {
        for index in left.indices where left[index] != right[index] {
            return left[index] < right[index]
        }
        return false
    }

    private static var orderOfP256: InlineArray<32, UInt8> {
        [
            0xFF, 0xFF, 0xFF, 0xFF, 0x00, 0x00, 0x00, 0x00, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
            0xFF, 0xFF, 0xBC, 0xE6, 0xFA, 0xAD, 0xA7, 0x17, 0x9E, 0x84, 0xF3, 0xB9, 0xCA, 0xC2,
            0xFC, 0x63, 0x25, 0x51,
        ]
    }

    private static var orderOfP384: InlineArray<48, UInt8> {
        [
            0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
            0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xC7, 0x63, 0x4D, 0x81,
            0xF4, 0x37, 0x2D, 0xDF, 0x58, 0x1A, 0x0D, 0xB2, 0x48, 0xB0, 0xA7, 0x7A, 0xEC, 0xEC,
            0x19, 0x6A, 0xCC, 0xC5, 0x29, 0x73,
        ]
    }

    private static var orderOfP521: InlineArray<66, UInt8> {
        [
            0x01, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
            0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
            0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFA, 0x51, 0x86, 0x87, 0x83, 0xBF, 0x2F, 0x96, 0x6B,
            0x7F, 0xCC, 0x01, 0x48, 0xF7, 0x09, 0xA5, 0xD0, 0x3B, 0xB5, 0xC9, 0xB8, 0x89, 0x9C,
            0x47, 0xAE, 0xBB, 0x6F, 0xB7, 0x1E, 0x91, 0x38, 0x64, 0x09,
        ]
    }
}
