import Codecs

extension PasswordHash {
    /// Reads what a users file has behind the name.
    ///
    /// `$2a$`, `$2b$`, `$2y$`, `$y$` and `$6$` are taken, each in the one form that libxcrypt computes to:
    /// one that could never be computed again would be an account that nobody gets into.
    public init(parsing text: Span<UInt8>) throws(PasswordHashFault) {
        if text.starts(with: "$2a$") || text.starts(with: "$2b$") || text.starts(with: "$2y$") {
            self = try Self.bcrypt(text)
        } else if text.starts(with: "$y$") {
            self = try Self.yescrypt(text)
        } else if text.starts(with: "$6$") {
            self = try Self.sha512(text)
        } else if let name = Self.refusedKind(of: text) {
            throw .refusedKind(name)
        } else {
            throw .unknownKind
        }
    }

    /// `$2b$CC$`, 22 characters of salt, 31 of digest.
    private static func bcrypt(_ text: Span<UInt8>) throws(PasswordHashFault) -> PasswordHash {
        guard text.count == 60, text[6] == dollar, text.isHashAlphabet(7..<60),
            let cost = number(in: text, 4..<6),
            // The bits that the last characters of salt and digest have too many are nought.
            text.isMultiple(at: 28, of: 16), text.isMultiple(at: 59, of: 4)
        else { throw .malformed(.bcrypt) }
        return try PasswordHash(.bcrypt, cost: cost, text, settingByteCount: 29)
    }

    /// `$6$`, `rounds=N$` or 5,000 of them, at most 16 characters of salt, 86 of digest.
    private static func sha512(_ text: Span<UInt8>) throws(PasswordHashFault) -> PasswordHash {
        var start = 3
        var rounds = 5_000
        if text.extracting(3...).starts(with: "rounds=") {
            guard let end = text.firstIndex(of: dollar, from: 10),
                let written = number(in: text, 10..<end), text[10] != UInt8(ascii: "0")
            else { throw .malformed(.sha512) }
            rounds = written
            start = end + 1
        }
        guard let end = text.firstIndex(of: dollar, from: start), (1...16) ~= end - start,
            text.isHashAlphabet(start..<end), text.count == end + 87,
            text.isHashAlphabet(end + 1..<text.count), text.isBelow(4, at: text.count - 1)
        else { throw .malformed(.sha512) }
        return try PasswordHash(.sha512, cost: rounds, text, settingByteCount: end + 1)
    }

    /// `$y$j`, a character each for N and r as libxcrypt's costs choose them, `$`, salt, `$`, 43 of digest.
    private static func yescrypt(_ text: Span<UInt8>) throws(PasswordHashFault) -> PasswordHash {
        guard text.count > 7, text[3] == UInt8(ascii: "j"), text[6] == dollar,
            let exponent = text.hashDigit(4)
        else { throw .malformed(.yescrypt) }
        let cost: Int
        switch text[5] {
        case UInt8(ascii: "5") where exponent == 9 || exponent == 10: cost = exponent - 8
        case UInt8(ascii: "T") where exponent >= 9: cost = exponent - 6
        default: throw .cost(.yescrypt)
        }
        guard let end = text.firstIndex(of: dollar, from: 7), (1...86) ~= end - 7,
            (end - 7) % 4 != 1, text.isHashAlphabet(7..<end), text.count == end + 44,
            text.isHashAlphabet(end + 1..<text.count), text.isBelow(16, at: text.count - 1)
        else { throw .malformed(.yescrypt) }
        return try PasswordHash(.yescrypt, cost: cost, text, settingByteCount: end + 1)
    }

    private init(
        _ kind: Kind, cost: Int, _ text: Span<UInt8>, settingByteCount: Int
    ) throws(PasswordHashFault) {
        guard kind.costs.contains(cost) else { throw .cost(kind) }
        self.init(
            kind: kind, cost: cost, text: [UInt8](text), settingByteCount: settingByteCount)
    }

    /// What is known and refused, so that the operator reads its name.
    private static func refusedKind(of text: Span<UInt8>) -> String? {
        if text.starts(with: "$apr1$") { return "$apr1$ (MD5)" }
        if text.starts(with: "$1$") { return "$1$ (MD5)" }
        if text.starts(with: "$5$") { return "$5$ (SHA-256)" }
        if text.starts(with: "$2x$") { return "$2x$ (bcrypt with the flaw of 2011)" }
        if text.starts(with: "{SHA}") { return "{SHA} (SHA-1 without salt)" }
        if text.starts(with: "{SSHA}") { return "{SSHA} (SHA-1)" }
        if text.starts(with: "{PLAIN}") { return "{PLAIN} (the password itself)" }
        if text.count == 13, text.isHashAlphabet(0..<13) { return "DES" }
        return nil
    }

    private static var dollar: UInt8 { UInt8(ascii: "$") }

    /// Decimal digits alone, at most nine of them.
    private static func number(in text: Span<UInt8>, _ range: Range<Int>) -> Int? {
        guard range.count <= 9, text[range.lowerBound] != UInt8(ascii: "-") else { return nil }
        return Int64(decimal: text.extracting(range)).map { Int($0) }
    }
}

extension Span<UInt8> {
    fileprivate func starts(with prefix: StaticString) -> Bool {
        let length = prefix.utf8CodeUnitCount
        return count >= length && extracting(first: length).equals(prefix)
    }

    fileprivate func firstIndex(of byte: UInt8, from start: Int) -> Int? {
        var index = start
        while index < count {
            if self[index] == byte { return index }
            index += 1
        }
        return nil
    }

    /// Whether the range holds `./0-9A-Za-z` alone, which all kinds write their numbers in.
    fileprivate func isHashAlphabet(_ range: Range<Int>) -> Bool {
        for index in range where hashDigit(index) == nil { return false }
        return true
    }

    /// What crypt's digit stands for: `.` 0, `/` 1, then digits, capitals and small letters.
    fileprivate func hashDigit(_ index: Int) -> Int? {
        switch self[index] {
        case 0x2E...0x39: Int(self[index]) - 0x2E
        case 0x41...0x5A: Int(self[index]) - 0x41 + 12
        case 0x61...0x7A: Int(self[index]) - 0x61 + 38
        default: nil
        }
    }

    fileprivate func isBelow(_ limit: Int, at index: Int) -> Bool {
        hashDigit(index).map { $0 < limit } ?? false
    }

    /// Whether bcrypt's digit, whose order is `./A-Za-z0-9`, is a multiple of `steps`.
    fileprivate func isMultiple(at index: Int, of steps: Int) -> Bool {
        guard let digit = hashDigit(index) else { return false }
        let own =
            switch digit {
            case 0...1: digit
            case 2...11: digit + 52
            default: digit - 10
            }
        return own % steps == 0
    }
}
