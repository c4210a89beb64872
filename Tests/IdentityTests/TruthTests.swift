import Identity
import Testing

@Suite("T35 three answers, not two")
struct TruthTests {
    @Test("not turns yes and no around and leaves unknown alone")
    func not() {
        #expect(!Truth.yes == .no)
        #expect(!Truth.no == .yes)
        #expect(!Truth.unknown == .unknown)
        #expect(Truth(true) == .yes && Truth(false) == .no)
    }
}
