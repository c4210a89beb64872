/// Why a body cannot be read to its end (Q4, Q5, Q19). From a client: 400 if nothing was answered yet,
/// and close. From an upstream: the client's connection is cut without the last chunk. In both cases
/// the other side never sees a completed message.
public enum BodyFault: Error, Equatable, Sendable {
    /// A chunk begins with something other than 1 to 16 hexadecimal digits, or is over 2^63-1 bytes.
    case invalidChunkSize
    /// A chunk's extensions, or all of the message together, are too long.
    case chunkExtensionTooLarge
    /// A control character in a chunk's extensions, or no `;name`, `;name=token`, `;name="text"`.
    case invalidChunkExtension
    /// A chunk's size line or its data is not followed by CR LF.
    case missingLineEnd
    /// The trailers are malformed or too large.
    case trailers(HeadFault)
    /// The peer closed before the body was complete.
    case truncated
}
