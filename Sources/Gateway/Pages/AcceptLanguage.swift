import Codecs

/// What `Accept-Language` (RFC 9110 §12.5.4) asks for, of the languages we have. Lines are read in
/// turn, each byte once. A range counts for a language by its first subtag; the highest weight
/// decides, and between equals the one that stands first. Whoever sends something malformed gets
/// English.
struct AcceptLanguage {
    private var english = Wish()
    private var chinese = Wish()
    private var any = Wish()
    private var rangeCount = 0
    private var isMalformed = false

    /// How much a language is wanted.
    private struct Wish {
        /// In thousandths, 0 for never; nil where it was not spoken of.
        var weight: Int?
        /// The place of the range that says so.
        var place = Int.max

        mutating func add(_ newWeight: Int, at newPlace: Int) {
            if let weight, weight >= newWeight { return }
            weight = newWeight
            place = newPlace
        }
    }

    /// Reads one field line's value.
    mutating func read(_ line: Span<UInt8>) {
        var start = 0
        while start < line.count {
            var end = start
            while end < line.count, line[end] != UInt8(ascii: ",") { end += 1 }
            read(element: line.extracting(start..<end).trimmed)
            start = end + 1
        }
    }

    var language: PageLanguage {
        guard !isMalformed else { return .english }
        let englishWish = english.weight == nil ? any : english
        let chineseWish = chinese.weight == nil ? any : chinese
        let englishWeight = englishWish.weight ?? 0
        let chineseWeight = chineseWish.weight ?? 0
        if chineseWeight != englishWeight {
            return chineseWeight > englishWeight ? .chinese : .english
        }
        return chineseWeight > 0 && chineseWish.place < englishWish.place ? .chinese : .english
    }

    /// `zh-CN;q=0.8`; an empty element is none (RFC 9110 §5.6.1.2).
    private mutating func read(element: Span<UInt8>) {
        guard !element.isEmpty else { return }
        var end = 0
        while end < element.count, element[end] != UInt8(ascii: ";") { end += 1 }
        let range = element.extracting(0..<end).trimmed
        let weight = end == element.count ? 1000 : Self.weight(element.extracting((end + 1)...))
        guard let weight, Self.isRange(range) else {
            isMalformed = true
            return
        }
        rangeCount += 1
        let language = range.firstSubtag
        if language.equals("*") { any.add(weight, at: rangeCount) }
        if language.equals(ignoringCase: "en") { english.add(weight, at: rangeCount) }
        if language.equals(ignoringCase: "zh") { chinese.add(weight, at: rangeCount) }
    }

    /// `language-range` (RFC 4647 §2.1).
    private static func isRange(_ text: Span<UInt8>) -> Bool {
        if text.equals("*") { return true }
        var length = 0
        var isFirst = true
        for index in text.indices {
            let byte = text[index]
            if byte == UInt8(ascii: "-") {
                guard length > 0 else { return false }
                length = 0
                isFirst = false
            } else {
                length += 1
                let isLetter = (byte | 0x20) &- 0x61 < 26
                let isDigit = byte &- 0x30 < 10
                guard length <= 8, isLetter || (isDigit && !isFirst) else { return false }
            }
        }
        return length > 0
    }

    /// `q=0.8` in thousandths (RFC 9110 §12.4.2), nil for anything else.
    private static func weight(_ parameter: Span<UInt8>) -> Int? {
        let text = parameter.trimmed
        guard (3...7).contains(text.count), text[0] | 0x20 == UInt8(ascii: "q"),
            text[1] == UInt8(ascii: "="),
            text[2] == UInt8(ascii: "0") || text[2] == UInt8(ascii: "1")
        else { return nil }
        var weight = Int(text[2] &- 0x30) * 1000
        guard text.count > 3 else { return weight }
        guard text[3] == UInt8(ascii: ".") else { return nil }
        var unit = 100
        for index in 4..<text.count {
            let digit = text[index] &- 0x30
            guard digit < 10 else { return nil }
            weight += Int(digit) * unit
            unit /= 10
        }
        return weight <= 1000 ? weight : nil
    }
}

extension Span<UInt8> {
    /// Without the white space around it (RFC 9110 §5.6.3).
    fileprivate var trimmed: Span<UInt8> {
        @_lifetime(copy self) get {
            var start = 0
            var end = count
            while start < end, self[start] == 0x20 || self[start] == 0x09 { start += 1 }
            while end > start, self[end - 1] == 0x20 || self[end - 1] == 0x09 { end -= 1 }
            return extracting(start..<end)
        }
    }

    fileprivate var firstSubtag: Span<UInt8> {
        @_lifetime(copy self) get {
            var end = 0
            while end < count, self[end] != UInt8(ascii: "-") { end += 1 }
            return extracting(0..<end)
        }
    }
}
