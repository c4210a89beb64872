public import Identity

/// All hosts and routes of a configuration, ready to be asked: deny unless a route says otherwise, the
/// most specific route wins, and two that tie are refused here, before anything starts.
///
/// A request is led through it in three questions, each of which may be the last: which hosts does the
/// listener serve (once for each listener), which of them is the request's, which route has its path
/// and method.
public struct RouteTable: Sendable {
    public let hosts: [HostRoutes]
    /// All routes; each stands at its own `index`.
    public let routes: [Route]
    /// What has to be kept of principals for these routes to judge and to forward them.
    public let description: Principal.Description
    private let patterns: [HostPattern]

    /// Builds the table, or tells every fault at once.
    ///
    /// - Parameter identity: the headers that tell upstreams who is asking.
    public init(
        hosts settings: [HostSettings], identity: [IdentityHeaderSettings]
    ) throws(RouteFaults) {
        var builder = RouteTableBuilder()
        for host in settings { builder.add(host) }
        guard builder.faults.isEmpty else {
            throw RouteFaults(faults: builder.faults.sorted { $0.position < $1.position })
        }
        hosts = builder.hosts
        patterns = builder.patterns
        routes = builder.hosts.flatMap(\.routes)
        description = Principal.Description(
            selection: builder.selection,
            headers: IdentityHeaders(
                identity.map { IdentityHeaders.Entry(header: $0.header, claim: $0.claim) }))
    }

    /// The hosts that the listener of that name serves.
    public func hosts(on listener: String) -> HostTable {
        var entries: [(pattern: HostPattern, host: HostRoutes)] = []
        for (pattern, host) in zip(patterns, hosts)
        where host.settings.on.isEmpty || host.settings.on.contains(listener) {
            entries.append((pattern, host))
        }
        return HostTable(entries)
    }
}
