import Configuration

/// Who may use a route.
public enum RouteAuth: Hashable, Sendable {
    /// Everyone; no credential is looked at.
    case none
    /// No one: 403.
    case deny
    /// Who presents one of these kinds, tried in this order; never empty.
    case credentials([CredentialKind])

    /// The kinds of credential that are looked at, in order; empty for none.
    public var kinds: [CredentialKind] {
        if case .credentials(let kinds) = self { kinds } else { [] }
    }

    /// A kind of credential, as `auth` names it.
    public enum CredentialKind: String, CaseIterable, Hashable, Sendable {
        case bearer
        case session
    }
}

extension SettingValue where Output == RouteAuth {
    /// `none`, `deny`, a kind of credential, or a list of kinds.
    static var auth: SettingValue {
        let word = SettingValue<Word>.word.map(\.auth, back: Word.init)
        let kinds = SettingValue<[RouteAuth.CredentialKind]>.list(of: .word)
        return .either(
            word,
            or: kinds.map(RouteAuth.credentials) { $0.kinds })
    }

    private enum Word: String, CaseIterable {
        case none, deny, bearer, session

        init(_ auth: RouteAuth) {
            self =
                switch auth {
                case .none: .none
                case .deny: .deny
                case .credentials(let kinds): kinds.first == .session ? .session : .bearer
                }
        }

        var auth: RouteAuth {
            switch self {
            case .none: .none
            case .deny: .deny
            case .bearer: .credentials([.bearer])
            case .session: .credentials([.session])
            }
        }
    }
}
