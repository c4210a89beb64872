import Codecs
import HTTP
import Identity
import Policy

/// Step 13, `assertIdentity`: the lines that only the gateway writes: who is asking, from where, and
/// under which ID. They follow what `stripIdentity` left, so that exactly one of each remains.
extension Exchange {
    /// - Parameter lines: is given field lines that end in CRLF each.
    func assertIdentity(_ principal: Principal, on route: RouteInForce, in lines: inout ByteBuffer)
    {
        target.client.appendLines(host: target.host, extras: route.forwarding, to: &lines)
        target.requestID.appendLine(to: &lines)
        target.appendDestination(to: &lines)
        lines.append(principal.identityLines)
    }
}

extension Target {
    /// WebDAV's second target in its canonical form (RFC 4918 §10.3).
    fileprivate borrowing func appendDestination(to lines: inout ByteBuffer) {
        guard hasDestination else { return }
        lines.append("Destination: ")
        lines.append(client.scheme.name)
        lines.append("://")
        lines.append(host.authority)
        lines.append(destination.bytes)
        lines.append("\r\n")
    }
}
