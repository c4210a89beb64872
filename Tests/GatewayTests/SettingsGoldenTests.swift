import Configuration
import Foundation
import Gateway
import Testing

/// Each file of ConfigurationTests/Golden beside what is made of it: every setting and warning, or
/// every fault. `SALLYPORT_UPDATE=1 swift test --filter GatewayTests` writes them anew.
@Suite("Configuration: golden files")
struct SettingsGoldenTests {
    static let root = URL(filePath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    static let folder = root.appending(path: "Tests/ConfigurationTests/Golden")
    static let isUpdating = ProcessInfo.processInfo.environment["SALLYPORT_UPDATE"] == "1"

    static let names = try? FileManager.default.contentsOfDirectory(atPath: folder.path)
        .filter { $0.hasSuffix(".yaml") }.sorted()

    @Test("what is made of a file", arguments: names ?? [])
    func golden(name: String) throws {
        let text = try String(contentsOf: Self.folder.appending(path: name), encoding: .utf8)
        try Self.expect(
            Self.outcome(of: text), in: "Tests/ConfigurationTests/Golden/\(name).expected")
    }

    @Test("there are golden files")
    func present() { #expect((Self.names ?? []).count > 5) }

    @Test("the commented sample is the one in config, and is valid without a warning")
    func sample() throws {
        try Self.expect(Settings.sample, in: "config/sallyport.yaml")
        let read = try SettingsScene.read(Settings.sample)
        #expect(read.warnings.isEmpty)
    }

    @Test("Q40 a file with any byte changed or missing is read or refused, never more")
    func everyByte() throws {
        let file = Self.folder.appending(path: "handbook.yaml")
        let text = Array(try Data(contentsOf: file))
        for index in text.indices {
            for change in [[], [0x20], [0x2A], [0x7B], [0x0A], [0xC3]] as [[UInt8]] {
                let changed = text[..<index] + change + text[(index + 1)...]
                do throws(ConfigurationFaults) {
                    _ = try Settings.read(
                        Array(changed), from: "sallyport.yaml", in: SettingsScene.surroundings)
                } catch {
                    let positions = error.faults.map(\.position)
                    #expect(positions == positions.sorted() && positions.first != nil)
                }
            }
        }
    }

    private static func outcome(of text: String) -> String {
        do throws(ConfigurationFaults) {
            let read = try SettingsScene.read(text)
            let lines = reflectedLines(read.settings)
            let shown = lines.filter { !isInherited($0, among: lines) }
            return (shown + read.warnings.map(\.description)).joined(separator: "\n") + "\n"
        } catch {
            return "\(error)\n"
        }
    }

    /// Whether a limit or timeout of a host or route only says again what the whole file does.
    private static func isInherited(_ line: String, among lines: [String]) -> Bool {
        guard let general = line.firstMatch(of: /^hosts.*\.((limits|timeouts)\..*)$/) else {
            return false
        }
        return lines.contains(String(general.output.1))
    }

    static func expect(_ text: String, in path: String) throws {
        let file = root.appending(path: path)
        if isUpdating { try text.write(to: file, atomically: true, encoding: .utf8) }
        let recorded = try String(contentsOf: file, encoding: .utf8)
        #expect(text == recorded, "\(path): SALLYPORT_UPDATE=1 writes it anew")
    }
}
