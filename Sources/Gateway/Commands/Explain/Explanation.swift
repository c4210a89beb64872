import Codecs
import HTTP
import Identity
import Policy
import Transport

/// One request and what became of it, in words.
///
/// The request goes through the real parser and the real `decide`. What it left (the canonical target,
/// the route, the removed fields, the permit or the refusal) is what is told; which step refused, the
/// refusal itself says. So there is no second line of decisions beside the real one.
struct Explanation {
    private let worker: Worker
    private let exchange: Exchange
    private let origin: Origin
    private let now: Moment
    private var steps: StepWords
    /// Of the session that the cookie names, where that is known.
    var sessionExpiry: WallTime? {
        get { steps.sessionExpiry }
        set { steps.sessionExpiry = newValue }
    }
    private var rows: [(name: String, words: [String])] = []
    private var outcome: [String] = []

    init(by worker: Worker, from origin: Origin, at now: Moment) {
        self.worker = worker
        self.origin = origin
        self.now = now
        exchange = worker.takeExchange()
        steps = StepWords(exchange, from: origin, at: now)
    }

    /// The steps, and the answer that a client would get. Holds no credential.
    var text: String {
        var text = PlainText()
        text.append(heading: "steps")
        text.append(rows: rows)
        text.append(heading: "a client gets")
        for line in outcome { text.append(line: line) }
        return text.lines.joined(separator: "\n")
    }

    /// Decides the request.
    /// - Parameter head: its bytes as a client sends them.
    /// - Returns: whether it is refused.
    mutating func explain(_ head: Span<UInt8>) -> Bool {
        var parser = RequestParser(limits: worker.snapshot.headLimits)
        do throws(RequestFault) {
            _ = try parser.parse(head, from: 0, into: &exchange.request)
        } catch {
            return refuse(.malformed(error))
        }
        let handler = RequestHandler(snapshot: worker.snapshot)
        exchange.target.requestID.set(worker.requestIDs.next())
        let decision = handler.decide(
            &exchange.request, &exchange.target, from: origin, remembering: &worker.memory,
            finding: &exchange.found, at: now)
        exchange.inForce = exchange.found.route.map { worker.snapshot.routes[$0.index] }
        switch consume decision {
        case .refuse(let refusal):
            return refuse(refusal)
        case .serve(let endpoint, _):
            tell(.receive, before: .matchRoute)
            rows.append((RequestStep.matchRoute.rawValue, ["the gateway's own: \(endpoint.path)"]))
            outcome = ["a page of the gateway's own"]
            return false
        case .renew:
            // Explaining changes nothing, so it ends here.
            tell(.receive, before: .authorize)
            outcome = ["what it gets with the session renewed"]
            return false
        case .forward(let permit):
            tell(.receive, before: .assertIdentity)
            exchange.prepare(with: permit, by: handler)
            guard exchange.declaredBodyFits else { return conclude(.bodyTooLarge, at: .forward) }
            tell(.assertIdentity, before: nil)
            outcome = ["what the upstream answers"]
            return false
        }
    }

    private mutating func refuse(_ refusal: Refusal) -> Bool {
        let step = steps.step(refusing: refusal)
        tell(.receive, before: step)
        return conclude(refusal, at: step)
    }

    private mutating func tell(_ first: RequestStep, before end: RequestStep?) {
        for step in RequestStep.allCases.drop(while: { $0 != first }).prefix(while: { $0 != end }) {
            rows.append((step.rawValue, steps.words(of: step)))
        }
    }

    private mutating func conclude(_ refusal: Refusal, at step: RequestStep) -> Bool {
        let isAnswered = refusal.outcome.status.rawValue < 400
        let word = isAnswered ? "answered" : "refused"
        rows.append(
            (step.rawValue, ["\(word): \(refusal.sentence)"] + steps.details(refusal)))
        let answer = Answer(
            refusing: refusal, to: exchange.request, exchange.target, exchange.found,
            by: worker.snapshot)
        outcome =
            ["\(answer.status.rawValue) \(answer.status.reason)"] + answer.lines.span.textLines
        outcome.append("the log's reason: \(answer.reason.name)")
        return !isAnswered
    }
}
