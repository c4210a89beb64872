import Codecs

/// Follows the extensions of one chunk (RFC 9112 §7.1.1) from the first semicolon to the line end. They
/// mean nothing to us and are not passed on; what they may not be is a place where two recipients see
/// the line end at different bytes.
struct ChunkExtensionScanner {
    private var state = State.semicolon

    private enum State {
        case semicolon
        case name
        case afterName
        case equals
        case value
        case quoted
        case escaped
        case afterValue
    }

    /// Whether the line may end here.
    var isComplete: Bool {
        switch state {
        case .name, .value, .afterValue: true
        case .semicolon, .afterName, .equals, .quoted, .escaped: false
        }
    }

    /// Takes one byte behind the semicolon, not the line end; false where it may not stand there.
    mutating func take(_ byte: UInt8) -> Bool {
        guard let next = follower(of: state, at: byte) else { return false }
        state = next
        return true
    }

    private func follower(of state: State, at byte: UInt8) -> State? {
        let isSpace = byte == 0x20 || byte == 0x09
        switch (state, byte) {
        case (.quoted, UInt8(ascii: "\"")): return .afterValue
        case (.quoted, UInt8(ascii: "\\")): return .escaped
        case (.quoted, _), (.escaped, _):
            return isSpace || byte > 0x20 && byte != 0x7F ? .quoted : nil
        case (.semicolon, _) where isSpace, (.equals, _) where isSpace: return state
        case (.name, _) where isSpace, (.afterName, _) where isSpace: return .afterName
        case (.value, _) where isSpace, (.afterValue, _) where isSpace: return .afterValue
        case (.semicolon, _) where ASCIISet.token.contains(byte): return .name
        case (.name, _) where ASCIISet.token.contains(byte): return .name
        case (.equals, _) where ASCIISet.token.contains(byte): return .value
        case (.value, _) where ASCIISet.token.contains(byte): return .value
        case (.equals, UInt8(ascii: "\"")): return .quoted
        case (.name, UInt8(ascii: "=")), (.afterName, UInt8(ascii: "=")): return .equals
        case (.name, UInt8(ascii: ";")), (.afterName, UInt8(ascii: ";")): return .semicolon
        case (.value, UInt8(ascii: ";")), (.afterValue, UInt8(ascii: ";")): return .semicolon
        default: return nil
        }
    }
}
