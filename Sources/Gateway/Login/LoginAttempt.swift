import Crypto
import Identity

/// What somebody typed into the login form. The password is held where it is wiped and never shown.
struct LoginAttempt {
    let returnAddress: ReturnAddress
    /// As typed, to be shown again.
    let username: [UInt8]
    /// The name in the one form that accounts and throttling know; nil where no account can have it.
    let account: AccountName?
    let password: Secret
    /// What was given in place of the password: that it was right a moment ago.
    var ticket: [UInt8]?

    /// Nothing was typed yet.
    init(to returnAddress: ReturnAddress) {
        self.init(to: returnAddress, username: [], password: SecretBuffer(capacity: 0))
    }

    init(to returnAddress: ReturnAddress, username: [UInt8], password: SecretBuffer) {
        self.returnAddress = returnAddress
        self.username = username
        account = AccountName(username.span)
        self.password = Secret(password.span)
    }
}
