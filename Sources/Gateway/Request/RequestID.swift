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
        text.append(hexDigitsOf: UInt32(truncatingIfNeeded: number >> 32))
        text.append(hexDigitsOf: UInt32(truncatingIfNeeded: number))
    }
}

extension ByteBuffer {
    /// Eight lower-case hexadecimal digits, worked out side by side in one word.
    fileprivate mutating func append(hexDigitsOf number: UInt32) {
        var digits = UInt64(number)
        digits = (digits | digits << 16) & 0x0000_FFFF_0000_FFFF
        digits = (digits | digits << 8) & 0x00FF_00FF_00FF_00FF
        digits = (digits | digits << 4) & 0x0F0F_0F0F_0F0F_0F0F
        let letters = ((digits &+ 0x0606_0606_0606_0606) >> 4) & 0x0101_0101_0101_0101
        let text = digits &+ 0x3030_3030_3030_3030 &+ letters &* 0x27
        unsafe append(upTo: 8) { room in
            unsafe room.storeBytes(of: text.bigEndian, as: UInt64.self)
            return 8
        }
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
