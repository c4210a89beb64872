import Configuration
import Crypto

extension SnapshotBuilder {
    /// - Throws: what OpenSSL lacks.
    func makePages() throws(ConfigurationFault) -> Pages {
        do throws(CryptoFault) {
            return Pages(settings.pages, sha256: try Digest(.sha256))
        } catch {
            throw ConfigurationFault(
                at: .start, found: "no SHA-256: \(error)", allowed: "an OpenSSL that offers it")
        }
    }
}
