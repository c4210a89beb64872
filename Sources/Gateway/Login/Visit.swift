import Codecs
import Crypto
import HTTP
import Identity
import Policy

/// A request for an endpoint of our own, copied out of the exchange: the answer may take a while, and
/// the connection may be gone meanwhile.
struct Visit {
    let endpoint: Endpoint
    /// Anything but GET and HEAD.
    let isPost: Bool
    let isNavigation: Bool
    /// For POST: whether a page of this very origin sent it.
    let isFromOwnPage: Bool
    let isForm: Bool
    let isJSON: Bool
    /// Whether a page of whatever origin sent it: one says Origin, or another site's Sec-Fetch-Site.
    let isFromPage: Bool
    /// The canonical name of the host that is asked.
    let host: [UInt8]
    let keepsEncodedSlashes: Bool
    /// nil: neither secure nor loopback, so there are no cookies.
    let cookies: OwnCookies?
    let session: CookieValue
    let refresh: CookieValue
    /// The pre-login cookie, where it is one that the gateway may have set.
    let loginCookie: [UInt8]?
    /// The browser's name, where it has one that the gateway may have given it. Of two none is meant: it
    /// is no credential that somebody could slip in.
    let deviceCookie: [UInt8]?
    /// With its leading `?`.
    let query: [UInt8]
    let language: PageLanguage
    let client: ClientFacts
    let userAgent: [UInt8]
    /// The value of Authorization; empty where it is absent.
    let authorization: [UInt8]
    /// Which form of a document the client has; empty where it says nothing of that.
    let ifNoneMatch: [UInt8]
    let requestID: [UInt8]
    /// The form, which may hold a password.
    let body: SecretBuffer

    /// Bytes of a form at most.
    static let formByteCountLimit = 16 * 1024

    /// What was found under a cookie's name.
    enum CookieValue {
        case none
        case one([UInt8])
        /// Two of them: 400.
        case several

        /// Where it is one that the gateway may have given out, whether it still leads anywhere or not.
        fileprivate var secret: SessionSecret? {
            guard case .one(let cookie) = self else { return nil }
            return SessionSecret(parsing: cookie.span)
        }

        fileprivate var isThere: Bool { if case .none = self { false } else { true } }

        fileprivate var isSeveral: Bool { if case .several = self { true } else { false } }
    }

    init(
        _ endpoint: Endpoint, _ request: borrowing Request, _ target: borrowing Target,
        of host: HostRoutes, sessionIn sessionCookie: OwnCookies.Use
    ) {
        self.endpoint = endpoint
        isPost = !request.isRead
        isNavigation = request.isNavigation
        isFromOwnPage = request.isFromOwnPage(target, of: host)
        isForm = request.holds("application/x-www-form-urlencoded")
        isJSON = request.holds("application/json")
        isFromPage = request.fields.contains(.origin) || request.fetchSite == .foreign
        self.host = [UInt8](target.host.name)
        keepsEncodedSlashes = host.keepsEncodedSlashes
        let cookies = OwnCookies(over: target.client.scheme, to: target.host)
        self.cookies = cookies
        session = cookies.map { request.value(of: $0, sessionCookie) } ?? .none
        refresh = cookies.map { request.value(of: $0, .refresh) } ?? .none
        if let cookies, case .one(let value) = request.value(of: cookies, .login),
            FormToken.isCookie(value.span)
        {
            loginCookie = value
        } else {
            loginCookie = nil
        }
        if let cookies, case .one(let value) = request.value(of: cookies, .device),
            DeviceCookie.isCookie(value.span)
        {
            deviceCookie = value
        } else {
            deviceCookie = nil
        }
        query = [UInt8](request.query)
        language = PageLanguage(for: request.fields)
        client = target.client
        userAgent = request.bytes(of: .userAgent)
        authorization = request.bytes(of: .authorization)
        ifNoneMatch = request.bytes(of: .ifNoneMatch)
        requestID = [UInt8](target.requestID.bytes)
        body = SecretBuffer(capacity: request.framing.formByteCount)
    }

    /// Whether a person is to see the answer: a navigation, or a form that a page of ours sent.
    var isForPeople: Bool { isNavigation || isForm }

    /// Of what the browser has of a session, whether it is still one or not.
    var secrets: [SessionSecret] { [session, refresh].compactMap(\.secret) }

    /// What sessions of this browser know it by; nil where it has no name.
    func deviceID(by digest: borrowing SHA256Context) -> [UInt8]? {
        deviceCookie.map { DeviceCookie(keeping: $0).id(by: digest) }
    }

    /// What the client has of a login in its cookies, whatever it is.
    var bringsLogin: Bool { session.isThere || refresh.isThere || loginCookie != nil }

    /// The client's address as logs write it; empty where it came by a Unix socket.
    var address: String { client.address.map { "\($0.unmapped)" } ?? "" }

    /// Two cookies of one name, of which nobody can tell which is meant.
    var isAmbiguous: Bool { session.isSeveral || refresh.isSeveral }

    /// A return address as the visit names it; home where it names none.
    func returnAddress(_ written: [UInt8]?) -> ReturnAddress {
        guard let written else { return .home }
        return ReturnAddress(parsing: written.span, keepsEncodedSlashes: keepsEncodedSlashes)
    }
}

extension BodyFraming {
    /// Bytes of a form that is framed so, at most.
    fileprivate var formByteCount: Int {
        switch self {
        case .none: 0
        case .length(let count): Int(clamping: min(count, Int64(Visit.formByteCountLimit)))
        case .chunked, .untilClose: Visit.formByteCountLimit
        }
    }
}

extension Request {
    /// The first value of a field; empty where it is absent.
    fileprivate borrowing func bytes(of field: KnownField) -> [UInt8] {
        guard let value = fields.first(field) else { return [] }
        return [UInt8](value)
    }

    /// Whether the body is of that media type, whatever parameters follow it.
    fileprivate borrowing func holds(_ mediaType: StaticString) -> Bool {
        guard fields.count(of: .contentType) == 1, let type = fields.first(.contentType) else {
            return false
        }
        var end = 0
        while end < type.count, type[end] != UInt8(ascii: ";"), type[end] != 0x20 { end += 1 }
        return type.extracting(..<end).equals(ignoringCase: mediaType)
    }

    /// What the client sent of a cookie of ours.
    borrowing func value(
        of cookies: OwnCookies, _ use: OwnCookies.Use
    ) -> Visit.CookieValue {
        switch fields.cookie(named: cookies.name(of: use).span) {
        case .absent: .none
        case .one(let place): .one([UInt8](fields.value(of: place)))
        case .several: .several
        }
    }
}
