import Foundation
import TestKit
import Testing

@Suite("RFC 7515 §7.1 Compact form and signatures to the bit", .bearerStage)
struct CompactFormTests {
    static let issuer = TestIssuer.shared

    /// Something done to a good token's text.
    struct Change: Sendable, CustomTestStringConvertible {
        let name: String
        let apply: @Sendable ([String]) -> String

        init(_ name: String, _ apply: @escaping @Sendable ([String]) -> String) {
            self.name = name
            self.apply = apply
        }

        var testDescription: String { name }
    }

    static let changes = [
        Change("Q31 T47 no signature part") { $0[0] + "." + $0[1] },
        Change("Q31 an empty signature") { $0[0] + "." + $0[1] + "." },
        Change("Q31 an empty header") { "." + $0[1] + "." + $0[2] },
        Change("Q31 an empty payload") { $0[0] + ".." + $0[2] },
        Change("Q31 T47 four parts") { $0.joined(separator: ".") + "." + $0[0] },
        Change("T39 five parts") { $0.joined(separator: ".") + "." + $0[0] + "." + $0[1] },
        Change("T47 eight thousand dots") { _ in String(repeating: ".", count: 8_000) },
        Change("Q31 T53 padding") { $0.joined(separator: ".") + "==" },
        Change("Q31 T53 padding in the payload") { $0[0] + "." + $0[1] + "=." + $0[2] },
        Change("Q31 T53 stray bits in the signature") {
            $0[0] + "." + $0[1] + "." + strayed($0[2])
        },
        Change("Q31 T53 the other alphabet") {
            $0[0] + "." + $0[1] + "." + $0[2].replacing("-", with: "+").replacing("_", with: "/")
                + "/"
        },
        Change("Q31 T53 a stray character") { $0[0] + "." + $0[1] + "." + $0[2] + "!" },
        Change("T40 r and s zero") {
            $0[0] + "." + $0[1] + "." + base64URL([UInt8](repeating: 0, count: 64))
        },
        Change("T40 r zero") { parts in
            signature(of: parts) { [UInt8](repeating: 0, count: 32) + $0[32...] }
        },
        Change("T40 s zero") { parts in
            signature(of: parts) { $0[..<32] + [UInt8](repeating: 0, count: 32) }
        },
        Change("T40 all ones") {
            $0[0] + "." + $0[1] + "." + base64URL([UInt8](repeating: 0xFF, count: 64))
        },
        Change("T40 63 bytes") { parts in signature(of: parts) { $0.dropLast() } },
        Change("T40 65 bytes") { parts in signature(of: parts) { $0 + [0] } },
        Change("T40 DER") { parts in
            signature(of: parts) {
                [0x30, 0x46, 0x02, 0x21, 0x00] + $0[..<32] + [0x02, 0x21, 0x00] + $0[32...]
            }
        },
        Change("another subject under the same signature") {
            $0[0] + "." + base64URL(Claims.good("mallory").json.utf8) + "." + $0[2]
        },
        Change("one bit of the signature") { parts in
            signature(of: parts) { $0.dropLast() + [($0.last ?? 0) ^ 1] }
        },
    ]

    private static func signature(
        of parts: [String], _ change: ([UInt8]) -> [UInt8]
    ) -> String {
        parts[0] + "." + parts[1] + "." + base64URL(change(base64URLDecoded(parts[2])))
    }

    /// The same bytes for a lax decoder, other text: the four unused bits of the last character set.
    private static func strayed(_ text: String) -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
        let index = text.last.flatMap(alphabet.firstIndex(of:)) ?? 0
        return text.dropLast() + String(alphabet[index | 1])
    }

    @Test("Q31 Q32 T39 T40 T47 T53 refuses every change of a good token", arguments: changes)
    func refusesChanges(change: Change) throws {
        let stage = try Stage.required()
        let token = try Self.issuer.get().token()
        try stage.expectValid(token)  // also puts it into the cache of verified tokens
        try stage.expectInvalid(change.apply(token.split(separator: ".").map(String.init)))
    }

    @Test("Q31 T47 the limit is 8 KiB")
    func length() throws {
        let stage = try Stage.required()
        for (size, isValid) in [(8_192, true), (8_193, false), (8_196, false), (15_000, false)] {
            let token = try Self.token(of: size)
            if isValid { try stage.expectValid(token) } else { try stage.expectInvalid(token) }
        }
    }

    /// A good token of exactly `size` characters: the header takes up what base64url's steps of four
    /// and three leave.
    private static func token(of size: Int) throws -> String {
        for slack in 0..<8 {
            let header =
                #"{"alg":"ES256","kid":"key-ES256"\#(String(repeating: " ", count: slack))}"#
            let base = try issuer.get().token(.good().setting("x", "\"\""), header: header)
            for extra in max(
                0, (size - base.count) * 3 / 4 - 4)...max(0, (size - base.count) * 3 / 4 + 4)
            {
                let padding = "\"" + String(repeating: "x", count: extra) + "\""
                let token = try issuer.get().token(.good().setting("x", padding), header: header)
                if token.count == size { return token }
            }
        }
        throw CocoaError(.coderInvalidValue)
    }

    @Test("Every byte of a token counts", arguments: ["ES256", "EdDSA", "RS256"])
    func everyByte(algorithm: String) throws {
        let stage = try Stage.required()
        let token = Array(try Self.issuer.get().token(.good(), algorithm).utf8)
        let client = try stage.gateway.connect()
        for index in token.indices {
            var changed = token
            changed[index] =
                token[index] == UInt8(ascii: "A") ? UInt8(ascii: "E") : UInt8(ascii: "A")
            let text = String(decoding: changed, as: UTF8.self)
            let response = try client.exchange(
                "GET /api/x HTTP/1.1\r\nHost: app.test\r\nAuthorization: Bearer \(text)\r\n\r\n")
            #expect(response.status == 401, "byte \(index)")
        }
    }
}
