import Codecs
import Crypto
import Identity
import Testing

@Suite("Accounts in force")
struct AccountTableTests {
    @Test("a login claims its name and its groups")
    func claims() throws {
        let table = try AccountScene.table(
            "Alice:\(AccountScene.bcrypt5)\nbob:\(AccountScene.bcrypt5)",
            groups: "staff: alice\nAdmins: alice")
        func text(_ name: String) throws -> String {
            var writer = JSONWriter()
            writer.value(try #require(table[AccountScene.name(name)]).claims().root)
            return String(decoding: writer.span)
        }
        #expect(try text("alice") == #"{"sub":"alice","groups":["staff","Admins"]}"#)
        #expect(try text("bob") == #"{"sub":"bob","groups":[]}"#)
        #expect(Account.issuer == "accounts")
    }

    @Test("T94 an unknown name is compared with a dummy as dear as the dearest hash")
    func dummy() throws {
        let table = try AccountScene.table(
            """
            a:\(AccountScene.bcrypt4)
            b:\(AccountScene.yescrypt5)
            c:\(AccountScene.sha5000)
            """)
        #expect(table.mostExpensive?.kind == .yescrypt)
        #expect(table.dummy.work == table.mostExpensive?.work)
        #expect(table.accounts.allSatisfy { $0.hash != table.dummy })
    }

    @Test("a fingerprint is the line's, whatever stands around it")
    func fingerprints() throws {
        let alice = try AccountScene.name("alice")
        let before = try AccountScene.table("alice:\(AccountScene.bcrypt5)")
        let fingerprint = try #require(before[alice]?.fingerprint)
        #expect(
            try AccountScene.table(
                "# moved\nbob:\(AccountScene.bcrypt5)\nALICE:\(AccountScene.bcrypt5)",
                groups: "x: alice"
            ).isCurrent(fingerprint, of: alice))
        #expect(
            try !AccountScene.table("alice:\(AccountScene.bcrypt4)").isCurrent(
                fingerprint, of: alice))
        #expect(try !AccountScene.table("").isCurrent(fingerprint, of: alice))
        // Two accounts with one hash.
        let bob = try AccountScene.name("bob")
        #expect(
            try !AccountScene.table("bob:\(AccountScene.bcrypt5)").isCurrent(fingerprint, of: bob))
        #expect(AccountFingerprint(bits: fingerprint.bits) == fingerprint)
    }

    @Test("whose sessions end: removed and changed accounts, not new ones")
    func changes() throws {
        let old = try AccountScene.table(
            "a:\(AccountScene.bcrypt5)\nb:\(AccountScene.bcrypt5)\nc:\(AccountScene.bcrypt5)")
        let new = try AccountScene.table(
            "d:\(AccountScene.bcrypt5)\nC:\(AccountScene.bcrypt5)\na:\(AccountScene.bcrypt4)")
        #expect(new.changes(from: old).map(\.text) == ["a", "b"])
        #expect(old.changes(from: old).isEmpty)
        #expect(try AccountScene.table("").changes(from: old).count == 3)
        #expect(try old.changes(from: AccountScene.table("")).isEmpty)
    }
}
