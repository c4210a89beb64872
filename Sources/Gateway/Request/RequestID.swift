import Codecs

/// The name of one request in logs, upstream and in the client's hands: a trusted proxy's, or one of
/// our own: 32 hexadecimal digits that no other request of any node has.
struct RequestID: ~Copyable {
    private var text = ByteBuffer()

    var bytes: Span<UInt8> {
        @_lifetime(borrow self) get { text.span }
    }

    /// Appends `X-Request-ID`, as the upstream and the client get it.
    func appendLine(to lines: inout ByteBuffer) {
        guard !text.isEmpty else { return }
        lines.append("X-Request-ID: ")
        lines.append(text.span)
        lines.append("\r\n")
    }

    /// Takes over the ID that a trusted proxy gave.
    mutating func set(_ given: Span<UInt8>) {
        text.removeAll()
        text.append(given)
    }

    mutating func set(_ numbers: (UInt64, UInt64)) {
        text.removeAll()
        append(numbers.0)
        append(numbers.1)
    }

    private mutating func append(_ number: UInt64) {
        var digits = InlineArray<16, UInt8>(repeating: 0)
        var rest = number
        for index in stride(from: 15, through: 0, by: -1) {
            let digit = UInt8(truncatingIfNeeded: rest & 15)
            digits[index] = digit < 10 ? 0x30 + digit : 0x57 + digit
            rest >>= 4
        }
        text.append(digits.span)
    }
}

/// Makes request IDs for one worker: a random start for the process, then a counter mixed so that
/// neighbours look nothing alike (SplitMix64). Unique, not secret.
struct RequestIDSource {
    private let prefix: UInt64
    private var state: UInt64

    init(prefix: UInt64, start: UInt64) {
        self.prefix = prefix
        state = start
    }

    mutating func next() -> (UInt64, UInt64) {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return (prefix, mixed ^ (mixed >> 31))
    }
}
