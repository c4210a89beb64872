import Codecs
import HTTP
import Identity
import Policy
import Transport

/// What each step made of a request that was decided: read off what `decide` left in the exchange, or
/// asked once more of the step's own function, which answers the same.
struct StepWords {
    private let exchange: Exchange
    private let origin: Origin
    private let now: Moment
    /// Of the session that the cookie names, where that is known.
    var sessionExpiry: WallTime?

    private var handler: RequestHandler { RequestHandler(snapshot: exchange.worker.snapshot) }

    init(_ exchange: Exchange, from origin: Origin, at now: Moment) {
        self.exchange = exchange
        self.origin = origin
        self.now = now
    }

    /// - Precondition: the step did not refuse.
    func words(of step: RequestStep) -> [String] {
        switch step {
        case .receive: received
        case .normalize: normalized
        case .matchRoute: matched
        case .stripIdentity: stripped
        case .answerPreflight: ["no pre-flight"]
        case .findCredential: found
        case .refuseForgery: forgeryWords
        case .authenticate: [authenticated.words(at: now.wall)]
        case .refuseRevoked: ["nothing of it was revoked"]
        case .authorize: ["permit: \(exchange.found.route?.sentence ?? "")"] + requirement
        case .rewritePath: [exchange.target.pathText]
        case .authorizeDestination: second
        case .assertIdentity: asserted
        case .forward: forwarded
        }
    }

    /// The step that refused. Three steps ask routes to authorise; the first of them, asked again, tells
    /// whether it was the one.
    func step(refusing refusal: Refusal) -> RequestStep {
        guard refusal.step == .authorize, let route = exchange.found.route else {
            return refusal.step
        }
        do throws(Refusal) {
            _ = try handler.authorize(on: route, as: authenticated)
            return exchange.target.hasDestination ? .authorizeDestination : .rewritePath
        } catch {
            return .authorize
        }
    }

    /// What helps to understand why a step refused.
    func details(_ refusal: Refusal) -> [String] {
        switch refusal {
        case .hostUnknown: [exchange.target.hostName]
        case .invalidCredential(.session(.expired)): expiry + routeWords
        case .noCredential, .invalidCredential, .denied, .insufficientScope,
            .requirementNotSatisfied, .identityNotPresentable:
            routeWords
        default: []
        }
    }

    private var routeWords: [String] {
        ["the route is for \(exchange.found.route?.sentence ?? "no one")"] + requirement
    }

    private var expiry: [String] {
        sessionExpiry.map { ["it ended \($0.text), \($0.distance(from: now.session))"] } ?? []
    }

    // MARK: The steps

    private var received: [String] {
        let request = exchange.request.methodAndTarget
        return switch exchange.request.framing {
        case .none, .length(0): ["\(request), without a body"]
        case .length(let count): ["\(request), a body of \(count) bytes"]
        case .chunked, .untilClose: ["\(request), a body in chunks"]
        }
    }

    private var normalized: [String] {
        let client = exchange.target.client
        let address = client.address.map(\.description) ?? "an unknown address"
        return [
            "host \(exchange.target.hostName), path \(exchange.target.pathText)",
            "the client is \(address), by \(client.scheme.name)",
        ]
    }

    private var matched: [String] {
        let hosts = exchange.worker.snapshot.hosts[origin.listener]
        let host = hosts.find(exchange.target.host)?.settings.name ?? ""
        return ["\(exchange.found.route?.key ?? "") of \(host)"]
    }

    private var stripped: [String] {
        let names = exchange.request.removedNames
        return names.isEmpty
            ? ["nothing that is the gateway's to say"]
            : ["removed: \(names.joined(separator: ", "))"]
    }

    private var found: [String] {
        guard let route = exchange.found.route else { return [] }
        do throws(Refusal) {
            switch try handler.findCredential(in: exchange.request, exchange.target, on: route) {
            case .bearer: return ["a bearer token"]
            case .session: return ["a session cookie"]
            case .none:
                return [route.isOptional ? "none, which the route lets pass" : "none is looked for"]
            }
        } catch {
            return [error.sentence]
        }
    }

    private var forgeryWords: [String] {
        guard found == ["a session cookie"] else { return ["no browser can be made to send it"] }
        return exchange.request.method.isSafe
            ? ["the method changes nothing"] : ["a page of this origin made the request"]
    }

    /// Whom the credential names; anonymous where it names no one.
    private var authenticated: Principal {
        guard let route = exchange.found.route else { return .anonymous }
        var further = Found()
        do throws(Refusal) {
            let credential = try handler.findCredential(
                in: exchange.request, exchange.target, on: route)
            return try handler.authenticate(
                credential, of: exchange.request, exchange.target, on: route,
                remembering: &exchange.worker.memory, finding: &further, at: now) ?? .anonymous
        } catch {
            return .anonymous
        }
    }

    /// The route's requirement, part by part; empty where nobody was there to ask it of.
    private var requirement: [String] {
        let principal = authenticated
        guard let allow = exchange.found.route?.settings.allow, !principal.isAnonymous else {
            return []
        }
        var selection = exchange.worker.snapshot.table.description.selection
        return allow.answers(of: principal, selecting: &selection)
    }

    private var second: [String] {
        let target = exchange.target.destinationText
        return [target.map { "permit for the second target too: path \($0)" } ?? "no second target"]
    }

    private var asserted: [String] {
        guard let inForce = exchange.inForce else { return [] }
        var lines = ByteBuffer()
        exchange.assertIdentity(exchange.principal, on: inForce, in: &lines)
        return lines.span.textLines
    }

    private var forwarded: [String] {
        guard let inForce = exchange.inForce else { return [] }
        let upstream = exchange.found.route?.settings.upstream?.words ?? ""
        exchange.appendHead(to: inForce)
        var head = ByteBuffer()
        swap(&head, &exchange.worker.output.bytes)
        let lines = head.span.textLines
        return [upstream] + lines.map(\.withoutCredential)
    }
}

extension Principal {
    fileprivate func words(at now: WallTime) -> String {
        guard !isAnonymous else { return "anonymous" }
        let end = expires.map { ", until \($0.text), \($0.distance(from: now))" } ?? ""
        return "\(subject), says \(issuer)\(end)"
    }
}

extension RequirementSettings {
    /// `yes` or `no` for this requirement, and below it for each of its parts.
    fileprivate func answers(
        of principal: Principal, selecting selection: inout ClaimSelection
    ) -> [String] {
        let isSatisfied = Requirement(self, selecting: &selection).isSatisfied(by: principal)
        let answer = isSatisfied ? "yes " : "no  "
        let (words, parts): (String, [RequirementSettings]) =
            switch self {
            case .all(let parts): ("all of", parts)
            case .any(let parts): ("any of", parts)
            case .not(let part): ("not", [part])
            case .groups, .scopes, .claim: (sentence, [])
            }
        return [answer + words]
            + parts.flatMap { $0.answers(of: principal, selecting: &selection).map { "  \($0)" } }
    }
}

extension Target {
    fileprivate var hostName: String { host.name.text }

    fileprivate var pathText: String { path.bytes.text }

    fileprivate var destinationText: String? { hasDestination ? destination.bytes.text : nil }
}

extension Request {
    fileprivate var methodAndTarget: String { "\(methodText.text) \(target.text)" }

    /// As the client wrote them, each once.
    fileprivate var removedNames: [String] {
        var names: [String] = []
        for index in 0..<fields.count where fields[index].isRemoved {
            let name = fields.name(of: fields[index]).text
            if !names.contains(name) { names.append(name) }
        }
        return names
    }
}

extension Span<UInt8> {
    fileprivate var text: String { String(decoding: self) }

    /// Lines that end in CRLF each, the empty ones left out.
    var textLines: [String] {
        String(decoding: self).split(separator: "\r\n").map(String.init)
    }
}

extension String {
    /// A field line as it may be shown.
    fileprivate var withoutCredential: String {
        lowercased().hasPrefix("authorization:") ? "Authorization: (not shown)" : self
    }
}
