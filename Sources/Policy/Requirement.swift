public import Identity

/// What a principal must satisfy, compiled from `allow`: a tree of all, any and not over claims, laid
/// out flat so that asking it reads bytes, allocates nothing and recurses no deeper than the
/// configuration nests. A claim that is absent or of another type satisfies nothing, also under `not`.
public struct Requirement: Sendable {
    /// The requirement in words, as `check` and `explain` print it.
    public let sentence: String
    private let nodes: [Node]
    /// Texts that claims are compared with.
    private let texts: [UInt8]

    private struct Node {
        let question: Question
        /// The index behind this node and everything inside it.
        var end = 0
    }

    private enum Question {
        case all, any, not
        case text(ClaimSlot, Range<Int>)
        case integer(ClaimSlot, Int64)
        case boolean(ClaimSlot, Bool)
        /// A granted scope: a word of `scope` (RFC 9068 §2.2.3) or an element of `scp`.
        case scope(ClaimSlot, ClaimSlot, Range<Int>)
    }

    /// Compiles `settings`; the claims it mentions are added to `selection`, with which every
    /// principal that is asked about must then be made.
    public init(_ settings: RequirementSettings, selecting selection: inout ClaimSelection) {
        var compiler = Compiler(selection: selection)
        compiler.compile(settings)
        selection = compiler.selection
        nodes = compiler.nodes
        texts = compiler.texts
        sentence = settings.sentence
    }

    /// Whether the principal satisfies it.
    public func isSatisfied(by principal: Principal) -> Bool {
        ask(0, of: principal, assumingScopes: false) == .yes
    }

    /// Whether nothing but scopes is missing: then a token with more of them would do (RFC 6750 §3.1).
    func isSatisfiedButForScopes(by principal: Principal) -> Bool {
        ask(0, of: principal, assumingScopes: true) == .yes
    }

    private func ask(_ index: Int, of principal: Principal, assumingScopes: Bool) -> Truth {
        switch nodes[index].question {
        case .all:
            join(index, of: principal, assumingScopes: assumingScopes, decisive: .no)
        case .any:
            join(index, of: principal, assumingScopes: assumingScopes, decisive: .yes)
        case .not:
            !ask(index + 1, of: principal, assumingScopes: assumingScopes)
        case .text(let slot, let range):
            principal.compare(slot, with: texts.span.extracting(range))
        case .integer(let slot, let number):
            principal.compare(slot, with: number)
        case .boolean(let slot, let boolean):
            principal.compare(slot, with: boolean)
        case .scope(let standard, let other, let range):
            assumingScopes ? .yes : holdsScope(range, in: standard, or: other, of: principal)
        }
    }

    /// The first `decisive` part settles it; else an unknown one leaves it unknown.
    private func join(
        _ index: Int, of principal: Principal, assumingScopes: Bool, decisive: Truth
    ) -> Truth {
        var result = !decisive
        var part = index + 1
        while part < nodes[index].end {
            let answer = ask(part, of: principal, assumingScopes: assumingScopes)
            if answer == decisive { return decisive }
            if answer == .unknown { result = .unknown }
            part = nodes[part].end
        }
        return result
    }

    private func holdsScope(
        _ range: Range<Int>, in standard: ClaimSlot, or other: ClaimSlot, of principal: Principal
    ) -> Truth {
        let word = texts.span.extracting(range)
        let first = principal.compare(standard, withWord: word)
        if first == .yes { return .yes }
        let second = principal.compare(other, withWord: word)
        return second == .unknown ? first : second
    }
}

extension Requirement {
    private struct Compiler {
        var selection: ClaimSelection
        var nodes: [Node] = []
        var texts: [UInt8] = []

        mutating func compile(_ settings: RequirementSettings) {
            switch settings {
            case .all(let parts): compile(.all, parts) { $0.compile($1) }
            case .any(let parts): compile(.any, parts) { $0.compile($1) }
            case .not(let part): compile(.not, [part]) { $0.compile($1) }
            case .groups(let names):
                let slot = selection.slot(for: "groups")
                compile(.any, names) { $0.add(.text(slot, $0.text($1))) }
            case .scopes(let names):
                let (scope, scp) = (selection.slot(for: "scope"), selection.slot(for: "scp"))
                compile(.any, names) { $0.add(.scope(scope, scp, $0.text($1))) }
            case .claim(let name, let values):
                let slot = selection.slot(for: name)
                compile(.any, values) { $0.add($0.comparing(slot, $1)) }
            }
        }

        /// A node with its parts behind it; the end is known once they are written.
        private mutating func compile<Part>(
            _ question: Question, _ parts: [Part], _ compilePart: (inout Compiler, Part) -> Void
        ) {
            let index = nodes.count
            nodes.append(Node(question: question))
            for part in parts { compilePart(&self, part) }
            nodes[index].end = nodes.count
        }

        private mutating func comparing(
            _ slot: ClaimSlot, _ value: RequirementSettings.ClaimValue
        ) -> Question {
            switch value {
            case .text(let text): .text(slot, self.text(text))
            case .integer(let number): .integer(slot, number)
            case .boolean(let boolean): .boolean(slot, boolean)
            }
        }

        private mutating func add(_ question: Question) {
            nodes.append(Node(question: question, end: nodes.count + 1))
        }

        private mutating func text(_ text: String) -> Range<Int> {
            let start = texts.count
            texts.append(contentsOf: text.utf8)
            return start..<texts.count
        }
    }
}
