import Codecs
import Crypto

@testable import Identity

/// Tags, marks and times as tests want them.
enum RevocationSample {
    static let now = WallTime(secondsSince1970: 1_800_000_000)

    /// Any tag of a kind: tags of other numbers lie anywhere else.
    static func tag(_ number: UInt64, _ kind: RevocationKind = .token) -> RevocationTag {
        var random = SeededRandom(seed: number &* 8 &+ UInt64(kind.rawValue) &+ 1)
        return tag(kind, from: &random)
    }

    static func tag(_ kind: RevocationKind, from random: inout SeededRandom) -> RevocationTag {
        RevocationTag(KeyedHash.Tag(high: random.next(), low: random.next()), kind: kind)
    }

    static func marks(_ tags: RevocationTag...) -> RevocationMarks {
        var marks = RevocationMarks()
        for tag in tags { marks.insert(tag) }
        return marks
    }

    static func tagger(key byte: UInt8 = 7) throws -> RevocationTagger {
        let key = [UInt8](repeating: byte, count: 32)
        return try RevocationTagger(storeKey: Secret(key.span))
    }
}

extension WallTime {
    func adding(_ seconds: Int64) -> WallTime { advanced(bySeconds: seconds) }
}

extension RevocationSetBuilder {
    /// What is found now in a new snapshot.
    func find(
        _ tags: RevocationTag..., issued: WallTime = RevocationSample.now,
        at now: WallTime = RevocationSample.now
    ) -> RevocationKind? {
        var marks = RevocationMarks()
        for tag in tags { marks.insert(tag) }
        return RevocationReader(snapshot()).find(marks, issued: issued, at: now)
    }
}

/// SplitMix64: the same for the same seed, and well mixed from the first number on.
struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}
