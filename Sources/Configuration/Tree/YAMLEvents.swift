internal import CYAML

/// libyaml's parser over one text: events with positions, one at a time. Everything unsafe about
/// libyaml stays in this file; its memory goes with this value.
@safe
struct YAMLEvents: ~Copyable {
    /// Owned; initialised until `deinit`.
    private let parser: UnsafeMutablePointer<yaml_parser_t>
    /// Owned; what the parser reads from.
    private let text: UnsafeMutableBufferPointer<UInt8>

    struct Event {
        let position: Position
        let kind: Kind
        /// Whether the node carries a tag, `!…`, or an anchor, `&…`.
        var isTagged = false
        var isAnchored = false
    }

    enum Kind: Equatable {
        case documentStart
        case documentEnd
        case alias
        case scalar(String, isPlain: Bool)
        case listStart
        case mappingStart
        /// Of a list or a mapping.
        case end
        case streamStart
        case streamEnd
    }

    init(_ bytes: [UInt8]) {
        unsafe parser = .allocate(capacity: 1)
        unsafe text = .allocate(capacity: bytes.count)
        _ = unsafe text.initialize(from: bytes)
        // Fails only without memory, for which there is no remedy here.
        precondition(unsafe yaml_parser_initialize(parser) == 1)
        unsafe yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        unsafe yaml_parser_set_input_string(parser, text.baseAddress, bytes.count)
    }

    deinit {
        unsafe yaml_parser_delete(parser)
        unsafe parser.deallocate()
        unsafe text.deallocate()
    }

    /// The next event. Not to be called behind `streamEnd` or a fault.
    mutating func next() throws(YAMLFault) -> Event {
        var event = unsafe yaml_event_t()
        guard unsafe yaml_parser_parse(parser, &event) == 1 else { throw fault() }
        defer { unsafe yaml_event_delete(&event) }
        let position = unsafe Position(event.start_mark)
        switch unsafe event.type {
        case YAML_DOCUMENT_START_EVENT: return Event(position: position, kind: .documentStart)
        case YAML_DOCUMENT_END_EVENT: return Event(position: position, kind: .documentEnd)
        case YAML_ALIAS_EVENT: return Event(position: position, kind: .alias)
        case YAML_SCALAR_EVENT: return unsafe scalar(event, at: position)
        case YAML_SEQUENCE_START_EVENT:
            return unsafe Event(
                position: position, kind: .listStart,
                isTagged: event.data.sequence_start.tag != nil,
                isAnchored: event.data.sequence_start.anchor != nil)
        case YAML_MAPPING_START_EVENT:
            return unsafe Event(
                position: position, kind: .mappingStart,
                isTagged: event.data.mapping_start.tag != nil,
                isAnchored: event.data.mapping_start.anchor != nil)
        case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT:
            return Event(position: position, kind: .end)
        case YAML_STREAM_START_EVENT: return Event(position: position, kind: .streamStart)
        default: return Event(position: position, kind: .streamEnd)
        }
    }

    private func scalar(_ event: yaml_event_t, at position: Position) -> Event {
        let scalar = unsafe event.data.scalar
        let bytes = unsafe UnsafeBufferPointer(start: scalar.value, count: scalar.length)
        return unsafe Event(
            position: position,
            kind: .scalar(
                String(decoding: bytes, as: UTF8.self),
                isPlain: scalar.style == YAML_PLAIN_SCALAR_STYLE),
            isTagged: scalar.tag != nil, isAnchored: scalar.anchor != nil)
    }

    private func fault() -> YAMLFault {
        unsafe YAMLFault(
            isEncoding: parser.pointee.error == YAML_READER_ERROR,
            problem: words(parser.pointee.problem),
            context: words(parser.pointee.context),
            position: Position(parser.pointee.problem_mark),
            contextPosition: Position(parser.pointee.context_mark),
            offset: parser.pointee.problem_offset)
    }

    /// libyaml's messages are constant C strings.
    private func words(_ message: UnsafePointer<CChar>?) -> String {
        guard let message = unsafe message else { return "" }
        return unsafe String(cString: message)
    }
}

/// What libyaml says where a text is not YAML.
struct YAMLFault: Error {
    /// The bytes are no UTF-8, or characters that YAML forbids: `offset` says where, and the positions
    /// say nothing.
    let isEncoding: Bool
    let problem: String
    /// What libyaml was about; may be empty.
    let context: String
    let position: Position
    let contextPosition: Position
    /// In bytes.
    let offset: Int
}

extension Position {
    fileprivate init(_ mark: yaml_mark_t) {
        self.init(line: mark.line + 1, column: mark.column + 1)
    }
}
