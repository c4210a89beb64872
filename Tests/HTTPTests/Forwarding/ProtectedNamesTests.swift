import Codecs
import HTTP
import Testing

@Suite("Q22 Q24 Q25 protected names in every spelling")
struct ProtectedNamesTests {
    static let identity = ["X-User", "X-Auth-Groups", "Remote-User", "From"]
    static let forwarding = [
        "Forwarded", "X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "X-Forwarded-Port",
        "X-Forwarded-Prefix", "X-Forwarded-Server", "X-Forwarded-Uri", "X-Forwarded-Method",
        "X-Forwarded-Email", "X-Real-IP", "X-Original-URL",
        "X-Original-Uri", "X-Rewrite-URL", "X-Envoy-Internal", "X-Request-ID", "Proxy",
    ]

    /// Every byte that a field name may have and that is neither letter nor digit.
    static let signs = Array("!#$%&'*+-.^_`|~")

    /// All spellings of a name that fold to it: three cases, and each sign in each place.
    static func aliases(of name: String) -> [String] {
        var spellings = [name.lowercased()]
        for place in name.indices where name[place] == "-" {
            let offset = name.distance(from: name.startIndex, to: place)
            spellings = spellings.flatMap { spelling in
                signs.map { sign in
                    var characters = Array(spelling)
                    characters[offset] = sign
                    return String(characters)
                }
            }
        }
        return spellings.flatMap { [$0, $0.uppercased(), alternating($0)] }
    }

    private static func alternating(_ name: String) -> String {
        String(name.enumerated().map { $0 % 2 == 0 ? Character($1.uppercased()) : $1 })
    }

    @Test("T01 T02 T03 T04 T08 removes every alias", arguments: identity + forwarding)
    func aliases(name: String) throws {
        let names = ProtectedNames(identityHeaders: Self.identity)
        let aliases = Self.aliases(of: name)
        for batch in stride(from: 0, to: aliases.count, by: 90) {
            let spellings = aliases[batch..<min(batch + 90, aliases.count)]
            for keeps in [false, true] {
                var request = try Self.request(spellings.map { "\($0): forged" })
                let removed = request.fields.removeProtected(names, keepingUnderscored: keeps)
                try #require(removed.protected == spellings.count)
                try #require(request.fields.liveNames == ["Host"])
            }
        }
    }

    @Test("nearest names stay")
    func nearMisses() throws {
        let names = ProtectedNames(identityHeaders: Self.identity)
        let lines = [
            "X-Users", "X-Use", "XUser", "X-User-", "-X-User", "X--User", "X-Auth-Group",
            "Forwarder",
            "X-Forward", "Y-Forwarded-For", "X-RealIP", "X-Envoy", "Proxy-Test", "User-Agent",
            "Accept", "X-Requested-With", "X-Trace-ID",
        ]
        var request = try Self.request(lines.map { "\($0): kept" })
        #expect(request.fields.removeProtected(names) == RemovedFields())
        #expect(request.fields.liveNames == ["Host"] + lines)
    }

    @Test("Q24 names with an underscore go by default and are counted")
    func underscores() throws {
        let names = ProtectedNames(identityHeaders: Self.identity)
        let lines = ["My_Field: 1", "X_User: 2", "A.B: 3", "_: 4", "Accept: 5"]
        var request = try Self.request(lines)
        let removed = request.fields.removeProtected(names)
        #expect(removed.underscored == 3 && removed.protected == 1)
        #expect(request.fields.liveNames == ["Host", "A.B", "Accept"])
        request = try Self.request(lines)
        #expect(request.fields.removeProtected(names, keepingUnderscored: true) == removed)
        #expect(request.fields.liveNames == ["Host", "My_Field", "A.B", "_", "Accept"])
    }

    @Test("T06 every instance goes, not the first alone")
    func repeated() throws {
        let names = ProtectedNames(identityHeaders: ["X-User"])
        var request = try Self.request(["X-User: a", "Accept: b", "x-user: c", "X_USER: d"])
        #expect(request.fields.removeProtected(names).protected == 3)
        #expect(request.fields.liveNames == ["Host", "Accept"])
        #expect(request.fields.removeProtected(names) == RemovedFields())
    }

    @Test("the configuration's own spelling does not matter")
    func configuredSpelling() {
        let names = ProtectedNames(identityHeaders: ["x_AUTH.user", ""])
        #expect(names.contains("X-Auth-User"))
        #expect(!names.contains(""))
        #expect(!names.contains("X-User"))
    }

    static func request(_ lines: [String]) throws -> Request {
        try parse("GET / HTTP/1.1\r\nHost: a\r\n" + lines.map { $0 + "\r\n" }.joined() + "\r\n")
    }
}

/// The request with exactly this head.
func parse(_ head: String) throws -> Request {
    var request = Request()
    var parser = RequestParser()
    let progress = try parser.parse(head.utf8Array.span, from: 0, into: &request)
    #expect(progress == .complete(consumed: head.utf8.count))
    return request
}

extension ProtectedNames {
    fileprivate func contains(_ name: String) -> Bool { contains(name.utf8Array.span) }
}

extension String {
    var utf8Array: [UInt8] { Array(utf8) }
}

extension Fields {
    /// Names of the lines that were not removed, as they came.
    var liveNames: [String] {
        var names: [String] = []
        for index in 0..<count where !self[index].isRemoved {
            names.append(String(decoding: name(of: self[index])))
        }
        return names
    }
}
