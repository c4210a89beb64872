import Codecs
import Testing

@testable import Identity

/// Random sequences of operations against a dictionary of everything that was ever said. What fails is run
/// again by its seed.
@Suite("Revocation: a model")
struct RevocationModelTests {
    @Test("does what a dictionary would do", arguments: 1...12 as ClosedRange<UInt64>)
    func model(seed: UInt64) {
        var run = RevocationModelRun(seed: seed)
        for _ in 0..<3_000 { run.step() }
        #expect(run.differenceCount == 0)
        #expect(run.refusalCount > 300 && run.acceptanceCount > 300)
    }

    @Test(
        "the model notices each fault that is planted in it",
        arguments: RevocationModelRun.Fault.allCases)
    func canary(fault: RevocationModelRun.Fault) {
        var run = RevocationModelRun(seed: 1, fault: fault)
        for _ in 0..<3_000 { run.step() }
        #expect(run.differenceCount > 0)
    }
}

/// A builder and what must be in it, with snapshots of both.
struct RevocationModelRun: ~Copyable {
    /// What the model gets wrong, to see that it is noticed.
    enum Fault: CaseIterable {
        case ignoresBefore, ignoresExpiry, forgetsRemoval, laterBeforeReplaces, sharesSnapshots
    }

    private struct Statement: Equatable {
        let expiryHour: Int64
        let before: Int64

        func addsNothing(to other: Statement) -> Bool {
            expiryHour <= other.expiryHour && before <= other.before
        }
    }
    private typealias Model = [RevocationTag: [Statement]]

    private(set) var differenceCount = 0
    private(set) var refusalCount = 0
    private(set) var acceptanceCount = 0
    private var builder = RevocationSetBuilder()
    private var model: Model = [:]
    private var held: [(reader: RevocationReader, model: Model)] = []
    private var now = RevocationSample.now
    private var random: SeededRandom
    private let tags: [RevocationTag]
    private let fault: Fault?

    init(seed: UInt64, fault: Fault? = nil) {
        random = SeededRandom(seed: seed)
        self.fault = fault
        tags = (0..<400).map { number in
            var random = SeededRandom(seed: UInt64(number) ^ seed)
            let kind = RevocationKind.allCases[number % 8]
            let tag = RevocationSample.tag(kind, from: &random)
            guard number % 2 == 0 else { return tag }
            // Half of them crowd at the end of the tables of three segments, so that searches go round.
            let high = tag.high | 0xFF00_0000_0000_0000
            return RevocationTag(high: high, low: tag.low % 1 << 54 | UInt64(number % 3) << 54)
        }
    }

    mutating func step() {
        switch Int.random(in: 0..<20, using: &random) {
        case 0..<10: insert()
        case 10..<12: remove()
        case 12: sweep()
        case 13: now = now.adding(Int64.random(in: 0..<9_000, using: &random))
        case 14: now = now.adding(Int64.random(in: -9_000..<0, using: &random))
        case 15..<17: hold()
        default: break
        }
        compare(RevocationReader(builder.snapshot()), model)
        for pair in held { compare(pair.reader, fault == .sharesSnapshots ? model : pair.model) }
        let stated = model.values.reduce(0) { $0 + $1.count }
        if stated != builder.count { differenceCount += 1 }
    }

    private mutating func insert() {
        let tag = pick()
        let expiry: WallTime? =
            Int.random(in: 0..<8, using: &random) == 0
            ? nil : now.adding(Int64.random(in: -4_000..<40_000, using: &random))
        let before: WallTime? = Bool.random(using: &random) ? nil : someTime()
        let statement = Statement(
            expiryHour: expiry.map { ($0.secondsSince1970 + 3_599) / 3_600 } ?? .max,
            before: tag.kind.heedsIssueTime && fault != .ignoresBefore
                ? before?.secondsSince1970 ?? .max : .max)
        var standing = model[tag] ?? []
        let isNew = !standing.contains(where: statement.addsNothing)
        if isNew {
            standing.removeAll {
                $0.addsNothing(to: statement)
                    || fault == .laterBeforeReplaces && $0.before < statement.before
            }
            standing.append(statement)
            model[tag] = standing
        }
        let changed = builder.insert(RevocationEntry(tag, expiry: expiry, before: before))
        if changed != isNew { differenceCount += 1 }
    }

    private mutating func remove() {
        let tag = pick()
        let stated = model[tag]?.count ?? 0
        if fault != .forgetsRemoval { model[tag] = nil }
        if builder.remove(tag) != stated { differenceCount += 1 }
    }

    private mutating func sweep() {
        let hour = now.secondsSince1970 / 3_600
        var stated = 0
        for (tag, statements) in model {
            let left = statements.filter { $0.expiryHour > hour }
            stated += statements.count - left.count
            model[tag] = left.isEmpty ? nil : left
        }
        // In pieces that do not divide the whole.
        var removed = 0
        for _ in 0..<11 { removed += builder.sweep(segments: 100, at: now) }
        if removed != stated { differenceCount += 1 }
    }

    /// Keeps this moment, and lets the oldest go.
    private mutating func hold() {
        held.append((RevocationReader(builder.snapshot()), model))
        if held.count > 4 { held.removeFirst() }
    }

    private mutating func compare(_ reader: RevocationReader, _ model: Model) {
        var marks = RevocationMarks()
        for _ in 0..<Int.random(in: 0...4, using: &random) { marks.insert(pick()) }
        let issued = someTime()
        let expected = RevocationKind.allCases.first { kind in
            marks[kind].map { isRevoked($0, issued, model) } ?? false
        }
        if expected == nil { acceptanceCount += 1 } else { refusalCount += 1 }
        if reader.find(marks, issued: issued, at: now) != expected { differenceCount += 1 }
    }

    private func isRevoked(_ tag: RevocationTag, _ issued: WallTime, _ model: Model) -> Bool {
        let hour = fault == .ignoresExpiry ? -1 : now.secondsSince1970 / 3_600
        return model[tag]?.contains {
            hour < $0.expiryHour && issued.secondsSince1970 <= $0.before
        } ?? false
    }

    /// Few enough seconds that edges are met.
    private mutating func someTime() -> WallTime {
        RevocationSample.now.adding(Int64.random(in: -5...5, using: &random))
    }

    private mutating func pick() -> RevocationTag {
        tags[Int.random(in: tags.indices, using: &random)]
    }
}
