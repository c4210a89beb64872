import Identity

extension RouteMatch {
    /// The stricter of what two readings of one path gave: a refusal goes before a route, and a route
    /// before one that asks for less; of equals the receiver.
    func stricter(_ other: RouteMatch) -> RouteMatch {
        switch (self, other) {
        case (.route(let one), .route(let two)):
            if one === two || one.isAtLeastAsStrict(as: two) { return self }
            return two.isAtLeastAsStrict(as: one) ? other : .ambiguous
        case (.route, _): return other
        case (.methodNotAllowed, .noRoute): return other
        default: return self
        }
    }
}

extension Route {
    /// Whether everyone that passes here would pass there. False where that cannot be told from the
    /// settings alone.
    fileprivate func isAtLeastAsStrict(as other: Route) -> Bool {
        switch (access, other.access) {
        case (.noOne, _), (_, .everyone): true
        case (_, .noOne), (.everyone, _): false
        case (
            .authenticated(let kinds, let issuers, let optional),
            .authenticated(let otherKinds, let otherIssuers, let otherOptional)
        ):
            kinds.allSatisfy(otherKinds.contains)
                && (otherIssuers.isEmpty
                    || !issuers.isEmpty && issuers.allSatisfy(otherIssuers.contains))
                && (!optional || otherOptional)
                && (other.settings.allow == nil || other.settings.allow == settings.allow)
        }
    }
}
