public import Codecs
public import Crypto
public import Identity

/// The embedded store opened for reading, beside the gateway that writes it or without one: for commands.
/// Not in the process of an `EmbeddedStore` of the same folder: LMDB may be open once in each.
public final class EmbeddedReader {
    private let database: StoreDatabase

    public init(path: String) throws(EmbeddedStoreFault) {
        let folder = StoreFolder(path: path)
        try folder.examine()
        database = try StoreDatabase(readingIn: folder)
    }

    /// Whether there is a store at `path`, to be opened or to be complained of.
    public static func isThere(path: String) -> Bool { StoreFolder(path: path).hasDatabase }

    /// A door that looks sessions up and changes none.
    public func connection() throws(StoreFault) -> ReadOnlyConnection {
        try ReadOnlyConnection(database)
    }

    /// The store's secret, under which `SessionSealer` seals index parts.
    public var sealingSecret: Secret { database.key }

    /// Lends what is revoked at `now`.
    public func forEachRevocation(
        at now: WallTime, _ body: (RevocationEntry) -> Void
    ) throws(StoreFault) {
        try database.forEachRevocation(at: now, body)
    }

    /// Sessions that are alive at `now`, in the order of their IDs.
    /// - Parameter lifetimes: the ones of the gateway's settings.
    public func sessions(
        _ query: SessionQuery, alive lifetimes: SessionLifetimes, at now: WallTime
    ) throws(StoreFault) -> SessionPage {
        let tables: SessionTables
        do throws(CryptoFault) {
            tables = try SessionTables(database, lifetimes: lifetimes)
        } catch { throw .unavailable("\(error)") }
        let transaction = try LMDBTransaction(database.environment, isWriting: false)
        return try tables.page(query, at: now, transaction)
    }
}
