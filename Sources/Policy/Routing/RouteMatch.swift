/// What a host says to a method and a path.
public enum RouteMatch: Sendable {
    case route(Route)
    /// 404: no route has the path.
    case noRoute
    /// 405: routes have the path, but not for this method; `allow` lists theirs.
    case methodNotAllowed(allow: String)
    /// 501: a method outside the registry that no route of the host lists (T33).
    case methodUnknown
    /// 400: with and without its parameters the path belongs to two routes, neither of which is
    /// stricter in every respect (T27).
    case ambiguous
}
