import Codecs
import Synchronization
import Testing

@testable import Identity

/// Readers on threads of their own while the one writer goes on. What is read wrongly, or freed too early, is
/// what the sanitizers look for here.
@Suite("Revocation: many readers, one writer")
struct RevocationSharingTests {
    private static let now = RevocationSample.now

    @Test(
        "each reader sees whole snapshots: all that was published before, nothing of what came after"
    )
    func readers() async {
        let published = Published()
        let rounds = 100
        await withTaskGroup(of: Int.self) { group in
            for _ in 0..<3 {
                group.addTask { await Self.read(published, until: rounds) }
            }
            group.addTask {
                var builder = RevocationSetBuilder()
                for round in 1...rounds {
                    Self.change(&builder, round)
                    published.set(builder.snapshot(), round)
                }
                return 0
            }
            for await wrongCount in group { #expect(wrongCount == 0) }
        }
    }

    /// In each round twenty come, and those of ten rounds before go.
    private static func change(_ builder: inout RevocationSetBuilder, _ round: Int) {
        for tag in tags(of: round) { builder.insert(RevocationEntry(tag)) }
        for tag in tags(of: round - 10) { builder.remove(tag) }
    }

    private static func read(_ published: Published, until lastRound: Int) async -> Int {
        let reader = RevocationReader()
        var wrongCount = 0
        var round = 0
        while round < lastRound {
            // There may be fewer threads than readers, and the writer needs one.
            await Task.yield()
            let newest = published.newest
            round = newest.round
            reader.adopt(newest.set)
            for other in max(1, round - 12)...round + 2 {
                let isStanding = other > round - 10 && other <= round
                for tag in tags(of: other) {
                    let marks = RevocationSample.marks(tag)
                    let isFound = reader.find(marks, issued: now, at: now) != nil
                    if isFound != isStanding { wrongCount += 1 }
                }
            }
        }
        return wrongCount
    }

    private static func tags(of round: Int) -> [RevocationTag] {
        round < 1 ? [] : (0..<20).map { RevocationSample.tag(UInt64(round * 20 + $0)) }
    }
}

/// The newest snapshot, as a writer hands it to the workers.
private final class Published: Sendable {
    private let state = Mutex((set: RevocationSet(), round: 0))

    var newest: (set: RevocationSet, round: Int) { state.withLock { $0 } }

    func set(_ set: RevocationSet, _ round: Int) { state.withLock { $0 = (set, round) } }
}
