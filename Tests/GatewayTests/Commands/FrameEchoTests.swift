import Codecs
import TestKit
import Testing

@testable import Gateway

@Suite("RFC 6455 §5 The echo's frames")
struct FrameEchoTests {
    /// A frame as a client sends it, or a server where it has no mask.
    static func frame(
        _ first: UInt8, _ payload: [UInt8], mask: [UInt8]? = [0x37, 0xFA, 0x21, 0x3D]
    ) -> [UInt8] {
        let masked: UInt8 = mask == nil ? 0 : 0x80
        var bytes = [first]
        switch payload.count {
        case ..<126: bytes.append(masked | UInt8(payload.count))
        case ..<65_536:
            bytes += [masked | 126, UInt8(payload.count >> 8), UInt8(payload.count & 255)]
        default:
            bytes.append(masked | 127)
            bytes += stride(from: 56, through: 0, by: -8).map { UInt8(payload.count >> $0 & 255) }
        }
        guard let mask else { return bytes + payload }
        return bytes + mask + payload.enumerated().map { $1 ^ mask[$0 & 3] }
    }

    struct Answer: Equatable {
        var bytes: [UInt8] = []
        var hasEnded = false
    }

    static func answer(_ pieces: [[UInt8]]) -> Answer {
        var frames = FrameEcho()
        var output = ByteBuffer()
        for piece in pieces { frames.answer(piece.span, into: &output) }
        return Answer(bytes: [UInt8](output.span), hasEnded: frames.hasEnded)
    }

    @Test(
        "a message comes back without its mask, however it is cut",
        arguments: [0, 1, 5, 125, 126, 127, 65_535, 65_536])
    func echoes(count: Int) {
        let payload = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        let sent = Self.frame(0x82, payload) + Self.frame(0x81, [0x68, 0x69])
        let (whole, different) = EverySplit(of: sent).results(Self.answer)
        let expected =
            Self.frame(0x82, payload, mask: nil) + Self.frame(0x81, [0x68, 0x69], mask: nil)
        #expect(whole == Answer(bytes: expected))
        #expect(different.isEmpty)
    }

    @Test("control frames are answered amid a message of several frames")
    func fragments() {
        let sent =
            Self.frame(0x01, [0x61]) + Self.frame(0x89, [0x70]) + Self.frame(0x8A, [0x71])
            + Self.frame(0x00, [0x62]) + Self.frame(0x80, [])
        let expected =
            Self.frame(0x01, [0x61], mask: nil) + Self.frame(0x8A, [0x70], mask: nil)
            + Self.frame(0x00, [0x62], mask: nil) + Self.frame(0x80, [], mask: nil)
        #expect(Self.answer([sent]) == Answer(bytes: expected))
    }

    @Test("a Close is returned and ends it; nothing behind it is answered")
    func close() {
        let close = Self.frame(0x88, [0x03, 0xE8, 0x62])
        let sent = close + Self.frame(0x81, [0x61])
        let expected = Self.frame(0x88, [0x03, 0xE8, 0x62], mask: nil)
        #expect(Self.answer([sent]) == Answer(bytes: expected, hasEnded: true))
        #expect(Self.answer([Self.frame(0x88, [])]).bytes == [0x88, 0])
    }

    @Test(
        "what breaks the protocol is closed with 1002",
        arguments: [
            ("without a mask", frame(0x81, [0x61], mask: nil) + [0, 0, 0, 0]),
            ("a reserved bit", frame(0xC1, [])), ("an unknown opcode", frame(0x83, [])),
            ("a continuation of nothing", frame(0x80, [])),
            ("a message within a message", frame(0x01, []) + frame(0x81, [])),
            ("a long ping", frame(0x89, Array(repeating: 0, count: 126))),
            ("a ping in parts", frame(0x09, [])), ("half a close code", frame(0x88, [3])),
            ("a length that is too long", [0x81, 0xFE, 0, 125, 0, 0, 0, 0]),
            (
                "a length in eight bytes for two",
                [0x81, 0xFF, 0, 0, 0, 0, 0, 0, 255, 255, 0, 0, 0, 0]
            ),
            ("a length of 2^63", [0x82, 0xFF, 128, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
        ])
    func faults(name: String, sent: [UInt8]) {
        let answer = Self.answer([sent])
        #expect(answer.hasEnded)
        #expect(answer.bytes.suffix(4) == [0x88, 2, 0x03, 0xEA], "\(name)")
    }
}
