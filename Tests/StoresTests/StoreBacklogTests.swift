import Codecs
import Identity
import Testing

@testable import Stores

@Suite("Embedded store: what goes before what")
struct StoreBacklogTests {
    private static let id = SessionID(InlineArray<32, UInt8>(repeating: 1))

    private static func request(_ work: StoreRequest.Work) -> StoreRequest {
        StoreRequest(work: work, deadline: nil, reply: nil)
    }

    private static func name(_ request: StoreRequest) -> String {
        switch request.work {
        case .begin: "login"
        case .rotate: "renewal"
        case .end, .endFamily, .endAll, .remove: "logout"
        case .touch: "touch"
        case .noteUses: "uses"
        case .list(let query): "list \(query.limit)"
        case .sweepOrphans: "orphans"
        case .sweepExpired: "expired"
        case .revoke, .unrevoke, .listRevocations: "revocations"
        }
    }

    private static func names(_ backlog: StoreBacklog) -> [String] { backlog.requests.map(name) }

    @Test("logins and logouts go before touches and looks at many sessions, all in their order")
    func urgency() {
        var backlog = StoreBacklog()
        backlog.append(Self.request(.sweepOrphans({ _ in false }, .init())))
        backlog.append(Self.request(.touch([:])))
        backlog.append(Self.request(.end(Self.id)))
        backlog.append(Self.request(.list(SessionQuery(limit: 1))))
        backlog.append(Self.request(.remove([], ended: 0)))
        #expect(Self.names(backlog) == ["logout", "logout", "touch", "list 1", "orphans"])
    }

    @Test(
        "between portions of touches goes who came meanwhile; what was asked for after them does not"
    )
    func portions() {
        var backlog = StoreBacklog()
        backlog.append(Self.request(.touch([:])))
        backlog.append(Self.request(.list(SessionQuery(limit: 1))))
        #expect(Self.name(backlog.removeFirst()) == "touch")
        backlog.putBack(Self.request(.noteUses([])))
        backlog.append(Self.request(.list(SessionQuery(limit: 2))))
        backlog.append(Self.request(.end(Self.id)))
        #expect(Self.names(backlog) == ["logout", "uses", "list 1", "list 2"])
    }

    @Test("what is left of a logout everywhere comes first")
    func rest() {
        var backlog = StoreBacklog()
        backlog.append(Self.request(.end(Self.id)))
        backlog.append(Self.request(.touch([:])))
        backlog.putBack(Self.request(.remove([Self.id], ended: 3)))
        guard case .remove(_, 3) = backlog.requests.first?.work else {
            Issue.record("the rest is not the first")
            return
        }
        #expect(backlog.count == 3)
    }
}
