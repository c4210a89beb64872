import Foundation
import Testing

@testable import Gateway

/// WCAG 2.2 §1.4.3 and §1.4.11, computed from the style sheet itself.
@Suite("Pages: WCAG contrast of the colours")
struct PageColourTests {
    struct Pair: Sendable, CustomTestStringConvertible {
        let front: String
        let back: String
        let ratio: Double
        var testDescription: String { "\(front) on \(back)" }
    }

    /// Text 4.5, what tells a control 3.
    static let pairs = [
        Pair(front: "ink", back: "page", ratio: 4.5), Pair(front: "ink", back: "card", ratio: 4.5),
        Pair(front: "soft", back: "card", ratio: 4.5),
        Pair(front: "accent", back: "card", ratio: 4.5),
        Pair(front: "accent-deep", back: "card", ratio: 4.5),
        Pair(front: "on-accent", back: "accent", ratio: 4.5),
        Pair(front: "on-accent", back: "accent-deep", ratio: 4.5),
        Pair(front: "alert", back: "alert-card", ratio: 4.5),
        Pair(front: "alert", back: "card", ratio: 4.5),
        Pair(front: "line", back: "card", ratio: 3), Pair(front: "accent", back: "page", ratio: 3),
    ]

    @Test("each pair in light and in dark", arguments: pairs)
    func contrast(_ pair: Pair) throws {
        let palettes = Self.palettes()
        try #require(palettes.count == 2)
        for palette in palettes {
            let front = try #require(palette[pair.front])
            let back = try #require(palette[pair.back])
            #expect(Self.ratio(front, back) >= pair.ratio)
        }
    }

    @Test("both palettes name the same colours, and every colour of the sheet is one of them")
    func complete() throws {
        let palettes = Self.palettes()
        try #require(palettes.count == 2)
        #expect(Set(palettes[0].keys) == Set(palettes[1].keys))
        let sheet = "\(Stylesheet.text)"
        let used = Set(sheet.matches(of: /var\(--([a-z\-]+)\)/).map { String($0.1) })
        #expect(used == Set(palettes[0].keys))
        #expect(sheet.matches(of: /#[0-9a-f]{6}/).count == palettes[0].count * 2)
    }

    @Test("the measure is the standard's")
    func measure() {
        #expect(Self.ratio(0x000000, 0xFFFFFF) == 21)
        #expect(abs(Self.ratio(0x777777, 0xFFFFFF) - 4.48) < 0.01)
    }

    /// The colours of each `:root` by name, as 24 bits.
    private static func palettes() -> [[String: Int]] {
        "\(Stylesheet.text)".matches(of: /:root \{([^}]*)\}/).map { block in
            Dictionary(
                block.1.matches(of: /--([a-z\-]+): #([0-9a-f]{6});/).map {
                    (String($0.1), Int($0.2, radix: 16) ?? 0)
                }, uniquingKeysWith: { first, _ in first })
        }
    }

    private static func ratio(_ one: Int, _ other: Int) -> Double {
        let bright = max(luminance(one), luminance(other))
        let dark = min(luminance(one), luminance(other))
        return (bright + 0.05) / (dark + 0.05)
    }

    private static func luminance(_ colour: Int) -> Double {
        func linear(_ shift: Int) -> Double {
            let value = Double(colour >> shift & 255) / 255
            return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
        }
        return 0.2126 * linear(16) + 0.7152 * linear(8) + 0.0722 * linear(0)
    }
}
