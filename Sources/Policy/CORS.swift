/// Which pages of other origins may call a route (Fetch §3.2): judges pre-flights, and writes the
/// fields that let a browser hand the answer on. It never forwards anything and reads no credential.
public struct CORS: Sendable {
    public let settings: CORSSettings

    public init(_ settings: CORSSettings) { self.settings = settings }
}
