import Codecs
import Identity
import Transport

/// Sessions in columns, page by page.
struct SessionTable {
    private let lifetimes: SessionLifetimes
    private var table = TextTable([
        "id", "subject", "host", "created", "last seen", "ends", "address", "device",
    ])

    init(lifetimes: SessionLifetimes) { self.lifetimes = lifetimes }

    /// Whether no session has come so far.
    var isEmpty: Bool { table.isEmpty }

    /// One line for each session, before the first of all the names of the columns.
    mutating func lines(_ entries: [SessionPage.Entry]) -> [String] {
        table.lines(entries.map { $0.columns(lifetimes) })
    }
}

/// What is shown of one session. Whatever a client sent is escaped.
extension SessionPage.Entry {
    /// Digits of the ID in a table: enough to name it, short enough for a line.
    private static let shortDigitCount = 16

    fileprivate func columns(_ lifetimes: SessionLifetimes) -> [String] {
        [
            String(id.hex.prefix(Self.shortDigitCount)), index.subject.printable,
            index.host.printable, index.created.text, index.lastSeen.text,
            lifetimes.expiry(of: index).text, index.address.printable, index.device.printable,
        ]
    }

    /// For people.
    /// - Parameter claims: nil where no cookie was given to open them.
    func text(_ lifetimes: SessionLifetimes, _ claims: JSONDocument?) -> String {
        let now = SystemClock.wallTime()
        let when = { (time: WallTime) in "\(time.text), \(time.distance(from: now))" }
        let sealed = claims.map { document in
            document.root.indented.split(separator: "\n").map(String.init)
        }
        var text = PlainText()
        text.append(heading: "session \(id.hex)")
        text.append(rows: [
            ("subject", ["\(index.subject.printable), says \(index.issuer.printable)"]),
            ("host", [index.host.printable]),
            ("created", [when(index.created)]),
            ("last seen", [when(index.lastSeen)]),
            ("ends", [when(lifetimes.expiry(of: index))]),
            ("at the latest", [when(index.absoluteExpiry)]),
            ("address", [index.address.printable]),
            ("device", [index.device.printable]),
            ("claims", sealed ?? ["sealed; the session's cookie opens them"]),
        ])
        return text.lines.joined(separator: "\n")
    }

    /// For programs: one object on one line.
    func json(_ lifetimes: SessionLifetimes, _ claims: JSONDocument? = nil) -> String {
        var writer = JSONWriter(capacity: 512)
        write(to: &writer, lifetimes, claims)
        return String(decoding: writer.span)
    }

    /// The same into a larger document.
    func write(
        to writer: inout JSONWriter, _ lifetimes: SessionLifetimes, _ claims: JSONDocument? = nil
    ) {
        writer.beginObject()
        writer.member("id", id.hex)
        writer.member("issuer", index.issuer)
        writer.member("subject", index.subject)
        writer.member("host", index.host)
        writer.member("created", index.created.text)
        writer.member("last_seen", index.lastSeen.text)
        writer.member("ends", lifetimes.expiry(of: index).text)
        writer.member("ends_at_latest", index.absoluteExpiry.text)
        writer.member("address", index.address)
        writer.member("device", index.device)
        writer.member("family", Hex.encode(index.family.span))
        writer.member("fingerprint", Hex.encode(index.fingerprint.span))
        if let claims {
            writer.name("claims")
            writer.value(claims.root)
        }
        writer.endObject()
    }
}
