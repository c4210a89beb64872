import HTTP
import Identity
import JOSE

@testable import Gateway

/// One of each refusal, and of each fault of a credential.
enum RefusalSamples {
    static let all: [Refusal] =
        Refusal.every + [.malformed(.head(.headTooLarge))]
        + TokenFault.every.map { .invalidCredential(.token($0)) }
        + RevocationKind.allCases.map { .invalidCredential(.revoked($0)) }
        + SessionFault.every.map { .invalidCredential(.session($0)) }
}
