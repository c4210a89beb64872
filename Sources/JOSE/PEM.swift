import Codecs
import Crypto

/// Public keys in PEM (RFC 7468). Text between the blocks is ignored, as the RFC allows; a block that
/// is not a public key refuses the whole file, since its owner meant something else.
enum PEM {
    /// The keys of all blocks labelled `PUBLIC KEY`, each named by its thumbprint.
    static func readPublicKeys(_ text: Span<UInt8>) throws(KeySetFault) -> [Key] {
        var keys: [Key] = []
        for block in try blocks(of: text) {
            let number = keys.count + 1
            guard number <= KeySet.keysLimit else { throw .tooManyKeys }
            do throws(KeyFault) {
                keys.append(try key(of: block))
            } catch {
                throw .key(number: number, keyID: nil, error)
            }
        }
        return keys
    }

    /// Whether a line of `text` opens a block.
    static func isPresent(in text: Span<UInt8>) -> Bool {
        lines(of: text).contains { label(of: $0, behind: opening) != nil }
    }

    private struct Block {
        let label: String
        let der: [UInt8]
    }

    private static let opening = "-----BEGIN "
    private static let closing = "-----END "

    private static func key(of block: Block) throws(KeyFault) -> Key {
        guard block.label == "PUBLIC KEY" else { throw .privateKey }
        do throws(CryptoFault) {
            let publicKey = try PublicKey(subjectPublicKeyInfo: block.der.span)
            return Key(
                material: .publicKey(publicKey), keyID: Thumbprint.text(of: publicKey),
                algorithm: nil)
        } catch {
            throw .crypto(error)
        }
    }

    private static func blocks(of text: Span<UInt8>) throws(KeySetFault) -> [Block] {
        var blocks: [Block] = []
        var openLabel: String?
        var body: [UInt8] = []
        for line in lines(of: text) {
            if let label = openLabel {
                guard line.starts(with: "-----".utf8) else {
                    body += line
                    continue
                }
                guard Self.label(of: line, behind: closing) == label else { throw .invalidPEM }
                blocks.append(Block(label: label, der: try decode(body)))
                openLabel = nil
            } else if let label = Self.label(of: line, behind: opening) {
                guard label == "PUBLIC KEY" || label.hasSuffix("PRIVATE KEY") else {
                    throw .unsupportedPEM(label: label)
                }
                openLabel = label
                body = []
            }
        }
        guard openLabel == nil else { throw .invalidPEM }
        return blocks
    }

    private static func decode(_ body: [UInt8]) throws(KeySetFault) -> [UInt8] {
        do throws(Base64Fault) {
            return try Base64.decode(body.span)
        } catch {
            throw .invalidPEM
        }
    }

    private static func label(of line: ArraySlice<UInt8>, behind prefix: String) -> String? {
        let text = String(decoding: line, as: UTF8.self)
        guard text.hasPrefix(prefix), text.hasSuffix("-----"), text.count > prefix.count + 5 else {
            return nil
        }
        return String(text.dropFirst(prefix.count).dropLast(5))
    }

    /// The lines without white space at their ends.
    private static func lines(of text: Span<UInt8>) -> [ArraySlice<UInt8>] {
        [UInt8](text).split(separator: 0x0A).map { line in
            var line = line.drop { $0 == 0x20 || $0 == 0x09 }
            while let last = line.last, [0x20, 0x09, 0x0D].contains(last) { line.removeLast() }
            return line
        }
    }
}
