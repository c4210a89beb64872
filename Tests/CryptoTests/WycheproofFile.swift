import Crypto
import TestKit

/// One file of the Wycheproof corpus: groups of vectors that share a key.
struct WycheproofFile: Decodable {
    let testGroups: [Group]

    struct Group: Decodable {
        let publicKey: Key?
        let keySize: Int?
        let tagSize: Int?
        let tests: [Vector]
    }

    /// The members of the kinds of key in the files used here.
    struct Key: Decodable {
        let modulus: String?
        let publicExponent: String?
        let uncompressed: String?
        let pk: String?
    }

    struct Vector: Decodable {
        let tcId: Int
        let comment: String
        let flags: [String]
        let key: String?
        let msg: String
        let sig: String?
        let tag: String?
        let result: Result
    }

    enum Result: String, Decodable {
        case valid, acceptable, invalid
    }

    init(named name: String) throws {
        self = try Corpora.decode(Self.self, from: "wycheproof/\(name)_test.json")
    }
}

extension WycheproofFile.Key {
    /// The key's numbers; the file's name says what kind it is.
    func components(for scheme: SignatureScheme) -> PublicKeyComponents? {
        switch scheme {
        case .rsaPKCS1, .rsaPSS:
            guard let modulus, let publicExponent else { return nil }
            return .rsa(
                modulus: [UInt8](hex: modulus), publicExponent: [UInt8](hex: publicExponent))
        case .ecdsa(let curve):
            guard let uncompressed else { return nil }
            let point = [UInt8](hex: uncompressed).dropFirst()
            return .ellipticCurve(
                curve, x: Array(point.prefix(curve.fieldByteCount)),
                y: Array(point.suffix(curve.fieldByteCount)))
        case .ed25519:
            return pk.map { .ed25519([UInt8](hex: $0)) }
        }
    }
}
