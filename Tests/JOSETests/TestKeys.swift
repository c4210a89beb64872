@testable import JOSE

/// An RSA key for tests alone: making one for every test takes longer than the tests.
enum TestKeys {
    /// A private JWK of 2,048 bits without `alg`, made for this file.
    static let rsa = """
        {"kty":"RSA","e":"AQAB",\
        "n":"sRsv1MGewTQb2a9laVsBfQP-htiHwopuKft5C6bQb7Ia7MWxkm9V2N9eMm0I9KXXSlcV0HM3C7UsQMt1p2dt\
        oR4_NUKQj_M-DYx9LeYgLhroS9Onc7CsWrOU55aRT8Rg5P55qAe1u2eIcstHtRrOumUl4OWjTmhDpjG7PE-_\
        uYvG-lnFRoPtuGU9wYh1LWAk59f50h23h9zA9U7bJ2ieNsS-6fV7J2Gngv54F9GpEndwa2xcgOT5BNWRi_mt\
        RGy9pFliRx6THDiaUy-3D9LhiFaz0rtBABd-HxgRM-OM0XnDBO5LS69pMvxuJQ-5bX4raSny5qrVst9-fO3R\
        HfRG0w",\
        "d":"DyOFySfrzBQKNWdawdC3pdoLjbdAk46FsC0AwdA2jPWqe4bCkQPXULx3LtRHKbJrXr1m7fSLRgLsj3VUz0R2\
        CImvWXwhI0zlhv71TFEZexdtt92VuLvnX7FuDwW90hW1Op3OBGD0VdqZvUZHEOIDvccbn8fBV9htv-0MVjFy\
        8AcwD18KYP6ukwcZ7rWgq2qkAzrKLb2-jYqIumPkQKGZFyjuS2hLakwDXxRHlSvrL8wrztHxz91RamHXFqqs\
        GDo8-WzJNpfXEEu1ut3Wgn4526vqe1dhR9ZuWQ9v6JYyzcTp4LK1wG6Hdh6xGCul8D0iZe1Eag8qfMuryYqt\
        wJUfIQ",\
        "p":"7jDQ42lGWPKGHcOeWSFlPFycwKG0gDmm2s45FQZ5Vo0mABaSy2SCeVtRWP-jo1NUmwXPm9LiKfPcmx_l8f30\
        0Ba8RXWYl-OyzRYwqvL_KlHz0RU0AgS5skl9WgGTB-umjrRFPDEnk1jQPT8bg7kalXYlJCNOLvKN2Mh5O3vX\
        xGk",\
        "q":"vlkop16EbsP3k0AyVzlAq2fqdNispx2JyccXTF2JekLj3ZxWla-0bBJOOOSnvtYbFTzFB4UyXh1YUA70n0RZ\
        5Sj_bOjfYdoqrcWPwW1QLk5XoxJCNrNcDR1EwliDXPWO2zjHeSmBt3qoKOhL2n8lxeI3m7QeM_Wv2Y_3lk6J\
        Gds",\
        "dp":"wT5VmsqkSjGo4aj9ZS6U5Z31hssqmAUt-8LnyMkR1Eh7lgK6Yc1PlYmiu-PbLPzEXWkfgDpdRtAUIL6GXgg9\
        gD2RzYCUplYTkBP6tBalMf5_Ixhis2iGB8Fbs5QnZ3umC4zxxt3ST9b0S1xRxFJ-4NeTVnhWS_x5XHF4-euF\
        qFE",\
        "dq":"FmVpKiAt1taJ57Jy-d5LpJ9Kb8sarWMFVk9th1euGEuMggOmEGCnCtwwhfMpZYPNlfcbe6IJZhdvz6Oi1qZ1\
        KUhknUzdE6dWxDFtk6Wn_HrNRuucDNGXsBdUgsVlV2exEkwg9DmVAKCW7pE-c4voRtsyDcjokNaEhUWyLOY6\
        rWc",\
        "qi":"fPESNZfyMLkvgVXIRyPIjex6Wj8XSOo5WBGReovqBOzgwo5C38bop5JDOOlirhJipxfmJsQrvYbICc0e9zeL\
        fcoGOLZ7N7H11I705XZlHCwJWPO-hng7oZwow4fs8s5Y0KoDcuJnKtRiHK7l2B_YL4U8LKjot_AfdAKlDn9k\
        E50"}
        """

    /// The key with its `alg`.
    static func rsa(for algorithm: SignatureAlgorithm) -> String {
        "{\"alg\":\"\(algorithm.rawValue)\"," + rsa.dropFirst()
    }
}
