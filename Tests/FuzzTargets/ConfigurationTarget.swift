import Configuration
import Gateway

/// Any bytes are settings or a list of faults, each with its place, in the order of the file.
func fuzzConfiguration(_ input: Span<UInt8>) {
    let text = input.copied()
    let lineCount = text.count { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") } + 1
    do throws(ConfigurationFaults) {
        let read = try Settings.read(text, from: "fuzz.yaml", in: .fuzzing)
        precondition(!read.settings.listen.isEmpty && !read.settings.hosts.isEmpty)
    } catch {
        precondition(!error.faults.isEmpty)
        let positions = error.faults.map(\.position)
        precondition(positions == positions.sorted())
        precondition(positions.allSatisfy { $0.line >= 1 && $0.column >= 1 })
        // NEL, LS and PS end a line of YAML too, which the count above does not know.
        let hasOtherLineEnds = text.contains { $0 >= 0x80 }
        precondition(hasOtherLineEnds || positions.allSatisfy { $0.line <= lineCount + 1 })
        precondition(!error.description.isEmpty)
    }
}

extension Surroundings {
    fileprivate static var fuzzing: Surroundings {
        Surroundings(
            contents: { path in
                path.hasSuffix("missing")
                    ? .unreadable("no such file")
                    : .bytes(Array(repeating: UInt8(ascii: "k"), count: 64), isWorldReadable: false)
            }, variable: { $0 == "SECRET" ? String(repeating: "k", count: 64) : nil })
    }
}
