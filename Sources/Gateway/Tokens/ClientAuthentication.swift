import Codecs
import Configuration
import Crypto
import HTTP

/// Who a program says it is, and whether it proves that: by Basic (RFC 6749 §2.3.1) or by parameters, never
/// by both. A program that names nobody is a public client and proves nothing.
struct ClientAuthentication {
    private let clients: [ClientSettings]

    init(_ settings: TokenSettings) { clients = settings.clients }

    /// - Parameter fields: of the form; nil for a request that is none.
    /// - Returns: the client's name; nil for a public one.
    func client(
        _ authorization: [UInt8], _ fields: FormFields?
    ) throws(OAuthFault) -> String? {
        let (name, secret) = (fields?.plain("client_id"), fields?.plain("client_secret"))
        guard authorization.isEmpty else {
            guard secret == nil else { throw .invalidRequest }
            let basic = try Self.basic(authorization)
            guard name == nil || name == basic.name else { throw .invalidRequest }
            return try verified(basic.name, basic.secrets)
        }
        guard let name else {
            guard secret == nil else { throw .invalidRequest }
            return nil
        }
        if let secret { return try verified(name, [secret]) }
        guard name.elementsEqual(AccessTokenClaims.publicClient.utf8) else { throw .invalidClient }
        return nil
    }

    /// In time that tells nothing of the secret but its length.
    /// - Parameter secrets: what was presented, in each of its readings.
    private func verified(_ name: [UInt8], _ secrets: [[UInt8]]) throws(OAuthFault) -> String {
        guard let client = clients.first(where: { name.elementsEqual($0.name.utf8) }) else {
            throw .invalidClient
        }
        let known = Secret(client.secret.bytes.span)
        guard secrets.contains(where: { known.equals($0.span) }) else { throw .invalidClient }
        return client.name
    }

    /// Both readings of the secret: encoded as a form's field, as RFC 6749 has it, and plain, as many programs
    /// send it.
    private static func basic(
        _ authorization: [UInt8]
    ) throws(OAuthFault) -> (name: [UInt8], secrets: [[UInt8]]) {
        let scheme = authorization.prefix { $0 != 0x20 }
        guard Array(scheme).span.equals(ignoringCase: "basic") else { throw .invalidClient }
        let text = Array(authorization.dropFirst(scheme.count).drop { $0 == 0x20 })
        let pair: [UInt8]
        do throws(Base64Fault) {
            pair = try Base64.decode(text.span)
        } catch {
            throw .invalidClient
        }
        guard let colon = pair.firstIndex(of: UInt8(ascii: ":")) else { throw .invalidClient }
        let plain = Array(pair[(colon + 1)...])
        do throws(FormFields.Fault) {
            let name = Array(pair[..<colon])
            let decodedName = try FormFields.decode(name.span)
            let decoded = try FormFields.decode(plain.span)
            return ([UInt8](decodedName.span), [[UInt8](decoded.span), plain])
        } catch {
            return (Array(pair[..<colon]), [plain])
        }
    }
}
