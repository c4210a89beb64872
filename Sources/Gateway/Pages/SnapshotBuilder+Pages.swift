import Configuration
import Crypto

extension SnapshotBuilder {
    /// - Throws: what is wrong with the logo, at the line that names it.
    func makePages() throws(ConfigurationFault) -> Pages {
        let logo = try makeLogo()
        do throws(CryptoFault) {
            return Pages(settings.pages, logo: logo, sha256: try Digest(.sha256))
        } catch {
            throw ConfigurationFault(
                at: .start, found: "no SHA-256: \(error)", allowed: "an OpenSSL that offers it")
        }
    }

    private func makeLogo() throws(ConfigurationFault) -> PageLogo? {
        guard let file = settings.pages.logo else { return nil }
        let allowed = "an SVG, PNG or WebP file of at most \(PageLogo.byteLimit >> 10) KiB"
        switch surroundings.contents(file.path) {
        case .unreadable(let why):
            throw ConfigurationFault(
                at: file.position, found: "\(file.path), which cannot be read: \(why)",
                allowed: allowed)
        case .bytes(let bytes, _):
            do throws(LogoFault) {
                return try PageLogo(bytes)
            } catch {
                throw ConfigurationFault(
                    at: file.position, found: "\(file.path), which \(error.words)",
                    allowed: allowed)
            }
        }
    }
}
