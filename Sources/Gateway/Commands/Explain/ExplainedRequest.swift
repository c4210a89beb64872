import Codecs
import HTTP
import Transport

/// A request that `explain` is asked about, as its command line gives it.
public struct ExplainedRequest {
    public var method = "GET"
    /// In full: `http://HOST[:PORT]/PATH[?QUERY]`.
    public var url = ""
    /// A bearer token: `@FILE`, `-`, or itself.
    public var token: String?
    /// The value of a session cookie: `@FILE`, `-`, or itself.
    public var cookie: String?
    /// Further field lines, `NAME: VALUE`.
    public var fields: [String] = []
    /// By which listener it comes; nil: the first.
    public var listener: String?
    /// The client's address.
    public var address = "127.0.0.1"

    public init() {}
}

extension ExplainedRequest {
    /// The head as a client writes it; judging it is the parser's affair.
    /// - Parameter use: what the cookie is for.
    func bytes(
        token: [UInt8]?, cookie: [UInt8]? = nil, as use: OwnCookies.Use = .session
    ) throws(CommandFault) -> [UInt8] {
        guard token == nil || cookie == nil || self.token != "-" || self.cookie != "-" else {
            throw .usage("standard input holds the token or the cookie, not both")
        }
        let (authority, target) = try parts()
        var lines = ["\(method) \(target) HTTP/1.1"]
        if !fields.contains(where: { $0.lowercased().hasPrefix("host:") }) {
            lines.append("Host: \(authority)")
        }
        lines += fields
        var bytes: [UInt8] = []
        for line in lines {
            guard !line.utf8.contains(0x0D), !line.utf8.contains(0x0A) else {
                throw .usage("a line break within \"\(line.debugDescription)\"")
            }
            bytes += Array(line.utf8) + [0x0D, 0x0A]
        }
        if let token {
            bytes += Array("Authorization: Bearer ".utf8) + token + [0x0D, 0x0A]
        }
        if let cookie { bytes += try Self.line(of: cookie, as: use) }
        return bytes + [0x0D, 0x0A]
    }

    /// The cookie under both names that it may have: which of them is looked at, the connection decides.
    private static func line(
        of cookie: [UInt8], as use: OwnCookies.Use
    ) throws(CommandFault) -> [UInt8] {
        // RFC 6265 §4.1.1; anything else would end the value, and what follows be shown as somebody else's.
        let isValue = cookie.allSatisfy { byte in
            0x21...0x7E ~= byte && !Array("\",;\\".utf8).contains(byte)
        }
        guard isValue else {
            throw .invalid("no value of a cookie; its name and its attributes are no part of that")
        }
        var line = ByteBuffer()
        line.append("Cookie: ")
        for (place, cookies) in [OwnCookies.secure, .loopback].enumerated() {
            if place > 0 { line.append("; ") }
            line.append(cookies.name(of: use))
            line.append("=")
            line.append(cookie)
        }
        line.append("\r\n")
        return [UInt8](line.span)
    }

    private func parts() throws(CommandFault) -> (authority: String, target: String) {
        guard let scheme = ["http://", "https://"].first(where: { url.hasPrefix($0) }) else {
            throw .usage("no URL: \"\(url)\"; allowed: http://HOST[:PORT]/PATH")
        }
        // Clients keep the fragment to themselves.
        let rest = url.dropFirst(scheme.count).prefix { $0 != "#" }
        let authority = rest.prefix { $0 != "/" && $0 != "?" }
        let target = rest.dropFirst(authority.count)
        return (String(authority), target.hasPrefix("/") ? String(target) : "/\(target)")
    }

    /// By which listener and from where it comes.
    func origin(in settings: Settings) throws(CommandFault) -> Origin {
        guard let address = IPAddress(parsing: address) else {
            throw .usage("no IP address: \"\(address)\"")
        }
        let index = listener == nil ? 0 : settings.listen.firstIndex { $0.name == listener }
        guard let index else {
            let names = settings.listen.map(\.name).joined(separator: ", ")
            throw .usage("no listener \"\(listener ?? "")\"; there are: \(names)")
        }
        let port = settings.listen[index].http.port
        return Origin(
            listener: index, client: ClientFacts(address: address, scheme: .http, port: port))
    }
}
