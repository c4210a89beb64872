/// Everything our pages say in one language. A text that a language lacks does not compile. Texts are
/// markup of our own, so they hold no `<` and no `&`.
struct PageTexts: Sendable {
    let login: Login
    let refusedForm: Message
    let unencrypted: Message
    let signedIn: SignedIn
    let signOut: SignOut
    let session: Session
    let devices: Devices
    let limit: Limit
    let errors: Errors
    let actions: Actions
    /// Before the title of a page whose form was not accepted.
    let titleOfFault: StaticString

    /// A heading and what stands below.
    struct Message: Sendable {
        let title: StaticString
        let reason: StaticString
    }

    /// A sentence around a value.
    struct Framed: Sendable {
        let before: StaticString
        let after: StaticString
    }

    /// A sentence with a number, by number.
    struct Counted: Sendable {
        let one: StaticString
        let many: Framed
    }

    struct Login: Sendable {
        let title: StaticString
        let username: StaticString
        let password: StaticString
        /// One sentence for every cause, so that it does not tell whether the account exists.
        let wrongCredentials: StaticString
        let throttled: StaticString
        let busy: StaticString
        let unavailable: StaticString
        let formExpired: StaticString
        /// To somebody who is signed in already, for a place that wants a fresh login.
        let confirmation: StaticString
        /// Follows `throttled` or `busy`.
        let retry: Counted
    }

    struct SignedIn: Sendable {
        let title: StaticString
        let who: Framed
        let asAnother: StaticString
    }

    struct SignOut: Sendable {
        let question: StaticString
        let doneTitle: StaticString
        let doneReason: StaticString
    }

    struct Session: Sendable {
        let title: StaticString
        let subject: StaticString
        let expires: StaticString
    }

    /// Where an account is logged in.
    struct Devices: Sendable {
        let title: StaticString
        /// Of one that does not say what it is.
        let unknown: StaticString
        let current: StaticString
        let host: StaticString
        let address: StaticString
        let created: StaticString
        let lastSeen: StaticString
        let end: StaticString
        let endOthers: StaticString
        let ended: Counted
        let endedNone: StaticString
        /// Devices that a long list does not show.
        let hidden: Counted
    }

    /// A login that is one more than the account may have.
    struct Limit: Sendable {
        let message: Message
        let end: StaticString
    }

    struct Errors: Sendable {
        let kicker: StaticString
        let badRequest: Message
        let forbidden: Message
        /// Where it is known who asks.
        let forbiddenReasonForSubject: StaticString
        let notFound: Message
        let methodNotAllowed: Message
        let misdirected: Message
        let tooManyRequests: Message
        let badGateway: Message
        let unavailable: Message
        let timeout: Message
        let other: Message
    }

    struct Actions: Sendable {
        let signIn: StaticString
        let signInAgain: StaticString
        let signOut: StaticString
        let proceed: StaticString
        let retry: StaticString
        let startPage: StaticString
    }
}
