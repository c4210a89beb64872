/// What access tokens of our own say.
enum AccessTokenClaims {
    /// `client_id` of a token that was given to a program without a name of its own (RFC 9068 §2.2 wants
    /// one); no entry of `clients` can be called so.
    static let publicClient = "sallyport"
}
