import Codecs
import HTTP
import Policy

/// Where a person goes after the login: a path and query of the same host, in canonical form. Every
/// redirect to somewhere that a request named goes through here, so that no login ever leads to another
/// site (T74–T76): what has any other reading becomes `/`.
struct ReturnAddress {
    /// Safe in a header and in a page's attribute once escaped there.
    let text: String

    static let home = ReturnAddress(text: "/")
    /// The one place of our own that a login leads to, because it asks for one.
    static let devices = ReturnAddress(text: "\(Endpoint.devices.path)")
    /// Of a path with its query, decoded.
    static let byteCountLimit = 2048

    private init(text: String) { self.text = text }

    /// - Parameters:
    ///   - written: as a query or a form brought it, decoded.
    ///   - keepsEncodedSlashes: what the host says of them.
    init(parsing written: Span<UInt8>, keepsEncodedSlashes: Bool) {
        guard Self.isPlainPath(written) else {
            self = .home
            return
        }
        var pathEnd = 0
        while pathEnd < written.count, written[pathEnd] != UInt8(ascii: "?") { pathEnd += 1 }
        var path = CanonicalPath()
        do throws(PathFault) {
            try path.set(
                written.extracting(..<pathEnd), keepsEncodedSlashes: keepsEncodedSlashes)
        } catch {
            self = .home
            return
        }
        self.init(path: path.bytes, query: written.extracting(pathEnd...))
    }

    /// The place that the request itself is about.
    init(of request: borrowing Request, _ target: borrowing Target) {
        self.init(path: target.path.bytes, query: request.query)
    }

    private init(path: Span<UInt8>, query: Span<UInt8>) {
        if path.equals(Endpoint.devices.path), query.isEmpty {
            self = .devices
            return
        }
        guard !path.isEmpty, path.count + query.count <= Self.byteCountLimit,
            !HostRoutes.isReserved(path)
        else {
            self = .home
            return
        }
        text = String(decoding: path) + String(decoding: query)
    }

    /// Visible ASCII that begins with one slash: what browsers might read as another host, or drop
    /// before reading, is not there.
    private static func isPlainPath(_ written: Span<UInt8>) -> Bool {
        guard !written.isEmpty, written.count <= byteCountLimit, written[0] == UInt8(ascii: "/")
        else { return false }
        if written.count > 1, written[1] == UInt8(ascii: "/") { return false }
        for index in written.indices {
            let byte = written[index]
            guard ASCIISet.visible.contains(byte), byte != UInt8(ascii: "\\"),
                byte != UInt8(ascii: "#")
            else { return false }
        }
        return true
    }

    /// Whether it takes a login of a moment ago to be there.
    var wantsFreshLogin: Bool { text == Self.devices.text }

    /// The login's address that leads back here.
    var loginAddress: String {
        var address = ByteBuffer()
        address.append(Endpoint.login.path)
        address.append("?to=")
        let kept = ASCIISet.unreserved.union(ASCIISet("/"))
        PercentEncoding.encode(text.utf8Span.span, keeping: kept, into: &address)
        return String(decoding: address.span)
    }
}
