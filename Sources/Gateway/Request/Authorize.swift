import Identity
import Policy

/// Step 10, `authorize`: policy's yes is a permit, its no one of ours.
extension RequestHandler {
    func authorize(on route: Route, as principal: Principal) throws(Refusal) -> Permit {
        do throws(PolicyRefusal) {
            return try route.authorize(principal)
        } catch {
            switch error {
            case .denied: throw .denied
            case .credentialRequired: throw .noCredential
            case .insufficientScope: throw .insufficientScope
            case .requirementNotSatisfied: throw .requirementNotSatisfied
            case .identityNotPresentable: throw .identityNotPresentable
            }
        }
    }
}
