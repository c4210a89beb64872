import Codecs

/// One revocation in memory, 20 bytes: 96 bits of its tag (ten more are the segment it lies in), the hour
/// from which it is forgotten, and the second up to which credentials are meant.
struct RevocationSlot: BitwiseCopyable, Equatable {
    let place: UInt32
    let filterBits: UInt32
    let filterWord: UInt32
    /// Hours since 1970, rounded up; `.max`: never. 0 marks a slot as free.
    let expiryHour: UInt32
    /// Seconds since 1970; `.max`: whatever was issued when.
    let before: UInt32

    static let free = RevocationSlot(
        place: 0, filterBits: 0, filterWord: 0, expiryHour: 0, before: 0)

    var isFree: Bool { expiryHour == 0 }

    @inline(__always)
    func has(_ tag: RevocationTag) -> Bool {
        place == tag.place && filterBits == tag.filterBits && filterWord == tag.filterWord
    }

    /// Whether this says of no credential at no time more than `other` does.
    func addsNothing(to other: RevocationSlot) -> Bool {
        expiryHour <= other.expiryHour && before <= other.before
    }

    /// Whether it refuses, `hour` hours after 1970, what was issued at `second`.
    @inline(__always)
    func refuses(issued second: UInt32, at hour: UInt32) -> Bool {
        expiryHour > hour && second <= before
    }
}

extension RevocationSlot {
    /// - Returns: free where the entry expired before there were hours to count.
    init(_ entry: RevocationEntry) {
        place = entry.tag.place
        filterBits = entry.tag.filterBits
        filterWord = entry.tag.filterWord
        expiryHour = entry.expiry.map(\.hourRoundedUp) ?? .max
        before =
            if entry.tag.kind.heedsIssueTime, let before = entry.before {
                before.second
            } else { .max }
    }
}

extension WallTime {
    /// Whole seconds since 1970: 0 for what was before, `.max` from the year 2106 on.
    var second: UInt32 { UInt32(clamping: secondsSince1970) }

    /// Whole hours since 1970 that have passed, less than `.max` in every case.
    var hour: UInt32 { min(UInt32(clamping: secondsSince1970 / 3600), .max - 1) }

    /// The first whole hour that is not before this time.
    var hourRoundedUp: UInt32 {
        guard secondsSince1970 > 0 else { return 0 }
        let hours = (secondsSince1970 - 1) / 3600 + 1
        return min(UInt32(clamping: hours), .max - 1)
    }
}
