import TestKit
import Testing

/// A browser as far as the gateway can tell: keeps cookies and says where its requests come from.
final class Visitor {
    private let gateway: RunningGateway
    let host: String
    /// What browsers of today say of a page of the same origin.
    var fetchFields = "Sec-Fetch-Site: same-origin\r\n"
    var cookies: [String: String] = [:]

    init(_ gateway: RunningGateway, host: String = "localhost") {
        self.gateway = gateway
        self.host = host
    }

    var isSecure: Bool { !host.hasSuffix("localhost") }

    /// The name of the session cookie on this host.
    var sessionName: String { isSecure ? "__Host-sallyport" : "sallyport-insecure" }

    var session: String? {
        get { cookies[sessionName] }
        set { cookies[sessionName] = newValue }
    }

    func request(
        _ method: String, _ target: String, fields: String = "", body: String? = nil
    ) throws -> WireResponse {
        let response = try gateway.exchange(
            whole(method, target, fields: fields, body: body))
        keepCookies(of: response)
        return response
    }

    /// A request as it is sent.
    func whole(
        _ method: String, _ target: String, fields: String = "", body: String? = nil
    ) -> String {
        var head = "\(method) \(target) HTTP/1.1\r\nHost: \(host)\r\n\(fetchFields)\(fields)"
        if !cookies.isEmpty {
            let pairs = cookies.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
            head += "Cookie: \(pairs.joined(separator: "; "))\r\n"
        }
        if let body { head += "Content-Length: \(body.utf8.count)\r\n" }
        return head + "\r\n" + (body ?? "")
    }

    func get(_ target: String, fields: String = "") throws -> WireResponse {
        try request("GET", target, fields: fields)
    }

    /// As a person follows a link.
    func navigate(_ target: String) throws -> WireResponse {
        try get(target, fields: "Sec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: document\r\n")
    }

    func post(_ target: String, _ fields: [(String, String)]) throws -> WireResponse {
        try request(
            "POST", target, fields: "Content-Type: application/x-www-form-urlencoded\r\n",
            body: Self.form(fields))
    }

    /// The body of a form.
    static func form(_ fields: [(String, String)]) -> String {
        fields.map { "\($0)=\(encoded($1))" }.joined(separator: "&")
    }

    /// Opens the form and answers it.
    @discardableResult
    func logIn(
        _ username: String, _ password: String, to: String = "/"
    ) throws -> WireResponse {
        let page = try navigate("/.sallyport/login")
        let form = try #require(Self.field("form", in: page.text), "\(page.text)")
        return try post(
            "/.sallyport/login",
            [("username", username), ("password", password), ("to", to), ("form", form)])
    }

    /// The value of a hidden field.
    static func field(_ name: String, in page: String) -> String? {
        page.split(separator: "name=\"\(name)\" value=\"").dropFirst().first?
            .split(separator: "\"", omittingEmptySubsequences: false).first.map(String.init)
    }

    func keepCookies(of response: WireResponse) {
        for line in response.values(of: "set-cookie") { keep(line) }
    }

    private func keep(_ line: String) {
        let parts = line.split(separator: ";").map { $0.drop { $0 == " " } }
        let pair = parts[0].split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let name = String(pair[0])
        if parts.contains("Max-Age=0") {
            cookies[name] = nil
        } else {
            cookies[name] = String(pair[1])
        }
    }

    private static func encoded(_ text: String) -> String {
        text.utf8.map { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: String(UnicodeScalar(byte))
            case 0x20: "+"
            default: "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }.joined()
    }
}

extension Stage {
    func visitor(host: String = "localhost") -> Visitor { Visitor(gateway, host: host) }

    /// Somebody who is logged in.
    func guest(_ username: String = "alice", host: String = "localhost") throws -> Visitor {
        let visitor = visitor(host: host)
        let password = username == "alice" ? TestAccounts.alice : TestAccounts.bob
        let response = try visitor.logIn(username, password)
        try #require(response.status == 303, "\(response.text)")
        return visitor
    }
}
