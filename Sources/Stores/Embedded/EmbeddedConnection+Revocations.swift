import Codecs
public import Identity

extension EmbeddedConnection: RevocationStore {
    public func add(
        _ revocations: [StoredRevocation], timeoutNanoseconds: UInt64
    ) async throws(StoreFault) -> [RevocationID] {
        let work = StoreRequest.Work.revoke(revocations[...], added: [])
        guard case .revoked(let added) = try await ask(work, timeoutNanoseconds) else { return [] }
        return added
    }

    public func remove(
        _ ids: [RevocationID], timeoutNanoseconds: UInt64
    ) async throws(StoreFault) -> Int {
        try await count(.unrevoke(ids[...], removed: 0), timeoutNanoseconds)
    }

    public func revocations(
        after: RevocationID?, limit: Int, timeoutNanoseconds: UInt64
    ) async throws(StoreFault) -> RevocationPage {
        let work = StoreRequest.Work.listRevocations(after: after, limit: limit)
        guard case .revocations(let page) = try await ask(work, timeoutNanoseconds) else {
            return RevocationPage([], next: nil)
        }
        return page
    }
}
