/// Why a text is not the JSON we accept; every place is an offset in bytes from its start.
public enum JSONFault: Error, Equatable, Sendable {
    /// More bytes than a document may have (`JSONDocument.byteCountLimit`).
    case tooLong
    /// More arrays and objects inside each other than the caller allows.
    case tooDeep(at: Int)
    case unexpectedEnd
    /// A byte that cannot stand here, a byte order mark and anything behind the value included.
    case unexpectedByte(at: Int)
    /// A byte below U+0020 inside a string.
    case controlByte(at: Int)
    case invalidEscape(at: Int)
    /// Half of a surrogate pair, which is no character (RFC 8259 §8.2).
    case loneSurrogate(at: Int)
    case invalidUTF8(at: Int)
    case invalidNumber(at: Int)
    /// A name that the object already has, however either is written.
    case duplicateName(at: Int)
}
