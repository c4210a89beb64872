import Codecs
import Identity

/// An account's logins as people and programs are shown them: whoever asks comes first, then who was seen
/// last. Holds no credential: the ID of a session opens nothing.
struct DeviceList: Sendable {
    struct Device: Sendable {
        let id: String
        /// nil: its user agent tells nothing.
        let name: String?
        let userAgent: String
        let address: String
        /// The host that it logged in on.
        let host: String
        let created: WallTime
        let lastSeen: WallTime
        /// Whether it is whoever asks.
        let isCurrent: Bool
    }

    /// Devices that a list shows; of an account with more, those that were seen last.
    static let shownLimit = 200

    let devices: [Device]
    /// Devices beyond those.
    let hiddenCount: Int

    init(_ devices: [Device]) {
        let sorted = devices.sorted {
            $0.isCurrent == $1.isCurrent ? $0.lastSeen > $1.lastSeen : $0.isCurrent
        }
        self.devices = Array(sorted.prefix(Self.shownLimit))
        hiddenCount = sorted.count - self.devices.count
    }

    /// - Parameter isCurrent: whether a login is that of whoever asks.
    init(_ logins: [SessionPage.Entry], where isCurrent: (SessionPage.Entry) -> Bool) {
        self.init(logins.map { Device($0, isCurrent: isCurrent($0)) })
    }

    /// `{"devices":[…]}`, with `"hidden"` where there are more than it shows.
    func append(to json: inout JSONWriter) {
        json.beginObject()
        json.name("devices")
        json.beginArray()
        for device in devices { device.append(to: &json) }
        json.endArray()
        if hiddenCount > 0 {
            json.name("hidden")
            json.integer(hiddenCount)
        }
        json.endObject()
    }
}

extension DeviceList.Device {
    fileprivate init(_ login: SessionPage.Entry, isCurrent: Bool) {
        self.init(
            id: login.id.hex, name: DeviceName(of: login.index.device).text,
            userAgent: login.index.device, address: login.index.address, host: login.index.host,
            created: login.index.created, lastSeen: login.index.lastSeen, isCurrent: isCurrent)
    }

    fileprivate func append(to json: inout JSONWriter) {
        json.beginObject()
        json.name("id")
        json.string(id)
        json.name("device")
        if let name { json.string(name) } else { json.null() }
        if !userAgent.isEmpty {
            json.name("user_agent")
            json.string(userAgent)
        }
        json.name("address")
        if address.isEmpty { json.null() } else { json.string(address) }
        json.name("host")
        json.string(host)
        json.name("created")
        json.string(created.timestamp)
        json.name("last_seen")
        json.string(lastSeen.timestamp)
        json.name("current")
        json.bool(isCurrent)
        json.endObject()
    }
}

extension WallTime {
    /// RFC 3339, in UTC.
    fileprivate var timestamp: String {
        var text = ByteBuffer(capacity: 20)
        text.append(timestamp: self)
        return String(decoding: text.span) + "Z"
    }
}
