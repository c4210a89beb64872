public import Configuration

/// One place where requests come in.
public struct ListenerSettings: Hashable, Sendable {
    /// What `hosts.NAME.on` calls it; `main` where the file gives no name.
    public var name = "main"
    /// Plain HTTP here. Port 0 lets the system choose.
    public var http = ListenAddress.localhost(port: 8080)
    public var position = Position.start

    public init() {}
}
