/// The files of a folder of signing keys: each private key for its owner alone, and one key set that is
/// published. The last key of the set is the one that signs.
enum KeyFolder {
    static let setName = "keys.json"

    /// - Returns: nil for an ID that is no plain file name: nothing outside the folder is ever named.
    static func privateName(of keyID: String) -> String? {
        let isPlain = keyID.utf8.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x5F: true
            default: false
            }
        }
        return isPlain && !keyID.isEmpty ? "\(keyID).private.jwk" : nil
    }
}
