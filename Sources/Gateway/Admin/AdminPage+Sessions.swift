import Codecs
import HTTP
import Identity
import Stores
import Transport

/// Sessions: who is logged in, and the end of one. Nothing that is sealed to a cookie is shown.
extension AdminPage {
    func listSessions(_ query: SessionQuery) async throws(AdminFault) -> Answer {
        let page: SessionPage
        do throws(StoreFault) {
            page = try await connection.sessions(
                query, timeoutNanoseconds: Self.storeNanoseconds)
        } catch { throw AdminFault(error) }
        var writer = JSONWriter(capacity: 16_384)
        writer.beginObject()
        writer.name("sessions")
        writer.beginArray()
        for entry in page.entries { entry.write(to: &writer, lifetimes) }
        writer.endArray()
        writer.name("next")
        if let next = page.next { writer.string(next.hex) } else { writer.null() }
        writer.endObject()
        return Answer.json(writer)
    }

    func showSession(_ id: SessionID) throws(AdminFault) -> Answer {
        let entry: SessionPage.Entry?
        do throws(StoreFault) { entry = try revocations.session(id) } catch {
            throw AdminFault(error)
        }
        guard let entry else { throw AdminFault(.notFound, "no such session") }
        var writer = JSONWriter(capacity: 512)
        entry.write(to: &writer, lifetimes)
        return Answer.json(writer)
    }

    /// With all that came of the same login, and what is under way of it.
    func endSession(_ id: SessionID, by author: String) async throws(AdminFault) -> Answer {
        let streams: Int?
        do throws(StoreFault) {
            streams = try await revocations.endSession(id, by: author)
        } catch { throw AdminFault(error) }
        guard let streams else { throw AdminFault(.notFound, "no such session") }
        var writer = JSONWriter(capacity: 64)
        writer.beginObject()
        writer.name("matched")
        writer.beginObject()
        writer.name("sessions")
        writer.integer(1)
        writer.name("streams")
        writer.integer(streams)
        writer.endObject()
        writer.endObject()
        return Answer.json(writer)
    }
}
