/// What can be wrong with the lines of a head or of trailers, whichever way the message goes
/// (RFC 9112 §2.2, §5). The connection cannot be used any further: where the next message begins is
/// not known.
public enum HeadFault: Error, Equatable, Sendable {
    /// CR without LF. 400.
    case bareCarriageReturn
    /// LF without CR. 400.
    case bareLineFeed
    /// NUL. 400.
    case nul
    /// Another control character than horizontal tab. 400.
    case controlCharacter
    /// A field line that begins with white space: obs-fold (RFC 9112 §5.2), or white space before the
    /// first field. 400.
    case lineFolding
    /// A field line without a colon. 400.
    case missingColon
    /// A field line that begins with the colon. 400.
    case emptyFieldName
    /// White space between name and colon. 400.
    case whitespaceBeforeColon
    /// A field name that is no token. 400.
    case invalidFieldName
    /// The start line passes `HeadLimits.startLineBytes`. 414.
    case startLineTooLong
    /// The head passes `HeadLimits.headBytes`. 431.
    case headTooLarge
    /// More than `HeadLimits.fieldCount` lines. 431.
    case tooManyFields
    /// A line passes `HeadLimits.fieldBytes`. 431.
    case fieldTooLarge
}
