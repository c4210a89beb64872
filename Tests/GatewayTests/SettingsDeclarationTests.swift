import Configuration
import Foundation
import Gateway
import HTTP
import JOSE
import Policy
import Telemetry
import Testing
import Transport

/// Adding a property and forgetting its key is a failing test, and so is an example that is not valid.
@Suite("Configuration: declarations")
struct SettingsDeclarationTests {
    @Test("every property has its key, of the same word, and every key its property")
    func properties() {
        expectKeys(of: Settings())
        expectKeys(of: ListenerSettings(), besides: ["name", "position"])
        expectKeys(of: IssuerSettings(), besides: ["name", "position"], more: ["symmetric"])
        expectKeys(of: HostSettings(), besides: ["name", "position"])
        expectKeys(of: RouteSettings(), besides: ["methods", "glob", "position"])
        expectKeys(of: UpstreamSettings())
        expectKeys(of: RewriteSettings())
        expectKeys(of: CORSSettings())
        expectKeys(of: TimeoutSettings())
        expectKeys(of: LimitSettings())
        expectKeys(of: HealthSettings())
        expectKeys(of: MetricsSettings())
        expectKeys(of: LogSettings())
        expectKeys(of: PageSettings())
        expectKeys(of: TokenSettings(), besides: ["position"])
        expectKeys(of: KeyFolderSettings())
        expectKeys(of: ClientSettings(), besides: ["name", "position"])
    }

    private func expectKeys<Section: SettingsSection>(
        of section: Section, besides others: Set<String> = [], more: Set<String> = []
    ) {
        let properties = Set(Mirror(reflecting: section).children.compactMap(\.label))
        let declared = Section.keys.map(\.form.name)
        #expect(Set(declared).count == declared.count, "\(Section.self)")
        #expect(
            Set(properties.subtracting(others).map(keyName)).union(more) == Set(declared),
            "\(Section.self)")
    }

    /// `realIP` is the key `real_ip`.
    private func keyName(of property: String) -> String {
        property.replacing(/([a-z])([A-Z]+)/) { "\($0.output.1)_\($0.output.2)" }.lowercased()
    }

    @Test("meanings are sentences, and nothing that can be left out says nothing of that")
    func sentences() {
        var keys: [SettingForm] = []
        collect(Settings.keys.map(\.form), into: &keys)
        #expect(keys.count > 60)
        for key in keys {
            #expect(key.meaning.hasSuffix("."), "\(key.name)")
            #expect(
                key.meaning.first?.isUppercase == true || key.meaning.hasPrefix("`"), "\(key.name)")
            #expect(key.presence != .absent(""), "\(key.name)")
            #expect(key.name.allSatisfy { $0.isLowercase || $0 == "_" }, "\(key.name)")
        }
    }

    private func collect(_ forms: [SettingForm], into keys: inout [SettingForm]) {
        for form in forms {
            keys.append(form)
            collect(form.form, into: &keys)
        }
    }

    private func collect(_ form: WrittenForm, into keys: inout [SettingForm]) {
        switch form {
        case .scalar, .recursive: return
        case .list(let element, _): collect(element, into: &keys)
        case .entries(_, let value): collect(value, into: &keys)
        case .section(let section): collect(section.keys(), into: &keys)
        case .either(let first, let second):
            collect(first, into: &keys)
            collect(second, into: &keys)
        }
    }

    @Test("what the sample leaves commented out is valid once it is wanted")
    func commentedExamples() {
        let lines = Settings.sample.split(separator: "\n", omittingEmptySubsequences: false)
            .map(String.init)
        var outcomes: [String: [String]] = [:]
        for (number, line) in lines.enumerated() {
            guard let key = line.firstMatch(of: /^( *)# ([a-z_]+):( |$)/) else { continue }
            let indent = String(key.output.1)
            let block = lines[(number + 1)...].prefix { $0.hasPrefix(indent + "#   ") }
            var wanted = lines
            for index in number...(number + block.count) {
                wanted[index] = indent + lines[index].dropFirst(indent.count + 2)
            }
            outcomes["\(key.output.2):\(number)"] = SettingsScene.faults(
                wanted.joined(separator: "\n"))
        }
        let refused = outcomes.filter { !$0.value.isEmpty }.keys.map { $0.prefix { $0 != ":" } }
        #expect(outcomes.count > 12)
        #expect(refused.sorted() == ["redirect", "symmetric"], "they exclude what is in force")
    }
}
