import Codecs
import Configuration
import Glibc
import Transport

/// `sallyport revocations`: lists what is revoked at the gateway that runs, takes over a file of it, writes one, and
/// takes a revocation back.
public enum RevocationsCommand {
    /// Revocations that are asked for at a time.
    private static let pageLimit = 500

    /// - Parameter isJSON: an object on a line for each, not columns.
    /// - Returns: the exit code.
    public static func list(at place: AdminPlace, isJSON: Bool) -> Int32 {
        CommandFault.reporting {
            let client = try AdminClient(place)
            var table = TextTable(heading)
            var after = ""
            repeat {
                let page = try client.ask("GET", "/v1/revocations?limit=\(pageLimit)\(after)")
                let entries = page?["revocations"]?.elements.map(Array.init) ?? []
                let lines = isJSON ? entries.map(\.line) : table.lines(entries.map(\.columns))
                Console.write(lines.map { $0 + "\n" }.joined())
                after = page?["next"]?.string.map { "&after=\($0)" } ?? ""
            } while !after.isEmpty
            if !isJSON, table.isEmpty { Console.error("nothing is revoked") }
            return 0
        }
    }

    /// Writes all of them, a JSON object on a line each, as `importing` takes them.
    /// - Returns: the exit code.
    public static func export(at place: AdminPlace) -> Int32 {
        CommandFault.reporting {
            try AdminClient(place).stream("/v1/revocations/export") {
                Console.write(String(decoding: $0))
            }
            return 0
        }
    }

    /// - Parameter file: its path; `-` for standard input.
    /// - Returns: the exit code: 1 where lines were refused; the others are in force all the same.
    public static func importing(_ file: String, at place: AdminPlace) -> Int32 {
        CommandFault.reporting {
            let client = try AdminClient(place)
            let source = try PieceReader(file)
            let report = try client.ask(
                "POST", "/v1/revocations/import", .pieces { try source.next() })
            let count = { (name: StaticString) in report?[name]?.integer ?? 0 }
            for fault in report?["faults"]?.elements.map(Array.init) ?? [] {
                let line = fault["line"]?.integer ?? 0
                Console.error("\(file):\(line): \((fault["detail"]?.string ?? "").printable)")
            }
            Console.print(
                "\(count("lines")) lines: \(count("taken")) taken, \(count("new")) of them new, "
                    + "\(count("refused")) refused")
            return count("refused") == 0 ? 0 : 1
        }
    }

    /// - Returns: the exit code: 1 where there is no such revocation.
    public static func remove(_ id: String, at place: AdminPlace) -> Int32 {
        CommandFault.reporting {
            guard Hex.decode(Array(id.utf8).span) != nil else {
                throw CommandFault.usage("no ID of a revocation: 48 hexadecimal digits")
            }
            _ = try AdminClient(place).ask("DELETE", "/v1/revocations/\(id)")
            Console.print("taken back")
            return 0
        }
    }

    private static let heading = [
        "id", "kind", "issuer", "value", "before", "expires", "author", "reason",
    ]
}

extension JSONValue {
    /// A revocation's, as the table has them; whatever somebody wrote is escaped.
    fileprivate var columns: [String] {
        ["id", "kind", "issuer", "value", "before", "expires", "author", "reason"].map {
            let name = Array($0.utf8)
            return (self[utf8: name.span]?.string ?? "").printable
        }
    }
}

/// Reads a file in pieces.
private final class PieceReader {
    private let file: Descriptor
    private let path: String

    private static let pieceByteCount = 64 * 1024

    init(_ path: String) throws(CommandFault) {
        let number = path == "-" ? dup(STDIN_FILENO) : unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard number >= 0 else {
            throw .environment("\(path) cannot be read: \(SystemError("open"))")
        }
        file = Descriptor(owning: number)
        self.path = path
    }

    /// nil at the end.
    func next() throws(SystemError) -> [UInt8]? {
        while true {
            var count = 0
            let piece = unsafe [UInt8](unsafeUninitializedCapacity: Self.pieceByteCount) {
                count = unsafe read(file.number, $0.baseAddress, $0.count)
                $1 = max(count, 0)
            }
            if count > 0 { return piece }
            if count == 0 { return nil }
            guard errno == EINTR else { throw SystemError("read \(path)") }
        }
    }
}
