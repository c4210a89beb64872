import Glibc

/// An open file descriptor with one owner. It is closed when its owner lets go of it; there is no
/// `close()` to forget and none to call twice.
public struct Descriptor: ~Copyable {
    /// The number, for system calls made while this value lives. Never kept beyond it.
    public let number: CInt

    /// Takes ownership of `number`, which must be open and owned by nobody else.
    public init(owning number: CInt) {
        precondition(number >= 0)
        self.number = number
    }

    deinit { _ = Glibc.close(number) }

    /// Gives the descriptor up without closing it, to someone who will.
    public consuming func relinquish() -> CInt {
        let number = number
        discard self
        return number
    }
}
