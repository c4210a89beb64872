/// A unit of durations or sizes, the largest first in a table.
private struct Unit: Sendable {
    let name: String
    let factor: Int
}

private enum Units {
    /// In milliseconds.
    static let durations = [
        Unit(name: "d", factor: 86_400_000), Unit(name: "h", factor: 3_600_000),
        Unit(name: "m", factor: 60_000), Unit(name: "s", factor: 1000), Unit(name: "ms", factor: 1),
    ]
    /// In bytes.
    static let sizes = [
        Unit(name: "GiB", factor: 1 << 30), Unit(name: "MiB", factor: 1 << 20),
        Unit(name: "KiB", factor: 1 << 10), Unit(name: "B", factor: 1),
    ]

    /// `count` with the largest unit that divides it.
    static func text(_ count: Int, _ units: [Unit]) -> String {
        for unit in units where count != 0 && count % unit.factor == 0 {
            return "\(count / unit.factor)\(unit.name)"
        }
        return "\(count)\(units[units.count - 1].name)"
    }

    /// A whole number and one unit, nothing between or around; nil for anything else, and for what no
    /// Int can hold.
    static func count(_ text: String, _ units: [Unit]) -> Int? {
        let digits = text.utf8.prefix { $0 >= 0x30 && $0 <= 0x39 }
        let name = text.dropFirst(digits.count)
        guard let unit = units.first(where: { $0.name == name }),
            let number = Int(text.prefix(digits.count))
        else { return nil }
        let (count, overflow) = number.multipliedReportingOverflow(by: unit.factor)
        return overflow ? nil : count
    }

    /// What `text` may have meant, where it differs in the unit alone: `10` → `10s`, `8kb` → `8KiB`.
    static func suggestion(for text: String, _ units: [Unit], bare: String) -> String? {
        let digits = String(text.prefix { $0 >= "0" && $0 <= "9" })
        guard !digits.isEmpty else { return nil }
        let name = text.dropFirst(digits.count).drop { $0 == " " }.lowercased()
        guard name.allSatisfy(\.isLetter) else { return nil }
        let near = units.first { unit in
            let plain = unit.name.lowercased()
            return plain == name || plain.replacing("i", with: "") == name
                || (name.count > 1 && plain.first == name.first && plain != "ms")
        }
        let meant = digits + (name.isEmpty ? bare : near?.name ?? "")
        return meant != text && count(meant, units) != nil ? meant : nil
    }
}

extension SettingValue where Output == Duration {
    /// A whole number with a unit: ms, s, m, h or d.
    public static func duration(in range: ClosedRange<Duration>) -> SettingValue {
        let first = range.lowerBound.wholeMilliseconds
        let last = range.upperBound.wholeMilliseconds
        let limits = "\(Units.text(first, Units.durations)) to \(Units.text(last, Units.durations))"
        let scalar = WrittenForm.Scalar(
            "a duration from \(limits), with its unit", .pattern("^[0-9]+(ms|s|m|h|d)$"),
            placeholder: "DURATION")
        return .scalar(
            scalar, text: { Units.text($0.wholeMilliseconds, Units.durations) }
        ) { text throws(UnreadableSetting) in
            guard let count = Units.count(text, Units.durations) else {
                throw UnreadableSetting(
                    suggestion: Units.suggestion(for: text, Units.durations, bare: "s"))
            }
            guard count >= first && count <= last else { throw UnreadableSetting() }
            return .milliseconds(count)
        }
    }
}

extension SettingValue where Output == ByteCount {
    /// A whole number with a unit: B, KiB, MiB or GiB.
    public static func size(in range: ClosedRange<ByteCount>) -> SettingValue {
        let limits = "\(range.lowerBound) to \(range.upperBound)"
        let scalar = WrittenForm.Scalar(
            "a size from \(limits), with its unit", .pattern("^[0-9]+(B|KiB|MiB|GiB)$"),
            placeholder: "SIZE")
        return .scalar(scalar, text: \.description) { text throws(UnreadableSetting) in
            guard let count = Units.count(text, Units.sizes) else {
                throw UnreadableSetting(
                    suggestion: Units.suggestion(for: text, Units.sizes, bare: "B"))
            }
            guard range.contains(ByteCount(bytes: count)) else { throw UnreadableSetting() }
            return ByteCount(bytes: count)
        }
    }
}

extension ByteCount: CustomStringConvertible {
    /// As the configuration writes it: `8KiB`.
    public var description: String { Units.text(bytes, Units.sizes) }
}

extension Duration {
    /// Settings hold no more than days and no less than milliseconds.
    fileprivate var wholeMilliseconds: Int {
        Int(components.seconds) * 1000 + Int(components.attoseconds / 1_000_000_000_000_000)
    }

    /// Reads what the configuration writes: a whole number and its unit, such as `10s`.
    /// - Returns: nil for anything else.
    public init?(settingsText text: String) {
        guard let count = Units.count(text, Units.durations) else { return nil }
        self = .milliseconds(count)
    }

    /// As the configuration writes it: `10s`.
    public var settingsText: String { Units.text(wholeMilliseconds, Units.durations) }
}
