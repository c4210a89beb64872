import Codecs
import Foundation
import HTTP
import TestKit
import Testing

/// Public lists of traversal payloads, each sent as `/public/<payload>`. Whatever is forwarded as
/// public must lie under `/public/` for every upstream, however often it decodes and whichever signs
/// it takes for slashes; `Upstream` is that upstream, written without any regard to ours.
@Suite("T23 T25 T26 T28 traversal payloads reach no other route")
struct PathPayloadTests {
    private static let files = [
        "directory_traversal.txt", "traversals-8-deep-exotic-encoding.txt", "openredirects.txt",
        "Open-Redirect-payloads.txt",
    ]

    @Test(
        "payload lists", .enabled(if: Corpora.folder != nil, Comment(rawValue: Corpora.skipped)),
        arguments: files)
    func payloads(file: String) throws {
        let text = String(decoding: try Corpora.read("payloads/\(file)"), as: UTF8.self)
        let payloads = text.split(whereSeparator: \.isNewline)
        #expect(payloads.count > 50)
        for payload in payloads {
            try Self.send("/public/" + payload)
            try Self.send("/public" + payload)
        }
    }

    @Test("generated families of disguised dots and slashes")
    func families() throws {
        let dots = [
            ".", "%2e", "%2E", "%252e", "%25252e", "%c0%ae", "%e0%80%ae", "%u002e", "%%32%65",
        ]
        let slashes = [
            "/", "//", "\\", "%2f", "%2F", "%5c", "%252f", "%255C", "%c0%af", "%c1%9c", "%25%32%66",
            "/./", "/;/", ";/", ";a=b/", "%3b/", "%00/", "/%2e/", "%0a/", "%09/",
        ]
        for first in dots {
            for second in dots {
                for slash in slashes {
                    let up = first + second + slash
                    try Self.send("/public" + slash + up + "admin")
                    try Self.send("/public/a/" + up + up + up + "admin")
                    try Self.send("/public/" + up + first)
                }
            }
        }
    }

    /// Canonicalises what a client would send and, where it stays under `/public/`, has the upstream
    /// read it.
    private static func send(_ raw: String) throws {
        let target = raw.prefix { $0 != "?" }
        for keeps in [false, true] {
            guard let path = try? canonicalize(String(target), keepsEncodedSlashes: keeps) else {
                continue
            }
            #expect(!path.contains("/../") && !path.hasSuffix("/.."), "\(raw)")
            guard path.hasPrefix("/public/") else { continue }
            for reading in Upstream.readings(of: path, slashesAreDecoded: !keeps) {
                try #require(reading.hasPrefix("/public"), "\(raw) is read as \(reading)")
            }
        }
    }
}

/// An upstream that does everything wrong that upstreams were seen doing.
private enum Upstream {
    /// What the path is taken for after one, two and three decodings, with and without parameters.
    static func readings(of path: String, slashesAreDecoded: Bool) -> [String] {
        var readings: [String] = []
        var text = Array(path.utf8)
        for _ in 0..<3 {
            text = slashesAreDecoded ? decoded(text) : text
            readings.append(resolved(text, droppingParameters: false))
            readings.append(resolved(text, droppingParameters: true))
        }
        return readings
    }

    private static func decoded(_ text: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        var index = 0
        while index < text.count {
            if text[index] == UInt8(ascii: "%"), index + 2 < text.count,
                let byte = UInt8(
                    String(decoding: text[(index + 1)...(index + 2)], as: UTF8.self), radix: 16)
            {
                result.append(byte)
                index += 3
            } else {
                result.append(text[index])
                index += 1
            }
        }
        return result
    }

    private static func resolved(_ text: [UInt8], droppingParameters: Bool) -> String {
        var segments: [[UInt8]] = []
        for segment in text.split(whereSeparator: { $0 == 0x2F || $0 == 0x5C }) {
            var name = Array(segment)
            if droppingParameters { name = Array(name.prefix { $0 != 0x3B }) }
            switch name {
            case [], [0x2E]: continue
            case [0x2E, 0x2E]: _ = segments.popLast()
            default: segments.append(name)
            }
        }
        return "/" + segments.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "/")
    }
}
