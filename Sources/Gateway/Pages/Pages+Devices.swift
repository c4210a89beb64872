import Codecs
import HTTP

// Where an account is logged in: to look at, or to make room.

extension Pages {
    /// `GET /.sallyport/devices`, and what comes of ending some.
    /// - Parameter count: logins that were just ended; nil where nobody asked for that.
    func devices(
        _ list: DeviceList, of subject: [UInt8], ended count: Int?, in language: PageLanguage
    ) -> Page {
        let texts = language.texts.devices
        return page(Frame(status: .ok, language: language, title: texts.title)) { markup, all in
            markup.heading(texts.title)
            markup.paragraph(all.signedIn.who, around: subject)
            if let count { markup.status(of: count, texts) }
            markup.append(list, texts) { markup, device in
                markup.beginForm(to: .devices)
                markup.hidden("end", device.id)
                return texts.end
            }
            if list.devices.contains(where: { !$0.isCurrent }) {
                markup.beginForm(to: .devices)
                markup.hidden("end", "others")
                markup.append("<button>")
                markup.append(texts.endOthers)
                markup.append("</button>\n</form>\n")
            }
            markup.plainLink(to: "/", all.actions.startPage)
        }
    }

    /// Instead of a session, to the right password of an account that has as many as it may have.
    func limit(_ list: DeviceList, _ form: LimitForm, in language: PageLanguage) -> Page {
        let texts = language.texts.limit
        let frame = Frame(
            status: .conflict, language: language, title: texts.message.title, isFault: true)
        return page(frame) { markup, all in
            markup.message(texts.message)
            markup.append(list, all.devices) { markup, device in
                markup.beginForm(to: .login)
                markup.hidden("username", form.account)
                markup.hidden("ticket", form.ticket)
                markup.hidden("to", form.returnAddress)
                markup.hidden("end", device.id)
                return texts.end
            }
        }
    }
}

extension Markup {
    fileprivate mutating func hidden(_ name: StaticString, _ value: String) {
        hidden(name, Array(value.utf8))
    }

    /// What was ended, read out when the page comes.
    fileprivate mutating func status(of count: Int, _ texts: PageTexts.Devices) {
        append("<p class=\"notice\" role=\"status\">")
        if count == 0 { append(texts.endedNone) } else { append(texts.ended, count) }
        append("</p>\n")
    }

    /// A list with a button for each device.
    /// - Parameter open: begins the form of a device, and says what its button says.
    fileprivate mutating func append(
        _ list: DeviceList, _ texts: PageTexts.Devices,
        form open: (inout Markup, DeviceList.Device) -> StaticString
    ) {
        append("<ul>\n")
        for (index, device) in list.devices.enumerated() {
            append("<li>\n")
            append(device, number: index + 1, texts)
            let action = open(&self, device)
            append("<button class=\"plain\" id=\"end-")
            append(decimal: index + 1)
            // So that buttons which all say the same are told apart where they are only heard.
            append("\" aria-labelledby=\"end-")
            append(decimal: index + 1)
            append(" device-")
            append(decimal: index + 1)
            append("\">")
            append(action)
            append("</button>\n</form>\n</li>\n")
        }
        append("</ul>\n")
        guard list.hiddenCount > 0 else { return }
        append("<p>")
        append(texts.hidden, list.hiddenCount)
        append("</p>\n")
    }

    private mutating func append(
        _ device: DeviceList.Device, number: Int, _ texts: PageTexts.Devices
    ) {
        append("<h2 id=\"device-")
        append(decimal: number)
        append("\">")
        if let name = device.name {
            append(text: Array(name.utf8).span)
        } else {
            append(texts.unknown)
        }
        append("</h2>\n")
        if device.isCurrent {
            append("<p class=\"badge\">")
            append(texts.current)
            append("</p>\n")
        }
        append("<dl>\n")
        describe(texts.host, device.host)
        describe(texts.address, device.address)
        describe(texts.created, device.created)
        describe(texts.lastSeen, device.lastSeen)
        append("</dl>\n")
    }

    private mutating func describe(_ term: StaticString, _ text: String) {
        guard !text.isEmpty else { return }
        append("<dt>")
        append(term)
        append("</dt>\n<dd>")
        append(text: Array(text.utf8).span)
        append("</dd>\n")
    }

    private mutating func describe(_ term: StaticString, _ time: WallTime) {
        append("<dt>")
        append(term)
        append("</dt>\n<dd>")
        append(time: time)
        append("</dd>\n")
    }
}
