import Codecs
import HTTP
import TestKit
import Testing

@Suite("Q40 No input traps")
struct NoiseTests {
    /// A generator of our own, so that a failure can be repeated.
    struct Noise {
        var state: UInt64

        mutating func next(below limit: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % limit
        }
    }

    static let seeds = [
        "GET /a/b?c=d HTTP/1.1\r\nHost: h:80\r\nConnection: close, x\r\nCookie: a=b; c\r\n\r\n",
        "POST http://h/ HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5;a=\"b\"\r\nhello\r\n0\r\nA: b\r\n\r\n",
        "OPTIONS * HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\nabcGET / HTTP/1.1\r\n\r\n",
        "HTTP/1.1 103 X\r\nA: b\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: a\r\n\r\nok",
    ]

    @Test("changed messages end in a result, the same for every way of cutting", arguments: 0..<40)
    func mutations(seed: Int) {
        var noise = Noise(state: UInt64(seed))
        let interesting = latin1("\r\n\0 \t:;,=\"\\%?#/0fF-_\u{7F}\u{80}\u{FF}")
        for _ in 0..<25 {
            var bytes = latin1(Self.seeds[noise.next(below: Self.seeds.count)])
            for _ in 0...noise.next(below: 4) {
                let place = noise.next(below: bytes.count)
                switch noise.next(below: 4) {
                case 0: bytes[place] = interesting[noise.next(below: interesting.count)]
                case 1: bytes.insert(interesting[noise.next(below: interesting.count)], at: place)
                case 2: bytes.remove(at: place)
                default: bytes.insert(contentsOf: bytes[place...].prefix(12), at: place)
                }
            }
            let split = EverySplit(of: bytes)
            for isRequest in [true, false] {
                let (whole, different) = split.results { Self.run($0, isRequest: isRequest) }
                if let first = different.first { Issue.record("\(bytes): \(whole), \(first)") }
            }
        }
    }

    private static func run(_ pieces: [[UInt8]], isRequest: Bool) -> String {
        var requests = RequestStream()
        var responses = ResponseStream()
        for piece in pieces {
            let fault = isRequest ? requests.receive(piece) : responses.receive(piece)
            if let fault { return fault }
        }
        return isRequest
            ? "\(requests.count) \(requests.isIdle)" : "\(responses.count) \(responses.isIdle)"
    }
}
