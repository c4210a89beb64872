import Codecs

/// What a JOSE header may say (RFC 7515 §4.1), read in one pass. Parameters not known here are
/// ignored, as the RFC asks, unless `crit` names them; then the token is refused.
struct HeaderFields {
    private(set) var algorithm: SignatureAlgorithm
    private(set) var keyID: JSONValue?
    private(set) var type: TokenType?
    private(set) var carriesKey = false

    /// - Parameter header: a JSON object.
    init(reading header: JSONDocument) throws(TokenFault) {
        var algorithm: SignatureAlgorithm?
        var isPayloadEncoded = true
        if let members = header.root.members {
            for (name, value) in members {
                switch Name(name.utf8) {
                case .algorithm: algorithm = try Self.algorithm(named: value)
                case .keyID:
                    guard value.kind == .string else { throw .invalidHeader }
                    keyID = value
                case .type:
                    guard value.kind == .string else { throw .invalidHeader }
                    type = TokenType(mediaType: value.utf8)
                case .critical: throw .criticalHeader
                case .compression: throw .compressed
                case .encryption: throw .encrypted
                case .payloadEncoding: isPayloadEncoded = value.bool ?? false
                case .key: carriesKey = true
                case nil: continue
                }
            }
        }
        guard let algorithm else { throw .missingAlgorithm }
        // `false` means something only beside `crit` (RFC 7797 §6), which was not there.
        guard isPayloadEncoded else { throw .invalidHeader }
        self.algorithm = algorithm
    }

    private static func algorithm(named value: JSONValue) throws(TokenFault) -> SignatureAlgorithm {
        guard value.kind == .string else { throw .invalidHeader }
        if let algorithm = SignatureAlgorithm(name: value.utf8) { return algorithm }
        throw value.utf8.equals(ignoringCase: "none") ? .unsigned : .unknownAlgorithm
    }

    private enum Name {
        case algorithm, keyID, type, critical, compression, encryption, payloadEncoding, key

        init?(_ text: Span<UInt8>) {
            switch text.count {
            case 3:
                if text.equals("alg") {
                    self = .algorithm
                } else if text.equals("kid") {
                    self = .keyID
                } else if text.equals("typ") {
                    self = .type
                } else if text.equals("zip") {
                    self = .compression
                } else if text.equals("enc") {
                    self = .encryption
                } else if text.equals("b64") {
                    self = .payloadEncoding
                } else if text.equals("jwk") || text.equals("jku") || text.equals("x5u")
                    || text.equals("x5c")
                {
                    self = .key
                } else {
                    return nil
                }
            case 4:
                guard text.equals("crit") else { return nil }
                self = .critical
            default: return nil
            }
        }
    }
}
