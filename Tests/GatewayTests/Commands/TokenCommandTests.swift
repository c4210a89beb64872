import Codecs
import Crypto
import Foundation
import JOSE
import TestKit
import Testing

@testable import Gateway

@Suite("keys new, token mint, inspect and verify, without the process")
struct TokenCommandTests {
    static let now = WallTime(secondsSince1970: 1_800_000_000)

    private static func invalidity(_ body: () throws -> Void) -> String? {
        do {
            try body()
        } catch CommandFault.invalid(let text) {
            return text
        } catch CommandFault.usage(let text) {
            return "usage: \(text)"
        } catch {
            return "\(error)"
        }
        return nil
    }

    /// A folder with one ES256 key.
    private static func folder() throws -> (folder: TemporaryFolder, key: String) {
        let folder = try TemporaryFolder()
        _ = try KeysNewCommand.make(.es256, in: folder.path)
        let name = try #require(folder.names().first { $0.hasSuffix(".private.jwk") })
        return (folder, folder.path(of: name))
    }

    private static func order(_ key: String, lifetime: String = "5m") -> TokenMintCommand.Order {
        var order = TokenMintCommand.Order()
        order.key = key
        order.issuer = "i"
        order.audience = ["a"]
        order.subject = "s"
        order.lifetime = lifetime
        return order
    }

    private static func verifiers(_ folder: TemporaryFolder) throws -> [TokenVerifier] {
        let text = Array(try folder.read("keys.json").utf8)
        return [
            try TokenVerifier(
                TokenRules(
                    name: "local", issuer: "i", audiences: ["a"], algorithms: [.es256],
                    keys: try KeySet(parsing: text.span, holding: .publicKeys)))
        ]
    }

    @Test("a token is good until its lifetime and the clock skew are over")
    func lifetime() throws {
        let (folder, key) = try Self.folder()
        let verifiers = try Self.verifiers(folder)
        let token = Array(try TokenMintCommand.mint(Self.order(key), at: Self.now).utf8)
        func refusal(at seconds: Int64) -> String? {
            let time = WallTime(secondsSince1970: Self.now.secondsSince1970 + seconds)
            return Self.invalidity {
                _ = try TokenVerifyCommand.description(of: token.span, by: verifiers, at: time)
            }
        }
        #expect(refusal(at: 0) == nil)
        #expect(refusal(at: 329) == nil)
        #expect(refusal(at: 330) == "refused: it has expired")
        let past = Self.order(key, lifetime: "-1h")
        let expired = Array(try TokenMintCommand.mint(past, at: Self.now).utf8)
        #expect(
            Self.invalidity {
                _ = try TokenVerifyCommand.description(
                    of: expired.span, by: verifiers, at: Self.now)
            } == "refused: it has expired")
    }

    @Test(
        "a lifetime is a whole number with its unit",
        arguments: [
            "5", "", "-", "5 m", "m", "1.5h", "--5m", "99999999999999999999d", "9999999999d",
        ])
    func badLifetime(text: String) throws {
        let (folder, key) = try Self.folder()
        defer { withExtendedLifetime(folder) {} }
        let fault = Self.invalidity {
            _ = try TokenMintCommand.mint(Self.order(key, lifetime: text), at: Self.now)
        }
        #expect(fault?.hasPrefix("usage: ") == true, "\(fault ?? "none")")
    }

    @Test("further claims are added, and cannot replace those of the options")
    func claims() throws {
        let (folder, key) = try Self.folder()
        var order = Self.order(key)
        order.claims = try folder.write(#"{"scope":"read"}"#, to: "claims.json")
        let token = Array(try TokenMintCommand.mint(order, at: Self.now).utf8)
        let shown = try TokenInspectCommand.description(of: token.span, at: Self.now)
        #expect(shown.hasPrefix("NOT VERIFIED"))
        #expect(shown.contains("\"scope\": \"read\""))
        #expect(shown.contains("expires 2027-01-15T08:05:00Z, in 5m"))
        for text in [#"{"exp":1}"#, "[]", "{", #"{"a":1,"a":2}"#] {
            try folder.write(text, to: "claims.json")
            let fault = Self.invalidity { _ = try TokenMintCommand.mint(order, at: Self.now) }
            #expect(fault?.contains("claims.json") == true, "\(text): \(fault ?? "none")")
        }
    }

    @Test("a token that no gateway takes is not minted")
    func tooLong() throws {
        let (folder, key) = try Self.folder()
        var order = Self.order(key)
        let filler = String(repeating: "x", count: UnverifiedToken.byteCountLimit)
        order.claims = try folder.write("{\"x\":\"\(filler)\"}", to: "claims.json")
        let fault = Self.invalidity { _ = try TokenMintCommand.mint(order, at: Self.now) }
        #expect(fault?.contains("no gateway takes more") == true)
    }

    @Test("inspect shows what a text says, and control characters escaped")
    func inspect() throws {
        let (folder, key) = try Self.folder()
        defer { withExtendedLifetime(folder) {} }
        var order = Self.order(key)
        order.subject = "a\u{1B}[31m"
        let token = Array(try TokenMintCommand.mint(order, at: Self.now).utf8)
        let shown = try TokenInspectCommand.description(of: token.span, at: Self.now)
        #expect(
            shown.contains(#""sub": "a\u001B[31m""#) || shown.contains(#""sub": "a\u001b[31m""#))
        #expect(!shown.contains("\u{1B}"))
        let none = Array("not.a.token".utf8)
        #expect(
            Self.invalidity { _ = try TokenInspectCommand.description(of: none.span, at: Self.now) }
                != nil)
    }

    @Test("a key joins what the set has, and a set that is none stays as it is")
    func keySet() throws {
        let (folder, _) = try Self.folder()
        let lines = try KeysNewCommand.make(.edDSA, in: folder.path)
        #expect(lines.count == 2 && lines.allSatisfy { $0.hasPrefix(folder.path) })
        #expect(try folder.read("keys.json").components(separatedBy: "\"kid\"").count == 3)
        try folder.write("{\"keys\": 1}", to: "keys.json")
        let before = try folder.names()
        let fault = Self.invalidity { _ = try KeysNewCommand.make(.edDSA, in: folder.path) }
        #expect(fault?.contains("keys.json cannot be extended") == true)
        #expect(try folder.names() == before)
        #expect(try folder.read("keys.json") == "{\"keys\": 1}")
    }

    @Test("a shared secret is written for both sides, to the byte")
    func sharedSecret() throws {
        let folder = try TemporaryFolder()
        _ = try KeysNewCommand.make(.hs256, in: folder.path)
        let names = try folder.names()
        #expect(!names.contains("keys.json"))
        let name = try #require(names.first { $0.hasSuffix(".secret") })
        let file = folder.path(of: name)
        var secret = [UInt8](try Data(contentsOf: URL(filePath: file)))
        #expect(secret.count == 33 && secret.removeLast() == 0x0A)
        let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions]
        #expect(mode as? Int == 0o600)
        let key = try #require(names.first { $0.hasSuffix(".private.jwk") })
        let token = Array(
            try TokenMintCommand.mint(Self.order(folder.path(of: key)), at: Self.now).utf8)
        let verifier = try TokenVerifier(
            TokenRules(
                name: "local", issuer: "i", audiences: ["a"], algorithms: [.hs256],
                keys: KeySet(secret: Secret(secret.span))))
        #expect(
            Self.invalidity {
                _ = try TokenVerifyCommand.description(
                    of: token.span, by: [verifier], at: Self.now)
            } == nil)
    }

    @Test("times are told in the largest unit that leaves two of it")
    func distances() {
        let rows: [(Int64, String)] = [
            (0, "now"), (1, "in 1s"), (119, "in 119s"), (120, "in 2m"), (-7_199, "119m ago"),
            (-7_200, "2h ago"), (172_800, "in 2d"), (.max / 2, "in 53375995583650d"),
        ]
        for (seconds, words) in rows {
            let time = WallTime(secondsSince1970: seconds)
            #expect(time.distance(from: WallTime(secondsSince1970: 0)) == words)
        }
    }
}
