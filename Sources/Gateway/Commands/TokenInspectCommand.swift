import Codecs
import JOSE
import Transport

/// `sallyport token inspect`: shows what a token says. Nothing of it is verified, and the first line
/// says so. The signature is not shown: what is printed here is no credential.
public enum TokenInspectCommand {
    /// - Parameter argument: `@FILE`, `-`, or the token itself.
    /// - Returns: the exit code.
    public static func run(_ argument: String) -> Int32 {
        do throws(CommandFault) {
            let text = try CommandInput.secret(argument)
            Console.print(try description(of: text.span, at: SystemClock.wallTime()))
            return 0
        } catch {
            return error.report()
        }
    }

    static func description(
        of text: Span<UInt8>, at now: WallTime
    ) throws(CommandFault) -> String {
        let token: UnverifiedToken
        do throws(TokenFault) {
            token = try UnverifiedToken(parsing: text)
        } catch {
            throw .invalid("not a token that is taken anywhere: \(error.sentence)")
        }
        var lines = [
            "NOT VERIFIED: anyone can write what follows; sallyport token verify checks it.",
            "header " + token.unverifiedHeader.root.indented,
            "claims " + token.unverifiedClaims.root.indented,
        ]
        for (name, meaning) in times {
            guard let time = token.unverifiedClaims.root[utf8: Array(name.utf8).span]?.wallTime
            else { continue }
            lines.append("\(meaning) \(time.text), \(time.distance(from: now))")
        }
        if token.carriesKey { lines.append("the header carries a key; it is never used") }
        return lines.joined(separator: "\n")
    }

    private static let times = [
        ("iat", "issued"), ("nbf", "not before"), ("exp", "expires"),
    ]
}

extension JSONValue {
    /// For people: the members of an object on lines of their own, deeper values compact. Control
    /// characters are escaped, whoever wrote them.
    var indented: String {
        guard let members else { return compact }
        let lines = members.map { "  \($0.name.compact): \($0.value.compact)" }
        return lines.isEmpty ? "{}" : "{\n" + lines.joined(separator: ",\n") + "\n}"
    }

    private var compact: String {
        var writer = JSONWriter()
        writer.value(self)
        return String(decoding: writer.span)
    }
}

extension WallTime {
    /// `2026-08-27T12:00:00Z`
    var text: String {
        var text = ByteBuffer()
        text.append(timestamp: self)
        text.append("Z")
        return String(decoding: text.span)
    }

    /// `in 5m`, `5m ago` or `now`, in the largest unit that leaves at least two of it.
    func distance(from now: WallTime) -> String {
        let seconds = secondsSince1970 - now.secondsSince1970
        guard seconds != 0 else { return "now" }
        let units = [("d", 86_400), ("h", 3_600), ("m", 60)] as [(String, UInt64)]
        let unit = units.first { seconds.magnitude >= 2 * $0.1 } ?? ("s", 1)
        let length = "\(seconds.magnitude / unit.1)\(unit.0)"
        return seconds < 0 ? "\(length) ago" : "in \(length)"
    }
}
