import Glibc

/// A refused system call: which one, on what, and why the kernel says it could not be done.
public struct SystemError: Error, Equatable, CustomStringConvertible {
    public let operation: String
    public let code: CInt

    /// The failure that `errno` tells of.
    public init(_ operation: String) { self.init(operation, code: errno) }

    public init(_ operation: String, code: CInt) {
        self.operation = operation
        self.code = code
    }

    /// The machine has no addresses of that kind.
    var isAddressFamilyMissing: Bool { [EAFNOSUPPORT, EADDRNOTAVAIL].contains(code) }

    public var description: String {
        let reason = unsafe strerror(code).map { unsafe String(cString: $0) } ?? "error \(code)"
        return "\(operation): \(reason)"
    }
}
