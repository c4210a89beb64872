import HTTP

/// `/.sallyport/keys` and `/.well-known/oauth-authorization-server`: what anybody may know of the tokens.
extension LoginService {
    func publish(_ document: (OwnIssuer) -> PublishedDocument, _ visit: Visit) -> Answer {
        guard let issuer = snapshot.ownIssuer else {
            return refusal(.notFound, .noRoute, visit)
        }
        return document(issuer).answer(knowing: visit.ifNoneMatch)
    }
}
