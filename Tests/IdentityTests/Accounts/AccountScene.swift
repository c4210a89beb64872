import Configuration
import Crypto
import Identity

/// Hashes of the password `correct horse`, and tables made of texts.
enum AccountScene {
    static let bcrypt5 = "$2b$05$hm5AUr9LA9bnDCrblxoEr.8Z92pCObqTP8XEh095twvPky/GRSxCG"
    static let bcrypt4 = "$2y$04$Ls/VWhyoofzrHnNrcAn3PewubD6br28p.XcWksZven.Nsk/QSxJ5C"
    static let yescrypt5 =
        "$y$j9T$FarDn7LHGVv2D6E5XVD5x0$6nuuhM3nAHfvoVadi94aOBLXJxLfK9/P.3gXKuEpmSC"
    static let sha5000 =
        "$6$saltsalt$hRM5XZ86KXEw9UOmjigeVqFgULtFB2sgpC9lXQDfMib3Zgw7mEiUvBJI2EplzfAqxL5Vvwp2scFtv"
        + "/uamSo5z0"

    static func users(_ text: String) -> UsersFile {
        let utf8 = Array(text.utf8)
        return UsersFile(parsing: utf8.span)
    }

    static func groups(_ text: String) -> GroupsFile {
        let utf8 = Array(text.utf8)
        return GroupsFile(parsing: utf8.span)
    }

    static func table(_ users: String, groups: String = "") throws -> AccountTable {
        try AccountTable(
            users: Self.users(users), groups: Self.groups(groups), hashedBy: Digest(.sha256))
    }

    static func name(_ text: String) throws -> AccountName {
        guard let name = AccountName(text) else { throw NoName() }
        return name
    }

    struct NoName: Error {}
}
