import Crypto
import Testing

@Suite("Password hashes: what is taken, and what is refused by name")
struct PasswordHashTests {
    /// Hashes that others made: crypt_blowfish's and Drepper's published vectors, htpasswd, mkpasswd and
    /// openssl.
    static let vectors: [(text: String, password: String, kind: PasswordHash.Kind, cost: Int)] = [
        ("$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW", "U*U", .bcrypt, 5),
        (
            "$2a$05$gST4UEQQf1lXlkD3OKRaXuhtzSq7oqjK3nSrk.xNEnSrgyJSYBJT2", "correct horse",
            .bcrypt, 5
        ),
        (
            "$2b$05$hm5AUr9LA9bnDCrblxoEr.8Z92pCObqTP8XEh095twvPky/GRSxCG", "correct horse",
            .bcrypt, 5
        ),
        (
            "$2y$04$Ls/VWhyoofzrHnNrcAn3PewubD6br28p.XcWksZven.Nsk/QSxJ5C", "correct horse",
            .bcrypt, 4
        ),
        ("$2y$04$PbsbjbI2aiWB54CgDkYQSuLEeDCtaUDshKIzntioX8WTIXvYf8D/y", "pässwört", .bcrypt, 4),
        (
            "$y$j75$rbkkxWCGy47MjtXOwJKCV0$A6.g9CroM3Eh/sNOGSToo.9wTtUuSCjn/rHvwmvoP1/",
            "correct horse", .yescrypt, 1
        ),
        (
            "$y$j9T$FarDn7LHGVv2D6E5XVD5x0$6nuuhM3nAHfvoVadi94aOBLXJxLfK9/P.3gXKuEpmSC",
            "correct horse", .yescrypt, 5
        ),
        (
            "$6$saltsalt$hRM5XZ86KXEw9UOmjigeVqFgULtFB2sgpC9lXQDfMib3Zgw7mEiUvBJI2EplzfAqxL5Vvwp2scF"
                + "tv/uamSo5z0", "correct horse", .sha512, 5_000
        ),
        (
            "$6$rounds=1000$SXkee3PrqZReBu/W$7JuLZBy1BHVeHE7uN8optQtdkMCW.fY9fkq831LXUCsWAVL/hGhNVte"
                + "c3fKHMOKGOwW7ToHIecGjGT28qrTV..", "correct horse", .sha512, 1_000
        ),
        (
            "$6$saltstring$svn8UoSVapNtMuq1ukKS4tPQd8iKwSMHWjl/O817G3uBnIFNjnQJuesI68u4OTLiBFdcbYEd"
                + "FCoEOfaS35inz1", "Hello world!", .sha512, 5_000
        ),
    ]

    @Test("each verifies its password and nothing near it", arguments: vectors)
    func known(vector: (text: String, password: String, kind: PasswordHash.Kind, cost: Int)) throws
    {
        let hash = try PasswordHash(parsing: vector.text)
        #expect(hash.kind == vector.kind)
        #expect(hash.cost == vector.cost)
        #expect(hash.verifies(vector.password))
        for wrong in [
            "", vector.password + "x", String(vector.password.dropLast()), vector.text,
            vector.password + "\0",
        ] {
            #expect(!hash.verifies(wrong), "\(wrong)")
        }
    }

    static let refused: [(String, PasswordHashFault)] = [
        ("$apr1$tCLF7nHV$NYZPBrnkobqA1sMlp47jG.", .refusedKind("$apr1$ (MD5)")),
        ("$1$/o90zyEe$0w/MCBOEBdfiR49ULUZPl0", .refusedKind("$1$ (MD5)")),
        (
            "$5$Es4T4pTgGC7LF/.o$B4sbEg/Y9OdE9mUPAcOq/6E5mtTv06uwQUZ1iFyNGCC",
            .refusedKind("$5$ (SHA-256)")
        ),
        ("{SHA}EfatjsUqKYSrqv18O1FlA3hcIHI=", .refusedKind("{SHA} (SHA-1 without salt)")),
        ("n2rtIUSe78U86", .refusedKind("DES")),
        (
            "$2x$05$hm5AUr9LA9bnDCrblxoEr.8Z92pCObqTP8XEh095twvPky/GRSxCG",
            .refusedKind("$2x$ (bcrypt with the flaw of 2011)")
        ),
        ("", .unknownKind), ("secret", .unknownKind), ("*", .unknownKind), ("!", .unknownKind),
        (
            "$gy$j75$Bn147YqnMezFNL15i05GZ1$kRfU.ItHWnbs2AjQ2HsxuilIK00obUThPWtm/qPt65.",
            .unknownKind
        ),
        (
            "$7$CU..../....N6b3KDR8uYAwme.WexZwA1$DqRgLh4oQ/.1sEyygsNGEr7ygLHajTHblsIcs.TNzg5",
            .unknownKind
        ),
        // The lowest and the highest cost, and one beyond.
        ("$2b$03$hm5AUr9LA9bnDCrblxoEr.8Z92pCObqTP8XEh095twvPky/GRSxCG", .cost(.bcrypt)),
        ("$2b$17$hm5AUr9LA9bnDCrblxoEr.8Z92pCObqTP8XEh095twvPky/GRSxCG", .cost(.bcrypt)),
        (
            "$y$jFT$FarDn7LHGVv2D6E5XVD5x0$6nuuhM3nAHfvoVadi94aOBLXJxLfK9/P.3gXKuEpmSC",
            .cost(.yescrypt)
        ),
        (
            "$6$rounds=999$saltsalt$hRM5XZ86KXEw9UOmjigeVqFgULtFB2sgpC9lXQDfMib3Zgw7mEiUvBJI2EplzfAq"
                + "xL5Vvwp2scFtv/uamSo5z0", .cost(.sha512)
        ),
        (
            "$6$rounds=10000001$saltsalt$hRM5XZ86KXEw9UOmjigeVqFgULtFB2sgpC9lXQDfMib3Zgw7mEiUvBJI2Ep"
                + "lzfAqxL5Vvwp2scFtv/uamSo5z0", .cost(.sha512)
        ),
        (
            "$6$rounds=05000$saltsalt$hRM5XZ86KXEw9UOmjigeVqFgULtFB2sgpC9lXQDfMib3Zgw7mEiUvBJI2Eplzf"
                + "AqxL5Vvwp2scFtv/uamSo5z0", .malformed(.sha512)
        ),
        // A salt and a digest with bits that bcrypt drops: computed anew they would differ.
        (
            "$2b$05$hm5AUr9LA9bnDCrblxoErA8Z92pCObqTP8XEh095twvPky/GRSxCG",
            .malformed(.bcrypt)
        ),
        (
            "$2b$05$hm5AUr9LA9bnDCrblxoEr.8Z92pCObqTP8XEh095twvPky/GRSxCH",
            .malformed(.bcrypt)
        ),
    ]

    @Test("A8 what is not taken says why", arguments: refused)
    func refusals(text: String, fault: PasswordHashFault) {
        #expect(throws: fault) { try PasswordHash(parsing: text) }
        #expect(text.isEmpty || !fault.description.contains(text), "the hash is not shown")
    }

    @Test("the highest costs are taken")
    func edges() throws {
        for (text, cost) in [
            ("$2b$16$hm5AUr9LA9bnDCrblxoEr.8Z92pCObqTP8XEh095twvPky/GRSxCG", 16),
            ("$y$jET$FarDn7LHGVv2D6E5XVD5x0$6nuuhM3nAHfvoVadi94aOBLXJxLfK9/P.3gXKuEpmSC", 10),
        ] {
            #expect(try PasswordHash(parsing: text).cost == cost)
        }
    }

    @Test("Q40 cut or changed anywhere, a hash is refused or another one, and never traps")
    func everyByte() throws {
        for vector in Self.vectors {
            let bytes = Array(vector.text.utf8)
            for place in bytes.indices {
                #expect(throws: PasswordHashFault.self) {
                    try PasswordHash(parsing: bytes[..<place])
                }
                for byte: UInt8 in [0, 0x20, 0x24, 0x3A, 0x7A, 0xFF] where byte != bytes[place] {
                    var changed = bytes
                    changed[place] = byte
                    do throws(PasswordHashFault) {
                        let hash = try PasswordHash(parsing: changed)
                        #expect(hash.text == changed)
                    } catch {
                        #expect(!error.description.isEmpty)
                    }
                }
            }
        }
    }

    @Test("T91 a hash prints as its kind and cost")
    func printing() throws {
        let hash = try PasswordHash(parsing: Self.vectors[1].text)
        var dumped = ""
        dump(hash, to: &dumped)
        for text in ["\(hash)", String(reflecting: hash), dumped] {
            #expect(!text.contains("gST4UEQQ"))
        }
        #expect("\(hash)" == "bcrypt 5")
    }
}

@Suite("Password hashes: made, compared, stood in for")
struct PasswordMakingTests {
    static let cheapest: [(PasswordHash.Kind, Int)] = [
        (.bcrypt, 4), (.yescrypt, 1), (.sha512, 1_000),
    ]

    @Test("a new hash verifies its password, and has a salt of its own", arguments: cheapest)
    func made(kind: PasswordHash.Kind, cost: Int) throws {
        let first = try PasswordHash.make("correct horse", kind: kind, cost: cost)
        let second = try PasswordHash.make("correct horse", kind: kind, cost: cost)
        #expect(first.kind == kind && first.cost == cost)
        #expect(first != second)
        #expect(first.verifies("correct horse") && second.verifies("correct horse"))
        #expect(!first.verifies("correct hors"))
        #expect(try PasswordHash(parsing: first.text) == first)
    }

    @Test("as many bytes as count, and none that do not", arguments: cheapest)
    func lengths(kind: PasswordHash.Kind, cost: Int) throws {
        let limit = kind.passwordByteCountLimit
        let longest = String(repeating: "a", count: limit)
        let hash = try PasswordHash.make(longest, kind: kind, cost: cost)
        #expect(hash.verifies(longest))
        #expect(!hash.verifies(String(longest.dropLast())))
        #expect(throws: PasswordFault.tooLong(limit: limit)) {
            try PasswordHash.make(longest + "a", kind: kind, cost: cost)
        }
        #expect(!hash.verifies(String(repeating: "a", count: 512)))
    }

    @Test("bcrypt verifies what others cut at 72 bytes")
    func truncated() throws {
        let known = String(repeating: "a", count: 72)
        let hash = try PasswordHash.make(known, kind: .bcrypt, cost: 4)
        #expect(hash.verifies(known + "whatever"))
    }

    @Test("nothing is made of an empty password, a control character or a cost out of range")
    func refusals() {
        for kind in PasswordHash.Kind.allCases {
            #expect(throws: PasswordFault.empty) { try PasswordHash.make("", kind: kind) }
            for password in ["a\0b", "a\nb", "\u{7F}"] {
                #expect(throws: PasswordFault.controlCharacter) {
                    try PasswordHash.make(password, kind: kind)
                }
            }
            for cost in [kind.costs.lowerBound - 1, kind.costs.upperBound + 1, -1, .max] {
                #expect(throws: PasswordFault.cost(kind)) {
                    try PasswordHash.make("a", kind: kind, cost: cost)
                }
            }
            #expect(kind.costs.contains(kind.usualCost))
        }
    }

    @Test(
        "T94 a dummy costs the same and no password is its own",
        arguments: PasswordHashTests.vectors)
    func dummies(
        vector: (text: String, password: String, kind: PasswordHash.Kind, cost: Int)
    ) throws {
        let hash = try PasswordHash(parsing: vector.text)
        let dummy = PasswordHash.dummy(like: hash)
        #expect(dummy.work == hash.work && dummy.kind == hash.kind)
        #expect(!dummy.verifies(vector.password))
        #expect(try PasswordHash(parsing: dummy.text) == dummy)
    }

    @Test("T94 where there is no account the dummy is of the usual kind")
    func dummyAlone() throws {
        #expect(PasswordHash.dummy.description == "bcrypt 12")
        #expect(try PasswordHash(parsing: PasswordHash.dummy.text) == .dummy)
    }

    @Test("kinds compare by what a guess costs")
    func work() throws {
        func work(_ kind: PasswordHash.Kind, _ cost: Int) throws -> Int {
            try PasswordHash.make("a", kind: kind, cost: cost).work
        }
        let cheap = try work(.sha512, 5_000)
        #expect(try cheap < work(.yescrypt, 1))
        #expect(try work(.bcrypt, 4) < work(.bcrypt, 5))
        #expect(try work(.yescrypt, 1) < work(.bcrypt, 6))
        #expect(try PasswordHash.make("a", kind: .sha512, cost: 5_000).isWeak)
        #expect(try PasswordHash.make("a", kind: .bcrypt, cost: 9).isWeak)
        #expect(try !PasswordHash.make("a", kind: .bcrypt, cost: 10).isWeak)
        #expect(try !PasswordHash.make("a", kind: .yescrypt, cost: 5).isWeak)
    }

    @Test("one hash is verified by many threads at once")
    func shared() async throws {
        let hash = try PasswordHash.make("correct horse", kind: .sha512, cost: 1_000)
        await withTaskGroup(of: Bool.self) { group in
            for index in 0..<64 {
                let isRight = index % 2 == 0
                group.addTask { hash.verifies(isRight ? "correct horse" : "wrong") == isRight }
            }
            for await isAsExpected in group { #expect(isAsExpected) }
        }
    }
}
