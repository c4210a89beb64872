/// A stored password hash of a kind that is still worth computing: bcrypt, yescrypt or sha512-crypt.
/// One that exists is whole and canonical, so verifying never fails for its form; what it costs is
/// known beforehand. It prints as its kind and cost, never as itself.
public struct PasswordHash: Hashable, Sendable {
    /// The function that made it.
    public enum Kind: String, CaseIterable, Sendable {
        case bcrypt
        case yescrypt
        case sha512
    }

    public let kind: Kind
    /// As the kind counts it: bcrypt's and yescrypt's is an exponent, that of sha512 is rounds.
    public let cost: Int
    /// As a users file writes it.
    public let text: [UInt8]
    /// Bytes of `text` before the digest: all that says how to compute it.
    let settingByteCount: Int

    init(kind: Kind, cost: Int, text: [UInt8], settingByteCount: Int) {
        self.kind = kind
        self.cost = cost
        self.text = text
        self.settingByteCount = settingByteCount
    }

    /// What verifying costs, in microseconds of a 3 GHz core: a figure to compare hashes of all kinds by.
    public var work: Int { kind.work(atCost: cost) }

    /// Whether guessing it is cheaper than it need be: below some 15 ms a guess.
    public var isWeak: Bool { cost < kind.weakBelow }
}

extension PasswordHash: CustomStringConvertible, CustomReflectable {
    /// `bcrypt 12`
    public var description: String { "\(kind.rawValue) \(cost)" }

    public var customMirror: Mirror {
        Mirror(self, children: EmptyCollection<Mirror.Child>())
    }
}

extension PasswordHash.Kind {
    /// Costs that are computed; above them one login would hold a thread for seconds.
    public var costs: ClosedRange<Int> {
        switch self {
        case .bcrypt: 4...16
        case .yescrypt: 1...10
        case .sha512: 1_000...10_000_000
        }
    }

    /// What a new hash is made with: 30 to 180 ms, which nobody notices at a login, and for yescrypt 32 MiB.
    public var usualCost: Int {
        switch self {
        case .bcrypt: 12
        case .yescrypt: 6
        case .sha512: 600_000
        }
    }

    /// Costs from here on are not warned of.
    var weakBelow: Int {
        switch self {
        case .bcrypt: 10
        case .yescrypt: 5
        case .sha512: 100_000
        }
    }

    /// Bytes of a password that count: bcrypt looks at no more than 72, libxcrypt takes 511.
    public var passwordByteCountLimit: Int {
        switch self {
        case .bcrypt: 72
        case .yescrypt, .sha512: PasswordHash.passwordByteCountLimit
        }
    }

    func work(atCost cost: Int) -> Int {
        switch self {
        case .bcrypt: 42 << cost
        // One MiB of memory at cost 1, doubled from step to step.
        case .yescrypt: 490 << cost
        case .sha512: cost * 18 / 100
        }
    }
}
