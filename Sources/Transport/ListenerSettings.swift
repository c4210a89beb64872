public import Configuration

/// One place where requests come in.
public struct ListenerSettings: Hashable, Sendable {
    /// What `hosts.NAME.on` calls it; `main` where the file gives no name.
    public var name = "main"
    /// Plain HTTP here. Port 0 lets the system choose.
    public var http = ListenAddress.localhost(port: 8080)
    public var position = Position.start

    public init() {}
}

extension ListenerSettings: NamedSection {
    public static let summary = "One place where requests come in."

    public static let keys: [Setting<Self>] = [
        Setting("http", \.http, .listenAddress, "The address that speaks plain HTTP.")
            .required().example("\"localhost:8080\"")
    ]

    public static let space: SettingsReader.Space? = SettingsReader.Space("listener")

    public static let nameValue = SettingValue<String>.name(
        "a name", placeholder: "LISTENER", except: ["http", "https"])

    public mutating func take(_ name: String, at position: Position) {
        self.name = name
        self.position = position
    }
}

extension SettingValue where Output == [ListenerSettings] {
    /// One listener, or several by name.
    public static var listeners: SettingValue {
        let one = SettingValue<ListenerSettings>.section()
        let several = SettingValue.entries { ListenerSettings() }
        let space = SettingsReader.Space("listener")
        let form = WrittenForm.either(one.form, several.form)
        return SettingValue(form: form, text: { _ in "{}" }) { node, _, reader in
            guard case .mapping(let entries) = node.content, namesListeners(entries) else {
                reader.define(ListenerSettings().name, in: space, at: node.position)
                guard var listener = one.read(node, nil, &reader) else { return nil }
                listener.position = node.position
                return [listener]
            }
            return several.read(node, nil, &reader)
        }
    }
}

extension SettingValue where Output == [ListenerSettings] {
    /// Whether these are several listeners by name, rather than the keys of one.
    private static func namesListeners(_ entries: [ConfigurationNode.Entry]) -> Bool {
        let keys = ListenerSettings.keys.map(\.form.name)
        let isOne = entries.contains { keys.contains($0.name) && !$0.value.isMapping }
        return !isOne && entries.contains { $0.value.isMapping }
    }
}
