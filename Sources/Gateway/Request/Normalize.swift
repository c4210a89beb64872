import Codecs
import HTTP
import Policy

/// Step 2, `normalize`: one authority, one path, whatever the client wrote; what has two readings is
/// refused. The host comes first because it says what its paths may hold.
extension RequestHandler {
    func normalize(
        _ request: borrowing Request, _ target: inout Target, from origin: Origin
    ) throws(Refusal) -> HostRoutes {
        if request.method == .trace { throw .traceRefused }
        if request.method == .connect { throw .connectRefused }
        guard request.expectation != .unsupported else { throw .expectationUnknown }
        try normalizeHost(request, &target)
        guard let host = snapshot.hosts[origin.listener].find(target.host) else {
            throw .hostUnknown
        }
        target.client = host.facts(
            snapshot.trustedProxies.facts(behind: origin.client, request.fields))
        if target.client.scheme == .http, request.isForHTTPS() {
            throw .misdirected  // RFC 9110 §7.4: not to be served on an unsecured connection.
        }
        if let id = snapshot.trustedProxies.requestID(from: origin.client, request.fields) {
            target.requestID.set(id)
        }
        try normalizePath(request, &target, of: host)
        return host
    }

    private func normalizeHost(
        _ request: borrowing Request, _ target: inout Target
    ) throws(Refusal) {
        guard !request.authority.isEmpty else {
            // HTTP/1.0 without Host: no one's but the catch-all's.
            target.host = CanonicalHost()
            return
        }
        do throws(HostFault) {
            try target.host.set(request.authority)
        } catch {
            throw .badHost(error)
        }
    }

    private func normalizePath(
        _ request: borrowing Request, _ target: inout Target, of host: HostRoutes
    ) throws(Refusal) {
        guard request.targetForm != .asterisk else {
            // `OPTIONS *` is about the server as a whole: no route's, so the catch-all's at most.
            target.path = CanonicalPath()
            return
        }
        do throws(PathFault) {
            try target.path.set(request.path, keepsEncodedSlashes: host.keepsEncodedSlashes)
        } catch {
            throw .badPath(error)
        }
    }
}

extension Request {
    /// Whether the target is an absolute-form with the scheme `https`.
    fileprivate borrowing func isForHTTPS() -> Bool {
        guard targetForm == .absolute, target.count > 6 else { return false }
        return target.extracting(..<6).equals(ignoringCase: "https:")
    }
}
