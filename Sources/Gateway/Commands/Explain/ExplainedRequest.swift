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
    func bytes(token: [UInt8]?) throws(CommandFault) -> [UInt8] {
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
        return bytes + [0x0D, 0x0A]
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
