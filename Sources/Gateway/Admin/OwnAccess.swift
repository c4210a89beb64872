import Codecs
import Configuration
import Crypto
import HTTP
import Transport

/// Who may ask a listener of our own that is for this machine: no page of a browser, which tells its Origin or was
/// led here by another name (T92), and with a credential only who presents it.
struct OwnAccess {
    private let listen: ListenAddress
    private let credential: SecretText?

    /// - Parameter credential: the bearer token to present; nil: none is asked for.
    init(_ listen: ListenAddress, credential: SecretText?) {
        self.listen = listen
        self.credential = credential
    }

    /// - Returns: nil for who may ask.
    func refusal(_ request: borrowing Request) -> Answer? {
        guard !request.fields.contains(.origin), isForUs(request) else {
            return Answer(.forbidden, reason: .denied)
        }
        guard let credential, !carries(credential.bytes, request) else { return nil }
        var answer = Answer(.unauthorized, reason: .noCredential)
        answer.add("WWW-Authenticate", "Bearer")
        return answer
    }

    /// A name that leads to this machine alone, so that none of somebody else's can be made to (DNS rebinding).
    private func isForUs(_ request: borrowing Request) -> Bool {
        guard listen.isLocal else { return true }
        var host = CanonicalHost()
        do throws(HostFault) {
            try host.set(request.authority)
        } catch {
            return false
        }
        return host.isLoopback
    }

    private func carries(_ credential: [UInt8], _ request: borrowing Request) -> Bool {
        guard let value = request.fields.first(.authorization),
            let start = BearerToken.start(in: value)
        else { return false }
        return constantTimeEquals(value.extracting(start...), credential.span)
    }
}
