import JOSE

extension TokenFault {
    /// What is wrong with the token, for its owner. Never sent to a client: each distinction would help
    /// whoever is forging.
    // flat: one switch
    var sentence: String {
        switch self {
        case .tooLong: "it has more than \(UnverifiedToken.byteCountLimit) bytes"
        case .wrongPartCount: "it has not three parts"
        case .encrypted: "it is encrypted"
        case .invalidBase64(let part, _): "its \(part.word) is not canonical base64url"
        case .invalidJSON(let part, let fault): "its \(part.word) is no strict JSON (\(fault))"
        case .notAnObject(let part): "its \(part.word) is no JSON object"
        case .invalidHeader: "a header parameter has the wrong type"
        case .criticalHeader: "its header has \"crit\", and no extension is implemented"
        case .compressed: "it is compressed (\"zip\")"
        case .missingAlgorithm: "its header has no \"alg\""
        case .unsigned: "it is not signed (\"alg\" is none)"
        case .unknownAlgorithm: "its \"alg\" is unknown"
        case .wrongType: "its \"typ\" is another kind of token's"
        case .algorithmNotAllowed: "its issuer does not use that \"alg\""
        case .unknownKey: "no key of the issuer has its \"kid\""
        case .keyNotForAlgorithm: "the key it names is not for its \"alg\""
        case .keyIDRequired: "it has no \"kid\", and there are too many keys to try"
        case .invalidSignature: "the signature is wrong"
        case .wrongIssuer: "its \"iss\" is none that is believed here"
        case .wrongAudience: "its \"aud\" names none that is asked for"
        case .missingExpiry: "it has no \"exp\""
        case .invalidTime: "\"exp\", \"nbf\" or \"iat\" is no time"
        case .expired: "it has expired"
        case .notYetValid: "it is not valid yet (\"nbf\")"
        case .issuedInFuture: "it was issued in the future (\"iat\")"
        case .missingSubject: "it has no \"sub\""
        }
    }
}

extension TokenPart {
    fileprivate var word: String {
        switch self {
        case .header: "header"
        case .claims: "claims part"
        case .signature: "signature"
        }
    }
}
