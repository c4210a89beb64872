// What the pages say in English.

extension PageTexts {
    static let english = PageTexts(
        login: Login(
            title: "Sign in", username: "User name", password: "Password",
            wrongCredentials: "The user name or the password is not correct.",
            throttled: "There were too many attempts to sign in.",
            busy: "Many people are signing in right now.",
            unavailable: "Signing in is not possible right now. Please try again later.",
            formExpired: "This form was open for too long. Please sign in again.",
            confirmation: "For this page, please enter your password once more.",
            retry: Counted(
                one: " Try again in 1 second.",
                many: Framed(before: " Try again in ", after: " seconds."))),
        refusedForm: Message(
            title: "This form was not accepted",
            reason: """
                It was open for too long, or it was sent from another site. Nothing has changed.
                """),
        unencrypted: Message(
            title: "No sign-in over plain HTTP",
            reason: """
                This page came to you unencrypted. Others on the way could read your password, and \
                the cookie that keeps you signed in cannot be set. Use the address that begins \
                with https://, or ask whoever runs this site.
                """),
        signedIn: SignedIn(
            title: "You are signed in", who: Framed(before: "Signed in as ", after: ""),
            asAnother: "Sign in as someone else"),
        signOut: SignOut(
            question: "Sign out?", doneTitle: "You are signed out",
            doneReason: "On a shared computer, close the browser window as well."),
        session: Session(
            title: "Your session", subject: "Signed in as", expires: "Signed in until"),
        devices: Devices(
            title: "Your devices", unknown: "Unknown device", current: "This browser",
            host: "Site", address: "Address", created: "Signed in", lastSeen: "Last seen",
            end: "Sign out", endOthers: "Sign out all others",
            ended: Counted(
                one: "1 device was signed out.",
                many: Framed(before: "", after: " devices were signed out.")),
            endedNone: "It was signed out already.",
            hidden: Counted(
                one: "1 more is not shown.",
                many: Framed(before: "", after: " more are not shown."))),
        limit: Limit(
            message: Message(
                title: "Signed in too often",
                reason: """
                    This account is signed in as often as it may be. To sign in here, sign out one of \
                    these first. This page is good for five minutes.
                    """),
            end: "Sign it out and sign in"),
        errors: Errors(
            kicker: "Error",
            badRequest: Message(
                title: "Request not understood",
                reason: "What the browser sent is not a valid request."),
            forbidden: Message(
                title: "No access", reason: "You are not allowed to open this page."),
            forbiddenReasonForSubject: "This account is not allowed to open this page.",
            notFound: Message(
                title: "Page not found",
                reason: "There is nothing at this address. Check it for typing errors."),
            methodNotAllowed: Message(
                title: "Not possible here",
                reason: "This address does not accept requests of this kind."),
            misdirected: Message(
                title: "Site not found",
                reason: "No site of this name is served here. Check the address."),
            tooManyRequests: Message(
                title: "Too many requests", reason: "Please wait a moment before you try again."),
            badGateway: Message(
                title: "Application not reachable",
                reason: "The application behind this page does not answer properly right now."),
            unavailable: Message(
                title: "Not available right now",
                reason: "The application behind this page cannot be used at the moment."),
            timeout: Message(
                title: "No answer in time",
                reason: "The application behind this page took too long to answer."),
            other: Message(
                title: "Something went wrong", reason: "The request could not be completed.")),
        actions: Actions(
            signIn: "Sign in", signInAgain: "Sign in again", signOut: "Sign out",
            proceed: "Continue", retry: "Try again", startPage: "Go to the start page"),
        titleOfFault: "Error: ")
}
