/// What the forms carry that end another login and log in: no password, but what stands in for it.
struct LimitForm: Sendable {
    /// Canonical.
    let account: [UInt8]
    /// Says that the password was right a moment ago, `ticket`.
    let ticket: [UInt8]
    /// A path and query of this host, `to`.
    let returnAddress: [UInt8]
}
