import Codecs
import Configuration
import Foundation
import Identity
import Policy
import TestKit
import Testing

@Suite("A permit is made by policy alone and spent once")
struct PermitTests {
    static let bearer = RouteAuth.credentials([.bearer])

    /// A route, and what it answers to anonymous, to a staff member of `corp` who may read, and to
    /// the same from `other`: nil for a permit.
    static let rows:
        [(
            route: RouteSettings, anonymous: PolicyRefusal?, corp: PolicyRefusal?,
            other: PolicyRefusal?
        )] = [
            (RouteSettings(key: "/a", .none), nil, nil, nil),
            (RouteSettings(key: "/a", .deny), .denied, .denied, .denied),
            // The default is deny: an absent policy refuses.
            (RouteSettings(key: "/a"), .denied, .denied, .denied),
            (RouteSettings(key: "/a", bearer), .credentialRequired, nil, nil),
            (RouteSettings(key: "/a", bearer) { $0.optional = true }, nil, nil, nil),
            (
                RouteSettings(key: "/a", bearer) { $0.issuer = ["corp"] },
                .credentialRequired, nil, .credentialRequired
            ),
            (
                RouteSettings(key: "/a", bearer) {
                    $0.optional = true
                    $0.issuer = ["corp"]
                }, nil, nil, .credentialRequired
            ),
            (
                RouteSettings(key: "/a", bearer) { $0.allow = .groups(["staff"]) },
                .credentialRequired, nil, nil
            ),
            (
                RouteSettings(key: "/a", bearer) { $0.allow = .groups(["boss"]) },
                .credentialRequired, .requirementNotSatisfied, .requirementNotSatisfied
            ),
            (
                RouteSettings(key: "/a", bearer) { $0.allow = .scopes(["write"]) },
                .credentialRequired, .insufficientScope, .insufficientScope
            ),
            (
                RouteSettings(key: "/a", bearer) {
                    $0.allow = .all([.groups(["boss"]), .scopes(["write"])])
                }, .credentialRequired, .requirementNotSatisfied, .requirementNotSatisfied
            ),
            (
                RouteSettings(key: "/a", bearer) {
                    $0.optional = true
                    $0.allow = .groups(["staff"])
                }, .credentialRequired, nil, nil
            ),
        ]

    @Test("T43 T77 T78 who gets one", arguments: rows)
    func authorize(
        row: (
            route: RouteSettings, anonymous: PolicyRefusal?, corp: PolicyRefusal?,
            other: PolicyRefusal?
        )
    ) throws {
        let table = try HostUnderTest([row.route]).table
        let claims = #"{"groups": ["staff"], "scope": "read"}"#
        let selection = table.description.selection
        let corp = try Principal.bearer(claims, selection)
        let other = try Principal.bearer(claims, selection, issuer: "other")
        #expect(refusal(table.routes[0], .anonymous) == row.anonymous)
        #expect(refusal(table.routes[0], corp) == row.corp)
        #expect(refusal(table.routes[0], other) == row.other)
    }

    @Test("a permit tells the route and the principal it was given for")
    func spend() throws {
        let table = try HostUnderTest([RouteSettings(key: "/a", Self.bearer)]).table
        let principal = try Principal.bearer(#"{"sub": "x"}"#, ClaimSelection())
        let permit = try table.routes[0].authorize(principal)
        let spent = permit.spend()
        #expect(spent.route === table.routes[0] && spent.principal.issuer == "corp")
    }

    @Test("a principal that cannot be told to the upstream gets none")
    func notPresentable() throws {
        let table = try HostUnderTest([RouteSettings(key: "/a", Self.bearer)]).table
        let principal = try Principal.bearer(
            #"{"name": {}}"#, ClaimSelection(), headers: [("X-Name", "name")])
        #expect(refusal(table.routes[0], principal) == .identityNotPresentable)
    }

    /// Sources that misuse a permit, and what the compiler says; nil where it must accept.
    static let sources: [(body: String, complaint: String?)] = [
        ("_ = permit.spend()", nil),
        ("_ = permit.spend(); _ = permit.spend()", "'permit' consumed more than once"),
        ("let copy = permit; _ = copy.spend(); _ = permit.spend()", "consumed more than once"),
        ("_ = Permit(route: route, principal: principal)", "initializer is inaccessible"),
    ]

    @Test("misuse does not compile", arguments: sources)
    func misuse(row: (body: String, complaint: String?)) throws {
        let source = """
            import Identity
            import Policy
            func forward(_ route: Route, _ principal: Principal) throws(PolicyRefusal) {
                let permit = try route.authorize(principal)
                \(row.body)
            }
            """
        let folder = try TemporaryFolder()
        let file = try folder.write(source, to: "misuse.swift")
        let products = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
        let sources = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../Sources").standardized.path
        var arguments = ["-emit-sil", "-o", "/dev/null", "-swift-version", "6"]
        arguments += ["-I", products.appending(path: "Modules").path, file]
        for module in ["CCrypt", "COpenSSL", "CYAML"] {
            arguments += ["-Xcc", "-fmodule-map-file=\(sources)/\(module)/module.modulemap"]
        }
        let transcript = try ChildProcess("swiftc", arguments).waitUntilEnd()
        let errors = String(decoding: transcript.errors, as: UTF8.self)
        if let complaint = row.complaint {
            #expect(transcript.ending != .exited(0) && errors.contains(complaint), "\(errors)")
        } else {
            #expect(transcript.ending == .exited(0), "\(errors)")
        }
    }

    private func refusal(_ route: Route, _ principal: Principal) -> PolicyRefusal? {
        do throws(PolicyRefusal) {
            _ = try route.authorize(principal).spend()
            return nil
        } catch {
            return error
        }
    }
}
