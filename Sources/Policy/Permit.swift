public import Identity

/// The proof that policy said yes to one request. Only `Route.authorize` makes one, forwarding consumes
/// it, and the compiler sees to it that none is spent twice; the destination and the identity that the
/// upstream is told come from the permit and from nowhere else.
///
/// ```swift
/// let permit = try route.authorize(principal)
/// let (route, principal) = permit.spend()
/// permit.spend()  // error: 'permit' consumed more than once
/// ```
public struct Permit: ~Copyable, Sendable {
    private let route: Route
    private let principal: Principal

    fileprivate init(route: Route, principal: Principal) {
        self.route = route
        self.principal = principal
    }

    /// Uses the permit up: what it was given for, and to whom.
    public consuming func spend() -> (route: Route, principal: Principal) {
        (route, principal)
    }
}

extension Route {
    /// The route's answer to a principal: a permit to forward one request, or why not.
    ///
    /// The principal's kind and issuer are compared once more with what the route takes, so that no
    /// principal found on another route's behalf (in a cache, say) passes here (T78). Requirements
    /// are evaluated every time (T77).
    public func authorize(_ principal: Principal) throws(PolicyRefusal) -> Permit {
        switch access {
        case .everyone: break
        case .noOne: throw .denied
        case .authenticated(let kinds, let issuers, let optional):
            if principal.isAnonymous {
                guard optional else { throw .credentialRequired }
            } else {
                guard kinds.contains(principal.kind),
                    issuers.isEmpty || issuers.contains(principal.issuer)
                else { throw .credentialRequired }
            }
        }
        try satisfyRequirement(principal)
        guard principal.isPresentable else { throw .identityNotPresentable }
        return Permit(route: self, principal: principal)
    }

    private func satisfyRequirement(_ principal: Principal) throws(PolicyRefusal) {
        guard let requirement, !requirement.isSatisfied(by: principal) else { return }
        if principal.isAnonymous { throw .credentialRequired }
        let wantsScope = requirement.isSatisfiedButForScopes(by: principal)
        throw wantsScope ? .insufficientScope : .requirementNotSatisfied
    }
}
