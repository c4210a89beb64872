public import Codecs

/// The authenticated party behind a request: who said so, about whom, how, and until when. Everything
/// that a request needs of it was computed once: the claims that requirements compare and the lines
/// that the upstream gets. Copying a principal copies one reference; anonymous costs nothing.
public struct Principal: Sendable {
    /// By what kind of credential it was authenticated.
    public enum Kind: String, Hashable, Sendable {
        /// No credential was looked at or presented.
        case anonymous
        case bearer
        case session
    }

    /// nil: anonymous.
    private let storage: Storage?

    /// Nobody in particular: holds no claim, and the upstream gets no identity header.
    public static var anonymous: Principal { Principal(storage: nil) }

    private init(storage: Storage?) { self.storage = storage }

    /// Makes the principal of verified claims; `describing` says what is kept of them.
    ///
    /// - Parameter claims: the claims object of a credential that was verified; it is not kept.
    public init(
        _ attributes: Attributes, claims: JSONValue, describing description: Description
    ) {
        storage = Storage(attributes, claims: claims, description: description)
    }

    public var isAnonymous: Bool { storage == nil }

    public var kind: Kind { storage?.kind ?? .anonymous }

    /// Name of the issuer's entry in the configuration; empty for anonymous.
    public var issuer: String { storage?.issuer ?? "" }

    /// The subject the issuer vouches for; empty for anonymous. Made anew each time: for the audit,
    /// not for the hot path.
    public var subject: String {
        guard let storage else { return "" }
        return String(decoding: storage.claims.text[storage.subject], as: UTF8.self)
    }

    /// From when on the credential is no longer good; nil for anonymous.
    public var expires: WallTime? { storage?.expires }

    /// From when on nothing goes on that was begun with it; nil for anonymous.
    public var streamsEnd: WallTime? { storage?.streamsEnd }

    /// What was revoked of it, by which its credential is no longer good; nil: nothing.
    public func revocation(in reader: RevocationReader, at now: WallTime) -> RevocationKind? {
        guard let storage else { return nil }
        return reader.find(storage.marks, issued: storage.issued, at: now)
    }

    /// Whether one of these tags is its credential's.
    public func isMarked(byOneOf tags: [RevocationTag]) -> Bool {
        guard let storage else { return false }
        return tags.contains { storage.marks[$0.kind] == $0 }
    }

    /// Why this principal cannot be told to an upstream; nil where it can.
    public var identityFault: IdentityFault? { storage?.identityFault }

    /// Whether it can be told to an upstream: no `identityFault`.
    public var isPresentable: Bool { storage?.isPresentable ?? true }

    /// The identity headers, rendered: lines that end in CRLF each.
    public var identityLines: Span<UInt8> {
        @_lifetime(borrow self) get {
            guard let storage else { return Span() }
            // Owned by the storage, which never changes and which this value holds.
            let lines = unsafe storage.claims.text.withUnsafeBufferPointer { unsafe $0 }
            let span = unsafe Span(
                _unsafeElements: lines.extracting(0..<storage.subject.lowerBound))
            return unsafe _overrideLifetime(span, borrowing: self)
        }
    }
}

extension Principal {
    /// What every credential tells besides its claims.
    public struct Attributes: Sendable {
        public var kind: Kind
        public var issuer: String
        public var subject: String
        public var expires: WallTime
        /// Until when what was begun with it may go on: as long as the credential is good, unless another one
        /// follows it by itself.
        public var streamsEnd: WallTime
        /// When the credential was; the distant past where it does not tell.
        public var issued = WallTime(secondsSince1970: 0)
        /// By what it may be revoked.
        public var marks = RevocationMarks()

        public init(kind: Kind, issuer: String, subject: String, expires: WallTime) {
            self.kind = kind
            self.issuer = issuer
            self.subject = subject
            self.expires = expires
            streamsEnd = expires
        }
    }

    /// What the configuration wants to know of principals: belongs to a snapshot, and principals made
    /// with one are of no use to another.
    public struct Description: Sendable {
        public let selection: ClaimSelection
        public let headers: IdentityHeaders

        public init(selection: ClaimSelection, headers: IdentityHeaders) {
            self.selection = selection
            self.headers = headers
        }
    }

    private final class Storage: Sendable {
        // First what every request reads, within a line of memory.
        /// In front of its texts stand the identity lines, then the subject.
        let claims: SelectedClaims
        let subject: Range<Int>
        let isPresentable: Bool
        let kind: Kind
        let expires: WallTime
        let issuer: String
        let identityFault: IdentityFault?
        let issued: WallTime
        let streamsEnd: WallTime
        let marks: RevocationMarks

        init(_ attributes: Attributes, claims: JSONValue, description: Description) {
            kind = attributes.kind
            issuer = attributes.issuer
            expires = attributes.expires
            streamsEnd = attributes.streamsEnd
            issued = attributes.issued
            marks = attributes.marks
            var lines: [UInt8] = []
            var fault: IdentityFault?
            do throws(IdentityFault) {
                lines = try description.headers.lines(for: claims)
            } catch {
                fault = error
            }
            identityFault = fault
            isPresentable = fault == nil
            let start = lines.count
            lines.append(contentsOf: attributes.subject.utf8)
            subject = start..<lines.count
            self.claims = SelectedClaims(claims, selection: description.selection, behind: lines)
        }
    }
}

extension Principal {
    /// Whether the claim is this text, or a list that holds it.
    public func compare(_ slot: ClaimSlot, with text: Span<UInt8>) -> Truth {
        storage?.claims.compare(slot, with: text) ?? .unknown
    }

    /// Whether the claim is this number, or a list that holds it.
    public func compare(_ slot: ClaimSlot, with number: Int64) -> Truth {
        storage?.claims.compare(slot, with: number) ?? .unknown
    }

    /// Whether the claim is this Boolean, or a list that holds it.
    public func compare(_ slot: ClaimSlot, with boolean: Bool) -> Truth {
        storage?.claims.compare(slot, with: boolean) ?? .unknown
    }

    /// Whether the claim holds this word: in a text of words parted by spaces, or in a list.
    public func compare(_ slot: ClaimSlot, withWord word: Span<UInt8>) -> Truth {
        storage?.claims.compare(slot, withWord: word) ?? .unknown
    }
}
