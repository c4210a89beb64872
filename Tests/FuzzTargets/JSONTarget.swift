import Codecs

/// What parses can be walked and written; what is written parses to the same, and writes the same again.
func fuzzJSON(_ input: Span<UInt8>) {
    guard let document = try? JSONDocument(parsing: input, depthLimit: 16) else { return }
    let written = text(of: document)
    guard let again = try? JSONDocument(parsing: written, depthLimit: 16) else {
        preconditionFailure("what was written does not parse")
    }
    precondition(text(of: again) == written)
    walk(document.root)
}

private func text(of document: JSONDocument) -> [UInt8] {
    var writer = JSONWriter()
    writer.value(document.root)
    return writer.span.copied()
}

/// Reads every value as everything it might be: no conversion may trap.
private func walk(_ value: JSONValue) {
    _ = value.integer
    _ = value.wallTime
    _ = value.bool
    _ = value.string
    if let elements = value.elements { elements.forEach(walk) }
    guard let members = value.members else { return }
    for (name, member) in members {
        precondition(value[utf8: name.utf8] != nil)
        walk(member)
    }
}
