import Codecs
import Crypto
import Glibc
import Identity

/// Prints, as JSON, what a revocation set of so many entries costs: questions, insertions, loading, expiry
/// and memory. One count for each run, so that nothing of the one before is resident.
///
///     SALLYPORT_BENCH=1 swift run -c release RevocationBenchmark COUNT
///
/// Or what memory a set takes that grows to it one by one:
///
///     RevocationBenchmark grow COUNT
///
/// Or what making the seven tags of a credential costs:
///
///     RevocationBenchmark tags
@main
enum RevocationBenchmark {
    static func main() throws {
        let words = CommandLine.arguments.dropFirst()
        if words.first == "tags" { return try printTags() }
        guard let count = words.last.flatMap(Int.init), count >= 0 else {
            print("usage: RevocationBenchmark [grow] COUNT | tags")
            exit(2)
        }
        var run = RevocationRun(count: count)
        if words.first == "grow" { run.grow() } else { run.measure() }
        let fields = run.figures.map { "\"\($0.name)\": \($0.value)" }
        print("{\(fields.joined(separator: ", "))}")
    }

    private static func printTags() throws {
        let secret = SecureRandom().secret(count: 32)
        var tagger = try RevocationTagger(storeKey: secret)
        let issuer = Array("https://login.example.com/realms/staff".utf8)
        let value = Array("0194f7c2-7b7a-7c3e-9f0e-1d2c3b4a5968".utf8)
        let session = SessionID(InlineArray(repeating: 7))
        var marks = RevocationMarks()
        let time = nanoseconds(100_000) { _ in
            marks.insert(tagger.token(value.span, of: issuer.span))
            marks.insert(tagger.session(session))
            marks.insert(tagger.family(value.span))
            marks.insert(tagger.subject(value.span, of: issuer.span))
            marks.insert(tagger.client(value.span, of: issuer.span))
            marks.insert(tagger.issuer(issuer.span))
            marks.insert(tagger.everything())
        }
        print("{\"tags_ns\": \(time)}")
    }
}

/// The nanoseconds of this thread's processor that one of `count` runs of `body` takes.
func nanoseconds(_ count: Int, _ body: (Int) -> Void) -> Double {
    let start = processorTime()
    for index in 0..<count { body(index) }
    return Double(processorTime() - start) / Double(count)
}

/// Nanoseconds of this thread's processor.
func processorTime() -> Int {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return time.tv_sec * 1_000_000_000 + time.tv_nsec
}

/// Bytes of this process that are in memory.
func residentByteCount() -> Int {
    guard let file = fopen("/proc/self/statm", "r") else { return 0 }
    defer { fclose(file) }
    var total = 0
    var resident = 0
    guard
        withUnsafeMutablePointer(
            to: &total,
            { total in
                withUnsafeMutablePointer(to: &resident) { resident in
                    withVaList([total, resident]) { vfscanf(file, "%ld %ld", $0) }
                }
            }) == 2
    else { return 0 }
    return resident * Int(getpagesize())
}

/// SplitMix64: the same for the same seed.
struct SeededRandom {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }

    mutating func tag(_ kind: RevocationKind) -> RevocationTag {
        RevocationTag(high: next(), low: next() & ~7 | UInt64(kind.rawValue))
    }
}
