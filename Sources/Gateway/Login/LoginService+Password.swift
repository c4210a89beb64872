import Codecs
import Crypto
import Identity
import Transport

/// What became of a name and a password.
enum PasswordOutcome {
    case right(Account)
    /// Whatever is wrong with them, in the same time (T94).
    case wrong
    /// Not looked at: there is use in trying again after so many seconds.
    case later(seconds: Int)
    /// Not looked at: more at once than can be hashed.
    case busy
}

/// Throttle, then hash: the one place where a password is compared, whoever asks.
extension LoginService {
    func judge(_ attempt: LoginAttempt, from address: IPAddress?) async -> PasswordOutcome {
        let admission = await throttle.admit(attempt.account, from: address)
        switch consume admission {
        case .admitted(let charged): return await judge(attempt, charged)
        case .later(let seconds): return .later(seconds: seconds)
        case .busy: return .busy
        }
    }

    private func judge(
        _ attempt: LoginAttempt, _ charged: consuming LoginTry
    ) async -> PasswordOutcome {
        let account: Account?
        do throws(HashFault) {
            account = try await verified(attempt)
        } catch {
            charged.giveBack()
            return .busy
        }
        guard let account else {
            charged.keepCharge()
            return .wrong
        }
        charged.giveBack()
        return .right(account)
    }

    /// The account whose name and password these are. For a name that no account has as much is hashed
    /// as for the dearest, so that nothing tells them apart.
    private func verified(_ attempt: LoginAttempt) async throws(HashFault) -> Account? {
        guard let accounts = snapshot.accounts else { return nil }
        let account = attempt.account.flatMap { accounts[$0] }
        let isRight = try await hashes.verify(
            attempt.password, against: account?.hash ?? accounts.dummy)
        // The file may have changed meanwhile.
        guard isRight, let account, isCurrent(account) else { return nil }
        return account
    }

    /// Whether the account's line is still the one that was read.
    func isCurrent(_ account: Account) -> Bool {
        snapshot.accounts?.isCurrent(account.fingerprint, of: account.name) ?? false
    }
}
