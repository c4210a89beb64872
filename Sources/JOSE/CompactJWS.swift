import Codecs

/// A signed message taken apart: strict compact serialisation (RFC 7515 §7.1) with a strict header.
/// What the payload holds is not looked at.
struct CompactJWS: Sendable {
    let header: JSONDocument
    let fields: HeaderFields
    let payload: [UInt8]
    let signature: [UInt8]
    private let signedBytes: [UInt8]

    /// What the signature is over: header and payload as sent (RFC 7515 §5.1).
    var signingInput: Span<UInt8> {
        @_lifetime(borrow self) get { signedBytes.span }
    }

    init(parsing text: Span<UInt8>) throws(TokenFault) {
        guard text.count <= UnverifiedToken.byteCountLimit else { throw .tooLong }
        let dots = try Self.findDots(in: text)
        header = try JSONDocument(
            ofToken: try Self.decode(text.extracting(0..<dots.first), .header), .header)
        fields = try HeaderFields(reading: header)
        payload = try Self.decode(text.extracting((dots.first + 1)..<dots.second), .claims)
        signature = try Self.decode(
            text.extracting((dots.second + 1)..<text.count), .signature)
        signedBytes = [UInt8](text.extracting(0..<dots.second))
    }

    private static func findDots(
        in text: Span<UInt8>
    ) throws(TokenFault) -> (first: Int, second: Int) {
        let dot = UInt8(ascii: ".")
        let first = text.firstIndex(of: dot, from: 0)
        let second = text.firstIndex(of: dot, from: first + 1)
        guard second < text.count else { throw .wrongPartCount }
        let third = text.firstIndex(of: dot, from: second + 1)
        guard third == text.count else {
            let fourth = text.firstIndex(of: dot, from: third + 1)
            let fifth = text.firstIndex(of: dot, from: fourth + 1)
            throw fourth < text.count && fifth == text.count ? .encrypted : .wrongPartCount
        }
        guard first > 0, second > first + 1, second < text.count - 1 else {
            throw .wrongPartCount
        }
        return (first, second)
    }

    private static func decode(
        _ text: Span<UInt8>, _ part: TokenPart
    ) throws(TokenFault) -> [UInt8] {
        do throws(Base64Fault) {
            return try Base64URL.decode(text)
        } catch {
            throw .invalidBase64(part, error)
        }
    }
}

extension JSONDocument {
    /// A part of a token, which is a JSON object.
    init(ofToken bytes: consuming [UInt8], _ part: TokenPart) throws(TokenFault) {
        do throws(JSONFault) {
            try self.init(parsing: bytes, depthLimit: UnverifiedToken.depthLimit)
        } catch {
            throw .invalidJSON(part, error)
        }
        guard root.kind == .object else { throw .notAnObject(part) }
    }
}
