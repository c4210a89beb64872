import Foundation
import TestKit

/// One case of llhttp's own tests: Markdown with an input block and a log of expected events.
struct LLHTTPCase: Sendable {
    /// File and heading.
    let name: String
    /// `request`, `response`, or one of them with a leniency of llhttp's behind it.
    let kind: String
    let input: [UInt8]
    /// Whether llhttp reports an error.
    let isRefused: Bool

    var isRequest: Bool { kind.hasPrefix("request") }
    /// A case that shows what llhttp takes when told to be lenient.
    var isLenient: Bool { kind.contains("lenient") }

    /// All cases below `folder`, in order.
    static func all(in folder: String) throws -> [LLHTTPCase] {
        var cases: [LLHTTPCase] = []
        for direction in ["request", "response"] {
            let path = folder + "/llhttp/test/" + direction
            for file in try FileManager.default.contentsOfDirectory(atPath: path).sorted() {
                let text = try String(contentsOfFile: path + "/" + file, encoding: .utf8)
                cases += parse(text, of: direction + "/" + file)
            }
        }
        return cases
    }

    private static func parse(_ text: String, of file: String) -> [LLHTTPCase] {
        var cases: [LLHTTPCase] = []
        var heading = ""
        var kind = ""
        var input: [UInt8] = []
        var block: (name: String, lines: [String])?
        for line in text.components(separatedBy: "\n") {
            if let open = block {
                guard line == "```" else {
                    block?.lines.append(line)
                    continue
                }
                block = nil
                if open.name == "http" { input = bytes(of: open.lines) }
                if open.name == "log" {
                    let isRefused = open.lines.contains { $0.contains(" error code=") }
                    cases.append(
                        LLHTTPCase(
                            name: "\(file): \(heading)", kind: kind, input: input,
                            isRefused: isRefused))
                }
            } else if line.hasPrefix("```") {
                block = (String(line.dropFirst(3)), [])
            } else if line.hasPrefix("#") {
                heading = String(line.drop { $0 == "#" || $0 == " " })
            } else if let start = line.range(of: "\"type\":") {
                kind = line[start.upperBound...].components(separatedBy: "\"")[1]
            }
        }
        return cases
    }

    /// The input as llhttp's runner makes it: an escaped line end joins lines, every other one is CR LF,
    /// then escapes are read.
    private static func bytes(of lines: [String]) -> [UInt8] {
        let joined = lines.joined(separator: "\n").replacingOccurrences(of: "\\\n", with: "")
        let text = Array(joined.replacingOccurrences(of: "\n", with: "\r\n").utf8)
        var bytes: [UInt8] = []
        var index = 0
        while index < text.count {
            guard text[index] == UInt8(ascii: "\\"), index + 1 < text.count else {
                bytes.append(text[index])
                index += 1
                continue
            }
            let escapes: [UInt8: UInt8] = [0x72: 0x0D, 0x6E: 0x0A, 0x74: 0x09, 0x66: 0x0C]
            if text[index + 1] == UInt8(ascii: "x"), index + 3 < text.count {
                let digits = String(decoding: text[(index + 2)...(index + 3)], as: UTF8.self)
                bytes.append(UInt8(digits, radix: 16) ?? 0)
                index += 4
            } else if let byte = escapes[text[index + 1]] {
                bytes.append(byte)
                index += 2
            } else {
                bytes.append(text[index])
                index += 1
            }
        }
        return bytes
    }

    /// The input with a Host field behind every request line of HTTP/1.1 that has none: llhttp does not
    /// ask for it, and what is tested is something else.
    var inputWithHost: [UInt8] {
        let text = String(decoding: input.map { UInt16($0) }, as: UTF16.self)
        let lines = text.components(separatedBy: "\r\n")
        var result: [String] = []
        for (index, line) in lines.enumerated() {
            result.append(line)
            let fields = lines[(index + 1)...].prefix { !$0.isEmpty }
            let hasHost = fields.contains { $0.lowercased().hasPrefix("host:") }
            if line.hasSuffix(" HTTP/1.1"), !hasHost { result.append("Host: h") }
        }
        return result.joined(separator: "\r\n").unicodeScalars.map { UInt8($0.value) }
    }
}
