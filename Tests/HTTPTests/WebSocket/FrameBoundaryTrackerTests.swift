import Codecs
import HTTP
import Testing

@Suite("RFC 6455 §5 frame boundaries")
struct FrameBoundaryTrackerTests {
    /// One frame; a client's has a mask of four bytes.
    static func frame(
        _ first: UInt8, payload: Int, sender: FrameBoundaryTracker.Sender = .client
    ) -> [UInt8] {
        let mask: UInt8 = sender == .client ? 0x80 : 0
        var bytes = [first]
        switch payload {
        case ..<126: bytes.append(mask | UInt8(payload))
        case ..<0x1_0000: bytes += [mask | 126, UInt8(payload >> 8), UInt8(payload & 0xFF)]
        default:
            bytes.append(mask | 127)
            for shift in stride(from: 56, through: 0, by: -8) {
                bytes.append(UInt8(truncatingIfNeeded: payload >> shift))
            }
        }
        if sender == .client { bytes += [1, 2, 3, 4] }
        // Payloads that look like frame headers must not be taken for any.
        return bytes + [UInt8](repeating: 0x88, count: payload)
    }

    static let senders: [FrameBoundaryTracker.Sender] = [.client, .server]

    @Test("the same boundaries for every split", arguments: senders)
    func splits(sender: FrameBoundaryTracker.Sender) throws {
        let frames = [
            Self.frame(0x01, payload: 5, sender: sender),
            Self.frame(0x89, payload: 0, sender: sender),
            Self.frame(0x80, payload: 126, sender: sender),
            Self.frame(0x82, payload: 0, sender: sender),
            Self.frame(0x8A, payload: 125, sender: sender),
            Self.frame(0xC2, payload: 300, sender: sender),
            Self.frame(0x88, payload: 2, sender: sender),
        ]
        let bytes = frames.flatMap { $0 }
        var ends: Set<Int> = [0]
        for frame in frames { ends.insert((ends.max() ?? 0) + frame.count) }
        for size in 1...bytes.count {
            var tracker = FrameBoundaryTracker(sender: sender)
            var start = 0
            while start < bytes.count {
                let end = min(start + size, bytes.count)
                let boundary = try tracker.advance(over: bytes.span.extracting(start..<end))
                let expected = ends.filter { $0 > start && $0 <= end }.max().map { $0 - start }
                try #require(boundary == expected, "pieces of \(size), at \(start)")
                try #require(tracker.isAtBoundary == ends.contains(end))
                start = end
            }
            try #require(tracker.hasClosed)
        }
    }

    @Test("lengths at the edges of their forms", arguments: senders)
    func edges(sender: FrameBoundaryTracker.Sender) throws {
        for payload in [0, 1, 125, 126, 127, 0xFFFF, 0x1_0000, 0x1_0001] {
            let bytes = Self.frame(0x82, payload: payload, sender: sender)
            for cut in [1, 2, 3, 4, 9, 10, 13, bytes.count - 1] where cut < bytes.count {
                var tracker = FrameBoundaryTracker(sender: sender)
                let first = try tracker.advance(over: bytes.span.extracting(..<cut))
                try #require(first == nil && !tracker.isAtBoundary)
                let rest = bytes.count - cut
                try #require(try tracker.advance(over: bytes.span.extracting(cut...)) == rest)
            }
        }
    }

    static let faults: [(bytes: [UInt8], fault: FrameFault)] = [
        ([0x82, 0x05], .wrongMasking),
        ([0x82, 0xFE, 0, 125], .invalidLength),
        ([0x82, 0xFF, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF], .invalidLength),
        ([0x82, 0xFF, 0x80, 0, 0, 0, 0, 0, 0, 0], .invalidLength),
        ([0x82, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], .invalidLength),
        ([0x88, 0xFE], .invalidControl), ([0x08, 0x80], .invalidControl),
        ([0x09, 0x80], .invalidControl), ([0x8A, 0xFE], .invalidControl),
        ([0x83, 0x80], .invalidControl), ([0x87, 0x80], .invalidControl),
        ([0x8B, 0x80], .invalidControl), ([0x8F, 0x80], .invalidControl),
        ([0x88, 0x80, 1, 2, 3, 4, 0x81], .bytesAfterClose),
    ]

    @Test("what is no frame is a fault, whole and byte by byte", arguments: faults)
    func fault(row: (bytes: [UInt8], fault: FrameFault)) {
        for size in [1, row.bytes.count] {
            var tracker = FrameBoundaryTracker(sender: .client)
            #expect(throws: row.fault) {
                for start in stride(from: 0, to: row.bytes.count, by: size) {
                    let end = min(start + size, row.bytes.count)
                    _ = try tracker.advance(over: row.bytes.span.extracting(start..<end))
                }
            }
        }
    }

    @Test("a payload of 2^63 − 1 bytes does not overflow")
    func longest() throws {
        var tracker = FrameBoundaryTracker(sender: .client)
        let header: [UInt8] = [0x82, 0xFF, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]
        #expect(try tracker.advance(over: header.span) == nil)
        #expect(try tracker.advance(over: [UInt8](repeating: 0, count: 1000).span) == nil)
        #expect(!tracker.isAtBoundary)
    }

    @Test("a server's frame must not be masked")
    func serverMask() {
        var tracker = FrameBoundaryTracker(sender: .server)
        #expect(throws: FrameFault.wrongMasking) {
            try tracker.advance(over: ([0x82, 0x80] as [UInt8]).span)
        }
    }

    @Test(
        "our Close frames are whole frames with their code", arguments: CloseFrame.Reason.allCases)
    func closeFrames(reason: CloseFrame.Reason) throws {
        var plain = ByteBuffer()
        CloseFrame(reason).append(to: &plain)
        let code = [UInt8(reason.rawValue >> 8), UInt8(reason.rawValue & 0xFF)]
        #expect([UInt8](plain.span) == [0x88, 2] + code)
        var masked = ByteBuffer()
        CloseFrame(reason).append(masked: 0xA1B2_C3D4, to: &masked)
        let bytes = [UInt8](masked.span)
        #expect(Array(bytes[..<6]) == [0x88, 0x82, 0xA1, 0xB2, 0xC3, 0xD4])
        #expect([bytes[6] ^ 0xA1, bytes[7] ^ 0xB2] == code)
        var tracker = FrameBoundaryTracker(sender: .client)
        #expect(try tracker.advance(over: bytes.span) == bytes.count)
        #expect(tracker.hasClosed)
    }

    @Test("the codes are those the protocol and the gateway promise")
    func codes() {
        #expect(CloseFrame.Reason.allCases.map(\.rawValue) == [1001, 3000])
    }
}
