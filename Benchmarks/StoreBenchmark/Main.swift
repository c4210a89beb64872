import Codecs
import Crypto
import Foundation
import Identity
import Stores
import Transport

/// Prints, as Markdown, what the session store costs: look-ups as it grows, bytes a session takes on disk,
/// durable creations each second, and what the hashing and sealing around them cost.
///
///     SALLYPORT_BENCH=1 swift run -c release StoreBenchmark [FOLDER] [LARGEST COUNT]
///
/// Or fills a store for a gateway to be measured with (`StoreFill`):
///
///     StoreBenchmark fill FOLDER COUNT USERS SUBJECT FIELDS FIRST-SEEN LAST-SEEN
@main
enum StoreBenchmark {
    static func main() throws {
        if CommandLine.arguments.dropFirst().first == "fill" {
            guard let plan = StoreFill.Plan(Array(CommandLine.arguments.dropFirst(2))) else {
                print("usage: fill FOLDER COUNT USERS SUBJECT FIELDS FIRST-SEEN LAST-SEEN")
                exit(2)
            }
            return try StoreFill(plan).run()
        }
        let folder = CommandLine.arguments.dropFirst().first ?? "/var/tmp"
        let largest = CommandLine.arguments.dropFirst(2).first.flatMap(Int.init) ?? 1_000_000
        let path = "\(folder)/sallyport-store-\(getpid())"
        defer { try? FileManager.default.removeItem(atPath: path) }
        try printPrimitives()
        try StoreRun(path: path).run(upTo: largest)
    }
}

/// The nanoseconds of this thread's processor that one of `count` runs of `body` takes.
func nanoseconds(_ count: Int, _ body: (Int) throws -> Void) rethrows -> Int {
    let start = processorTime()
    for index in 0..<count { try body(index) }
    return (processorTime() - start) / count
}

private func processorTime() -> Int {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return time.tv_sec * 1_000_000_000 + time.tv_nsec
}

private func printPrimitives() throws {
    let count = 200_000
    let digest = try SHA256Context()
    let secret = SessionSecret(from: SecureRandom())
    var maker = try SessionMaker(SecureRandom().secret(count: 32))
    let session = try maker.make(0)
    print("| step | ns |\n|---|---|")
    var text = ByteBuffer()
    secret.appendText(to: &text)
    let characters = [UInt8](text.span)
    print(
        "| parse a cookie |",
        nanoseconds(count) { _ in precondition(SessionSecret(parsing: characters.span) != nil) },
        "|")
    var last = secret.id(by: digest)
    print("| ID of a secret |", nanoseconds(count) { _ in last = secret.id(by: digest) }, "|")
    print(
        "| ID and data key |",
        nanoseconds(count) { _ in last = SessionKeys(of: secret, by: digest).id }, "|")
    precondition(last == secret.id(by: digest))
    try maker.printSealing(session, count)
}
