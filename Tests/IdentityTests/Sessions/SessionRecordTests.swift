import Codecs
import Crypto
import Testing

@testable import Identity

@Suite("Session records")
struct SessionRecordTests {
    typealias Opened = SessionSample.Opened

    @Test("what was sealed opens, with nothing and with much in it")
    func roundTrip() throws {
        var sample = try SessionSample()
        #expect(
            sample.opened(try sample.sealed())
                == .success(Opened(index: sample.index, data: SessionSample.data)))
        sample.index = SessionIndex(
            .init(issuer: "", subject: "", host: ""), created: WallTime(secondsSince1970: .min),
            absoluteExpiry: WallTime(secondsSince1970: .max))
        #expect(
            sample.opened(try sample.sealed([])) == .success(Opened(index: sample.index, data: [])))
    }

    @Test("T54 what a record is, and what it is redeemed for, are read as they were written")
    func kinds() throws {
        var sample = try SessionSample()
        for kind in [SessionIndex.Kind.session, .refresh, .spent] {
            for grant in [SessionIndex.Grant.session, .accessCookie, .accessToken] {
                sample.index.kind = kind
                sample.index.grant = grant
                let opened = sample.opened(try sample.sealed())
                // A session gives nothing else.
                let isOne = kind != .session || grant == .session
                #expect(
                    opened
                        == (isOne
                            ? .success(Opened(index: sample.index, data: SessionSample.data))
                            : .failure(.corrupt)))
            }
        }
    }

    @Test("every truncation and every changed byte is a fault, never a trap")
    func damage() throws {
        let sample = try SessionSample()
        let record = try sample.sealed()
        for count in record.indices {
            #expect(sample.opened(Array(record.prefix(count))) == .failure(.corrupt))
        }
        #expect(sample.opened(record + [0]) == .failure(.corrupt))
        for index in record.indices.dropFirst() {
            for change in [1, 0x80, 0xFF] as [UInt8] {
                var changed = record
                changed[index] ^= change
                #expect(sample.opened(changed) == .failure(.corrupt), "byte \(index)")
            }
        }
    }

    @Test("a later release's record says so", arguments: [0, 2, 255] as [UInt8])
    func versions(version: UInt8) throws {
        let sample = try SessionSample()
        var record = try sample.sealed()
        record[0] = version
        #expect(sample.opened(record) == .failure(.version(version)))
        #expect(sample.opened([version]) == .failure(.version(version)))
    }

    @Test("T56 parts of two sessions, and of two owners of one ID, do not go together")
    func bound() throws {
        let one = try SessionSample()
        var other = try SessionSample()
        #expect(other.opened(try one.sealed()) == .failure(.corrupt))
        #expect(
            one.opened(try one.sealed(), storeKey: Secret([UInt8](repeating: 8, count: 32).span))
                == .failure(.corrupt))
        for index in Self.otherOwners(than: one.index) {
            other = one
            other.index = index
            let mixed = try mix(indexOf: try other.sealed(), dataOf: try one.sealed())
            #expect(one.opened(mixed) == .failure(.corrupt))
        }
    }

    @Test("C36 what is too large to be read back is not written")
    func tooLarge() throws {
        var sample = try SessionSample()
        let indexCount = try SessionRecord(parsing: sample.sealed()).indexPart.count
        let most = SessionRecord.bytesLimit - 3 - indexCount - SessionSealer.overheadByteCount
        let largest = [UInt8](repeating: 1, count: most)
        #expect(
            sample.opened(try sample.sealed(largest))
                == .success(Opened(index: sample.index, data: largest)))
        #expect(throws: SessionRecordFault.tooLarge) { try sample.sealed(largest + [1]) }
        sample.index.subject = String(repeating: "a", count: SessionIndex.bytesLimit)
        #expect(throws: SessionRecordFault.tooLarge) { try sample.sealed() }
        sample.index.subject = String(repeating: "a", count: 70_000)
        #expect(throws: SessionRecordFault.tooLarge) { try sample.sealed() }
        sample.index.subject = "alice"
        sample.index.fingerprint.append(1)
        #expect(throws: SessionRecordFault.tooLarge) { try sample.sealed() }
    }

    @Test("plain index bytes are read back as written or not at all")
    func indexBytes() throws {
        let index = try SessionSample().index
        var buffer = ByteBuffer()
        let isWritten = index.append(to: &buffer)
        #expect(isWritten)
        let bytes = [UInt8](buffer.span)
        #expect(SessionIndex(parsing: bytes) == index)
        for count in bytes.indices {
            #expect(SessionIndex(parsing: Array(bytes.prefix(count))) == nil)
        }
        #expect(SessionIndex(parsing: bytes + [0]) == nil)
        for place in bytes.indices {
            var changed = bytes
            changed[place] ^= 0xFF
            guard let read = SessionIndex(parsing: changed) else { continue }
            var again = ByteBuffer()
            _ = read.append(to: &again)
            #expect([UInt8](again.span) == changed)
        }
    }

    @Test("a user agent is shortened between characters")
    func device() throws {
        var index = try SessionSample().index
        index.setDevice(String(repeating: "a", count: 159) + "é")
        #expect(index.device == String(repeating: "a", count: 159))
        index.setDevice(String(repeating: "a", count: 158) + "éb")
        #expect(index.device == String(repeating: "a", count: 158) + "é")
        index.setDevice(String(repeating: "e\u{301}", count: 100))
        #expect(index.device.utf8.count == 160)
    }

    private static func otherOwners(than index: SessionIndex) -> [SessionIndex] {
        var others = [SessionIndex](repeating: index, count: 5)
        others[0].host = "b.example.com"
        others[1].issuer = "accountsa"
        others[2].subject = "bob"
        others[3].created = WallTime(secondsSince1970: 1_001)
        others[4].issuer = "accountsa"
        others[4].subject = "lice"
        return others
    }

    private func mix(indexOf one: [UInt8], dataOf other: [UInt8]) throws -> [UInt8] {
        let first = try SessionRecord(parsing: one)
        let second = try SessionRecord(parsing: other)
        return Array(one[..<first.indexPart.upperBound] + other[second.dataPart])
    }
}
