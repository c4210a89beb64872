/// How far a head parser came with the bytes it was given.
public enum HeadProgress: Equatable, Sendable {
    /// All bytes were taken and the head is not complete.
    case incomplete
    /// The head is complete; so many of the given bytes were taken, the rest follows it.
    case complete(consumed: Int)
}
