internal import Codecs
internal import Glibc
internal import Logging

/// Turns an event into one line and one `write`, so that lines of several threads do not mix.
struct OperatorLogHandler: LogHandler {
    var logLevel: Logger.Level
    var metadata: Logger.Metadata = [:]
    var metadataProvider: Logger.MetadataProvider?
    private let descriptor: Int32
    private let clock: @Sendable () -> LogTime

    init(level: Logger.Level, descriptor: Int32, clock: @escaping @Sendable () -> LogTime) {
        logLevel = level
        self.descriptor = descriptor
        self.clock = clock
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        var fields = metadata
        fields.merge(metadataProvider?.get() ?? [:]) { $1 }
        fields.merge(event.metadata ?? [:]) { $1 }
        var json = JSONWriter(capacity: 256)
        json.beginObject()
        json.name("time")
        json.time(clock())
        json.member("level", event.level.rawValue)
        json.member("message", Redaction.redacted("\(event.message)"))
        if let error = event.error { json.member("error", Redaction.redacted("\(error)")) }
        for (name, value) in fields.sorted(by: { $0.key < $1.key }) {
            json.member(name, Redaction.redacted("\(value)", named: name))
        }
        json.endObject()
        write(json.span)
    }

    private func write(_ line: Span<UInt8>) {
        var text = ByteBuffer(capacity: line.count + 1)
        text.append(line)
        text.append(UInt8(ascii: "\n"))
        while !text.isEmpty {
            let written = unsafe text.span.withUnsafeBytes {
                unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
            }
            if written > 0 {
                text.removeFirst(written)
            } else if errno != EINTR {
                return  // there is nowhere to tell it
            }
        }
    }
}

extension JSONWriter {
    fileprivate mutating func member(_ name: String, _ value: String) {
        let utf8 = [UInt8](name.utf8)
        self.name(utf8.span)
        string(value)
    }

    fileprivate mutating func time(_ time: LogTime) {
        var text = ByteBuffer(capacity: 32)
        time.append(to: &text)
        string(text.span)
    }
}
