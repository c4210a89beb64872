import Codecs
import Identity
import Synchronization
import Transport

/// Decides whether somebody may try a password now. Slows down by account and by client address, whether
/// or not the account exists; never locks anyone out (T94).
///
/// All workers share it behind a lock: an attacker's tries must add up whichever worker they meet, logins
/// are rare, each takes a hundred milliseconds of hashing, and the lock is held for a look into two tables.
final class LoginThrottle: Sendable {
    /// Tries of one account that wait for the one in flight.
    static let waitingLimit = 32
    /// Accounts, and as many addresses, that are remembered at once.
    static let entriesLimit = 65_536

    enum Admission: ~Copyable {
        /// Charged; right and not judged are to be given back.
        case admitted(LoginTry)
        /// Refused, and whole seconds until there is any use in trying again.
        case later(seconds: Int)
        /// So many tries of the account wait already.
        case busy
    }

    fileprivate typealias Turn = CheckedContinuation<Bool, Never>

    private struct State {
        var accounts: ThrottleTable<AccountName>
        var addresses: ThrottleTable<IPAddress>
        /// Who waits for the try in flight, first come first; an account without one is absent.
        var lines: [AccountName: [Turn]] = [:]
    }

    private let state: Mutex<State>
    private let clock: @Sendable () -> Instant

    init(
        _ settings: ThrottleSettings, entriesLimit: Int = entriesLimit,
        clock: @escaping @Sendable () -> Instant = SystemClock.now
    ) {
        let rules = ThrottleRules(settings)
        state = Mutex(
            State(
                accounts: ThrottleTable(rules, capacity: entriesLimit),
                addresses: ThrottleTable(rules, capacity: entriesLimit)))
        self.clock = clock
    }

    /// Waits for other tries of the account, then answers; the caller goes on on its own loop.
    /// - Parameters:
    ///   - account: nil for what can be no account's name.
    ///   - address: nil where the client came by a Unix socket.
    func admit(_ account: AccountName?, from address: IPAddress?) async -> Admission {
        if let account, await !turn(of: account) { return .busy }
        let address = address.map(\.throttled)
        let now = clock()
        let charged = state.withLock { state -> Result<LoginTry.Charges, Wait> in
            let wait = max(
                account.map { state.accounts.wait(for: $0, at: now) } ?? 0,
                address.map { state.addresses.wait(for: $0, at: now) } ?? 0)
            guard wait == 0 else { return .failure(Wait(nanoseconds: wait)) }
            return .success(
                LoginTry.Charges(
                    account: account.map { state.accounts.charge($0, at: now) },
                    address: address.map { state.addresses.charge($0, at: now) }))
        }
        switch charged {
        case .success(let charges): return .admitted(LoginTry(account, charges, of: self))
        case .failure(let wait):
            passTurn(of: account)
            return .later(seconds: wait.wholeSeconds)
        }
    }

    /// The end of a try, by its `LoginTry` alone.
    fileprivate func finish(_ charges: LoginTry.Charges, of account: AccountName?, isFree: Bool) {
        if isFree {
            state.withLock { state in
                if let charge = charges.account { state.accounts.giveBack(charge) }
                if let charge = charges.address { state.addresses.giveBack(charge) }
            }
        }
        passTurn(of: account)
    }

    // MARK: One after the other

    /// Waits until no other try of the account is in flight, and puts this one in its place.
    /// - Returns: false where too many wait.
    private func turn(of account: AccountName) async -> Bool {
        await withCheckedContinuation { (turn: Turn) in
            let answer = state.withLock { state -> Bool? in
                guard let line = state.lines[account] else {
                    state.lines[account] = []
                    return true
                }
                guard line.count < Self.waitingLimit else { return false }
                state.lines[account]?.append(turn)
                return nil
            }
            if let answer { turn.resume(returning: answer) }
        }
    }

    /// Lets the next try of the account go on.
    private func passTurn(of account: AccountName?) {
        guard let account else { return }
        let next = state.withLock { state -> Turn? in
            guard state.lines[account]?.isEmpty == false else {
                state.lines[account] = nil
                return nil
            }
            return state.lines[account]?.removeFirst()
        }
        next?.resume(returning: true)
    }

    private struct Wait: Error {
        let nanoseconds: UInt64

        /// Rounded up: whoever comes then is not sent away for a fraction.
        var wholeSeconds: Int { Int((nanoseconds - 1) / 1_000_000_000 + 1) }
    }
}

/// One admitted try, charged already. While it lives, other tries of the account wait. One that is let go
/// without a word was wrong.
struct LoginTry: ~Copyable {
    fileprivate struct Charges: Sendable {
        let account: ThrottleTable<AccountName>.Charge?
        let address: ThrottleTable<IPAddress>.Charge?
    }

    private let account: AccountName?
    private let charges: Charges
    private let throttle: LoginThrottle
    private var isFree = false

    fileprivate init(_ account: AccountName?, _ charges: Charges, of throttle: LoginThrottle) {
        self.account = account
        self.charges = charges
        self.throttle = throttle
    }

    deinit { throttle.finish(charges, of: account, isFree: isFree) }

    /// The password was right, or was not looked at: the try costs nothing.
    consuming func giveBack() { isFree = true }

    /// The password was wrong.
    consuming func keepCharge() {}
}

extension IPAddress {
    /// What belongs to one client: an IPv4 address, or the /64 that IPv6 gives each network.
    fileprivate var throttled: IPAddress {
        switch unmapped {
        case .v4(let bits): .v4(bits)
        case .v6(let bits): .v6((bits >> 64) << 64)
        }
    }
}
