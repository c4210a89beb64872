/// What a `BodyDecoder` found in the bytes it was given.
public enum BodyPart: Equatable, Sendable {
    /// So many bytes of the input are the next bytes of the body; lent, never copied.
    case data(Range<Int>)
    /// All of the input was taken and the body goes on.
    case needsMore
    /// The body, trailers included, is complete; what follows in the input belongs to the next
    /// message.
    case end
}
