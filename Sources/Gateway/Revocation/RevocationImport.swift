import Codecs
import HTTP
import Identity
import Transport

/// Takes in revocations from a body of lines, each an order in JSON, of any number in constant memory.
///
/// It promises that a bad line costs itself alone, that it is named by its number, and that what the answer says
/// was taken is durable and in force. Where the store fails on the way, the answer says how far it came; lines
/// that were taken already change nothing when they are sent again.
struct RevocationImport {
    private let context: RevocationOrder.Context
    private let service: RevocationService
    private var lines = LineCutter(byteCountLimit: 16 * 1024)
    private var batch: [Revocation] = []
    private var report = Report()

    /// Taken over at once: one transaction of the store.
    private static let batchCount = 1_000

    init(_ context: RevocationOrder.Context, into service: RevocationService) {
        // A million signatures would keep worker 0 from its connections: tokens are taken at their word.
        self.context = RevocationOrder.Context(
            now: context.now, issuers: context.issuers, verifiers: [], author: context.author,
            digest: context.digest)
        self.service = service
    }

    /// - Returns: nil where nobody is there any more to be told.
    consuming func run(_ exchange: OwnExchange) async -> Answer? {
        let answer = await takeAll(exchange)
        service.noteImport(of: report.takenCount, by: context.author)
        return answer
    }

    private mutating func takeAll(_ exchange: OwnExchange) async -> Answer? {
        do throws(OwnExchange.Fault) {
            while let part = try await exchange.part() {
                try await take(part)
            }
            if let last = lines.end() { takeLine(last) }
            await store()
        } catch {
            await store()
            guard let fault = AdminFault(error) else { return nil }
            return report.answer(fault.status, fault.detail)
        }
        guard let fault = report.storeFault else { return report.answer(.ok, nil) }
        return report.answer(.serviceUnavailable, "\(fault); send the rest again")
    }

    private mutating func take(_ part: [UInt8]) async throws(OwnExchange.Fault) {
        lines.add(part)
        while let line = lines.next() {
            takeLine(line)
            if batch.count == Self.batchCount { await store() }
        }
    }

    private mutating func takeLine(_ line: LineCutter.Line) {
        report.lineCount += 1
        guard case .whole(let text) = line else {
            return report.refuse("longer than \(lines.byteCountLimit) bytes")
        }
        // An empty line says nothing.
        guard text.contains(where: { $0 > 0x20 }) else { return }
        do {
            let document = try JSONDocument(parsing: text, depthLimit: 2)
            batch.append(try RevocationOrder(document.root, in: context).revocation)
        } catch let fault as RevocationOrder.Fault {
            report.refuse(fault.detail)
        } catch {
            report.refuse("no JSON: \(error)")
        }
    }

    private mutating func store() async {
        guard !batch.isEmpty, report.storeFault == nil else { return batch.removeAll() }
        do throws(StoreFault) {
            report.newCount += try await service.take(batch)
            report.takenCount += batch.count
        } catch {
            report.storeFault = error
        }
        batch.removeAll(keepingCapacity: true)
    }
}

extension RevocationImport {
    /// What came of the lines.
    private struct Report {
        var lineCount = 0
        /// In force; of these `newCount` say more than was said before.
        var takenCount = 0
        var newCount = 0
        private var refusedCount = 0
        private var faults: [(line: Int, detail: String)] = []
        var storeFault: StoreFault?

        /// Faults that are told one by one; the others are counted.
        private static let faultLimit = 100

        /// The line read last is not taken.
        mutating func refuse(_ detail: String) {
            refusedCount += 1
            if faults.count < Self.faultLimit { faults.append((lineCount, detail)) }
        }

        func answer(_ status: StatusCode, _ detail: String?) -> Answer {
            var writer = JSONWriter(capacity: 256)
            writer.beginObject()
            if let detail {
                writer.name("status")
                writer.integer(Int(status.rawValue))
                writer.name("detail")
                writer.string(detail)
            }
            for (name, count) in [
                ("lines", lineCount), ("taken", takenCount), ("new", newCount),
                ("refused", refusedCount),
            ] as [(StaticString, Int)] {
                writer.name(name)
                writer.integer(count)
            }
            writer.name("faults")
            writer.beginArray()
            for fault in faults {
                writer.beginObject()
                writer.name("line")
                writer.integer(fault.line)
                writer.name("detail")
                writer.string(fault.detail)
                writer.endObject()
            }
            writer.endArray()
            writer.endObject()
            var answer = Answer.json(
                status, type: detail == nil ? "application/json" : "application/problem+json")
            answer.body.append(writer.span)
            answer.body.append("\n")
            return answer
        }
    }
}
