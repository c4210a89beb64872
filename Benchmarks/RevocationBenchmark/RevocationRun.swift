import Codecs
import Identity

/// One set of a given size, measured from loading to expiry. Half of it expires within a day, half later.
struct RevocationRun {
    private(set) var figures: [(name: String, value: String)] = []
    private let count: Int
    private var builder = RevocationSetBuilder()
    private let reader = RevocationReader()
    private let now = WallTime(secondsSince1970: 1_800_000_000)
    private var entries = SeededRandom(seed: 1)
    private var others = SeededRandom(seed: 2)
    /// Credentials of seven tags each, none of them revoked.
    private var questions: [RevocationMarks] = []
    private var inTurn: [RevocationMarks] = []
    private var residentBefore = 0

    init(count: Int) { self.count = count }

    mutating func measure() {
        note("count", count)
        questions = (0..<200_000).map { _ in absentMarks() }
        // 10,000 credentials of one client and issuer, in turn.
        inTurn = Array(repeating: questions[0], count: 10_000)
        for index in inTurn.indices {
            for kind in [.token, .session, .family, .subject] as [RevocationKind] {
                inTurn[index].insert(others.tag(kind))
            }
        }
        load()
        ask()
        insert()
        expire()
    }

    /// What memory a set takes that grows one by one, and the most it takes on the way from a million on.
    mutating func grow() {
        residentBefore = residentByteCount()
        var worst = 0.0
        for number in 1...max(1, count) {
            builder.insert(entry(number))
            if number >= 1_000_000, number % 50_000 == 0 { worst = max(worst, residentPerEntry) }
        }
        note("resident_entry", residentPerEntry)
        note("worst_resident_entry", worst)
    }

    private mutating func load() {
        residentBefore = residentByteCount()
        let start = processorTime()
        // Room first, as for a store that knows how many it holds.
        builder = RevocationSetBuilder(entryCount: count)
        for number in 0..<count { builder.insert(entry(number)) }
        note("load_s", Double(processorTime() - start) / 1e9)
        noteResident("resident_mb")
        note("resident_entry", count == 0 ? 0 : residentPerEntry)
        reader.adopt(builder.snapshot())
    }

    private var residentPerEntry: Double {
        Double(residentByteCount() - residentBefore) / Double(builder.count)
    }

    private mutating func ask() {
        let (questions, inTurn, reader, now) = (questions, inTurn, reader, now)
        var foundCount = 0
        // Not inlined, so that nothing of a question is shared with the one before.
        @inline(never) func ask(_ marks: borrowing RevocationMarks) {
            if reader.find(marks, issued: now, at: now) != nil { foundCount += 1 }
        }
        note("cold_ns", nanoseconds(questions.count) { ask(questions[$0]) })
        for _ in 0..<2 { for marks in inTurn { ask(marks) } }
        note("turn_ns", nanoseconds(500_000) { ask(inTurn[$0 % inTurn.count]) })
        note("hot_ns", nanoseconds(1_000_000) { _ in ask(questions[7]) })
        precondition(foundCount == 0, "an innocent was refused")
        guard count > 0 else { return }
        var again = SeededRandom(seed: 1)
        var revoked: [RevocationMarks] = []
        for question in questions.prefix(count) {
            var marks = question
            marks.insert(again.tag(.token))
            revoked.append(marks)
        }
        note("refused_ns", nanoseconds(revoked.count) { ask(revoked[$0]) })
        precondition(foundCount == revoked.count, "one that is revoked was let through")
    }

    /// Each insertion is published, and the reader adopts it and lets the one before go.
    private mutating func insert() {
        let number = 2_000
        var longest = 0
        var insertions = 0
        var adoptions = 0
        for index in 0..<number {
            let start = processorTime()
            builder.insert(RevocationEntry(others.tag(.token)))
            let published = builder.snapshot()
            let middle = processorTime()
            reader.adopt(published)
            adoptions += processorTime() - middle
            insertions += middle - start
            // The first ones wait for memory that the allocator takes from the system.
            if index >= 100 { longest = max(longest, middle - start) }
        }
        note("insert_us", Double(insertions) / Double(number) / 1e3)
        note("insert_longest_us", Double(longest) / 1e3)
        note("adopt_us", Double(adoptions) / Double(number) / 1e3)
        insertMany(pieceCount: 100, of: 100, named: "pieces")
        insertMany(pieceCount: 1, of: 10_000, named: "batch")
    }

    /// Publishes after each piece; what stays resident includes what the allocator keeps.
    private mutating func insertMany(pieceCount: Int, of count: Int, named name: String) {
        let time = nanoseconds(pieceCount) { _ in
            for _ in 0..<count { builder.insert(RevocationEntry(others.tag(.token))) }
            reader.adopt(builder.snapshot())
        }
        note("\(name)_us", time / Double(count) / 1e3)
        noteResident("\(name)_mb")
    }

    /// Half of the entries go, one segment at a time, each published.
    private mutating func expire() {
        let later = now.advanced(bySeconds: 100_000)
        var longest = 0
        var total = 0
        for _ in 0..<RevocationSetBuilder.segmentCount {
            let start = processorTime()
            builder.sweep(segments: 1, at: later)
            let published = builder.snapshot()
            let time = processorTime() - start
            reader.adopt(published)
            longest = max(longest, time)
            total += time
        }
        note("sweep_ms", Double(total) / 1e6)
        note("sweep_longest_us", Double(longest) / 1e3)
    }

    private mutating func entry(_ number: Int) -> RevocationEntry {
        let expiry = now.advanced(bySeconds: number % 2 == 0 ? 86_400 : 8_640_000)
        return RevocationEntry(entries.tag(.token), expiry: expiry)
    }

    private mutating func absentMarks() -> RevocationMarks {
        var marks = RevocationMarks()
        for kind in RevocationKind.allCases where kind != .device { marks.insert(others.tag(kind)) }
        return marks
    }

    private mutating func noteResident(_ name: String) {
        note(name, Double(residentByteCount() - residentBefore) / 1e6)
    }

    private mutating func note(_ name: String, _ value: some CustomStringConvertible) {
        figures.append((name, value.description))
    }
}
