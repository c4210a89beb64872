import Codecs
import Testing

@testable import HTTP

@Suite("Names of fields")
struct KnownFieldTests {
    @Test("every known name is found in every case and nowhere else")
    func lookUp() {
        for field in KnownField.allCases where field != .other {
            let name = field.name.description
            for spelling in [name, name.uppercased(), name.lowercased()] {
                #expect(KnownField(name: Array(spelling.utf8).span) == field)
                let outcome = parsed("\(spelling): v")
                #expect(outcome == field)
            }
        }
    }

    @Test("a name that differs in one byte is another name")
    func nearMisses() {
        let names = Set(KnownField.allCases.map { $0.name.description.lowercased() })
        for field in KnownField.allCases where field != .other {
            let name = Array(field.name.description.utf8)
            for index in name.indices {
                for byte in UInt8(0)...255 {
                    var changed = name
                    changed[index] = byte
                    let text = String(decoding: changed, as: UTF8.self).lowercased()
                    let isKnown = byte < 0x80 && names.contains(text)
                    #expect((KnownField(name: changed.span) != .other) == isKnown)
                }
                var shorter = name
                shorter.remove(at: index)
                let text = String(decoding: shorter, as: UTF8.self).lowercased()
                #expect((KnownField(name: shorter.span) != .other) == names.contains(text))
            }
        }
    }

    @Test("there is room for every field in a set")
    func sets() {
        #expect(KnownField.allCases.count <= 128)
        for field in KnownField.allCases {
            let only: FieldSet = [field]
            #expect(KnownField.allCases.filter { only.contains($0) } == [field])
            #expect(only.subtracting([field]).isEmpty)
            #expect(only.union([.host]).contains(field))
        }
    }

    @Test("character sets are those of the grammar")
    func characterSets() {
        let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
        let sets: [(ASCIISet, String)] = [
            (.token, "!#$%&'*+-.^_`|~0123456789" + letters),
            (.hostName, "-._~!$&'()*+,;=%0123456789" + letters),
            (.ipLiteral, "0123456789abcdefABCDEF:."),
            (.digit, "0123456789"),
            (.hexDigit, "0123456789abcdefABCDEF"),
        ]
        for (set, characters) in sets {
            for byte in UInt8(0)...255 {
                #expect(set.contains(byte) == characters.utf8.contains(byte))
            }
        }
    }

    /// What the parser resolves the name of a line to.
    private func parsed(_ line: String) -> KnownField? {
        let bytes = Array(line.utf8)
        return try? FieldLine(parsing: bytes.span, line: 0..<bytes.count).name
    }
}

@Suite("Eight bytes at once")
struct LanesTests {
    @Test("searches find what a loop finds, at every place and length")
    func searches() {
        for length in 0..<20 {
            for place in 0..<max(length, 1) {
                for byte in UInt8(0)...255 {
                    var bytes = [UInt8](repeating: 0x61, count: length)
                    if length > 0 { bytes[place] = byte }
                    let span = bytes.span
                    let isControl = byte < 0x20 && byte != 9 || byte == 0x7F
                    #expect(
                        span.firstControl(from: 0)
                            == (isControl && length > 0 ? place : length))
                    let isHit = byte < 0x21 || byte > 0x7E || byte == 0x3F || byte == 0x23
                    #expect(
                        span.firstInvisible(or: 0x3F, or: 0x23, in: 0..<length)
                            == (isHit && length > 0 ? place : length))
                }
            }
        }
    }

    @Test("the first of several hits is found, whatever stands behind it")
    func severalHits() {
        var seed = UInt64(7)
        for _ in 0..<20_000 {
            var bytes: [UInt8] = []
            for _ in 0..<24 {
                seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                let choices: [UInt8] = [
                    0, 9, 0x1F, 0x20, 0x21, 0x61, 0x7E, 0x7F, 0x80, 0xFF, 0x62, 0x63,
                ]
                bytes.append(choices[Int(seed >> 33) % choices.count])
            }
            let expected = bytes.firstIndex { $0 < 0x20 && $0 != 9 || $0 == 0x7F } ?? 24
            #expect(bytes.span.firstControl(from: 0) == expected)
            let invisible = bytes.firstIndex { $0 < 0x21 || $0 > 0x7E || $0 == 0x61 } ?? 24
            #expect(bytes.span.firstInvisible(or: 0x61, in: 0..<24) == invisible)
            for range in [0..<24, 3..<21, 0..<1, 23..<24, 7..<7] {
                #expect(
                    bytes.span.first(0x61, in: range)
                        == bytes[range].firstIndex(of: 0x61) ?? range.upperBound)
            }
        }
    }
}
