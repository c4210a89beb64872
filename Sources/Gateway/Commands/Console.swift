import Glibc

/// The terminal, or what stands in its place.
public enum Console {
    public static func error(_ text: String) { write(text + "\n", to: STDERR_FILENO) }

    public static func print(_ text: String) { write(text + "\n") }

    /// A text that ends its own lines.
    static func write(_ text: String) { write(text, to: STDOUT_FILENO) }

    /// A question, on standard error: standard output may go elsewhere.
    static func prompt(_ text: String) { write(text, to: STDERR_FILENO) }

    /// What comes on standard input until it ends.
    /// - Returns: nil for more than `byteCountLimit` bytes, or where reading failed.
    static func input(byteCountLimit: Int) -> [UInt8]? {
        var bytes: [UInt8] = []
        while bytes.count <= byteCountLimit {
            var count = 0
            bytes.append(
                contentsOf: unsafe [UInt8](unsafeUninitializedCapacity: 4_096) { room, filled in
                    count = unsafe read(STDIN_FILENO, room.baseAddress, room.count)
                    filled = max(count, 0)
                })
            if count == 0 { return bytes }
            if count < 0 && errno != EINTR { return nil }
        }
        return nil
    }

    private static func write(_ text: String, to descriptor: Int32) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes {
                unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
            }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }
}
