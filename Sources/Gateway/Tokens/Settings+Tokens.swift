import Configuration
import Policy

/// What the whole configuration tells of the tokens that the gateway gives.
extension Settings {
    func judgeTokens(_ written: WrittenKeys, _ reader: inout SettingsReader) {
        guard let tokens else {
            for route in hosts.flatMap(\.routes) where route.issuer.contains(OwnIssuer.name) {
                reader.refuse(
                    at: route.position, found: "issuer: own, and no tokens",
                    allowed: "tokens, which are of that issuer")
            }
            return
        }
        if accounts == nil {
            reader.refuse(
                at: tokens.position, found: "tokens, and no accounts that they could be for",
                allowed: "accounts with a file")
        }
        let isBelieved = hosts.flatMap(\.routes).contains {
            issuerNames(of: $0).contains(OwnIssuer.name)
        }
        if tokens.delivery.contains(.json), !isBelieved {
            reader.warn(at: tokens.position, "no route believes the tokens: none has auth: bearer")
        }
        guard tokens.deliversCookies else { return }
        if !takesSessions {
            reader.refuse(
                at: tokens.position, found: "delivery: cookies, and no route that takes them",
                allowed: "a route with auth: session")
        }
        if sessions.refresh != nil {
            reader.warn(
                at: sessions.position,
                "sessions.refresh without effect: with delivery: cookies people get tokens instead")
        }
    }
}
