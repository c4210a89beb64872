extension SettingsSection {
    /// The JSON Schema (draft 2020-12) of a configuration with this root, for editors. What only the
    /// whole can tell (ties, undefined names, files that are not there) is beyond it.
    public static var schema: String {
        var writer = SchemaWriter()
        let root = writer.members(of: form { keys })
        var members: [SchemaWriter.Member] = [
            ("$schema", .string("https://json-schema.org/draft/2020-12/schema")),
            ("title", .string("Sallyport configuration")),
        ]
        members += root
        if !writer.definitions.isEmpty { members.append(("$defs", .object(writer.definitions))) }
        return JSONText.object(members).text() + "\n"
    }
}

/// Makes JSON Schema of forms. Forms that contain themselves become definitions.
struct SchemaWriter {
    typealias Member = (name: String, value: JSONText)

    private(set) var definitions: [Member] = []
    private var begun: Set<String> = []

    mutating func members(of form: WrittenForm) -> [Member] {
        switch form {
        case .scalar(let scalar): return members(of: scalar)
        case .list(let element, let allowsOne):
            let list: [Member] = [
                ("type", .string("array")), ("items", .object(members(of: element))),
                ("minItems", .integer(1)), ("uniqueItems", .boolean(true)),
            ]
            guard allowsOne else { return list }
            return [("anyOf", .array([.object(members(of: element)), .object(list)]))]
        case .entries(let name, let value):
            return [
                ("type", .string("object")), ("propertyNames", .object(members(of: name))),
                ("additionalProperties", .object(members(of: value))),
                ("minProperties", .integer(1)),
            ]
        case .section(let section): return members(of: section)
        case .either(let first, let second):
            return [("anyOf", .array([.object(members(of: first)), .object(members(of: second))]))]
        case .recursive(let name, let form):
            if begun.insert(name).inserted {
                definitions.append((name, .object(members(of: form()))))
            }
            return [("$ref", .string("#/$defs/\(name)"))]
        }
    }

    mutating func members(of section: SectionForm) -> [Member] {
        let keys = section.keys()
        var properties: [Member] = []
        for key in keys { properties.append((key.name, .object(members(of: key)))) }
        var members: [Member] = [
            ("type", .string("object")), ("description", .string(section.summary)),
            ("properties", .object(properties)),
        ]
        let required = keys.filter { $0.presence == .required }
        if !required.isEmpty {
            members.append(("required", .array(required.map { .string($0.name) })))
        }
        members.append(("additionalProperties", .boolean(false)))
        return members
    }

    private mutating func members(of key: SettingForm) -> [Member] {
        var members = members(of: key.form).filter { $0.name != "description" }
        members.insert(("description", .string(key.meaning)), at: 0)
        if let value = Self.defaultValue(of: key) { members.append(("default", value)) }
        return members
    }

    /// Of scalars alone: what lists and mappings are without being written is said in words.
    private static func defaultValue(of key: SettingForm) -> JSONText? {
        guard case .scalar(let scalar) = key.form, case .defaultValue(let text) = key.presence
        else {
            return nil
        }
        switch scalar.schema {
        case .integer: return Int(text).map { .integer($0) }
        case .boolean: return .boolean(text == "true")
        default: return .string(text)
        }
    }

    private func members(of scalar: WrittenForm.Scalar) -> [Member] {
        switch scalar.schema {
        case .text: [("type", .string("string"))]
        case .pattern(let pattern): [("type", .string("string")), ("pattern", .string(pattern))]
        case .word(let words): [("enum", .array(words.map { .string($0) }))]
        case .integer(let range):
            [
                ("type", .string("integer")), ("minimum", .integer(range.lowerBound)),
                ("maximum", .integer(range.upperBound)),
            ]
        case .boolean: [("type", .string("boolean"))]
        case .any:
            [("type", .array([.string("string"), .string("integer"), .string("boolean")]))]
        }
    }
}
