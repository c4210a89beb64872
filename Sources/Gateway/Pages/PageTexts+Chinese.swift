// What the pages say in simplified Chinese.

extension PageTexts {
    static let chinese = PageTexts(
        login: Login(
            title: "登录", username: "用户名", password: "密码",
            wrongCredentials: "用户名或密码不正确。",
            throttled: "登录尝试次数过多。",
            busy: "当前登录人数较多。",
            unavailable: "暂时无法登录，请稍后再试。",
            formExpired: "页面停留时间过长，请重新登录。",
            confirmation: "要打开此页面，请再次输入密码。",
            retry: Counted(
                one: "请在 1 秒后重试。", many: Framed(before: "请在 ", after: " 秒后重试。"))),
        refusedForm: Message(
            title: "未能接受此次提交",
            reason: "页面停留时间过长，或请求来自其他网站。未作任何更改。"),
        unencrypted: Message(
            title: "未加密连接，无法登录",
            reason: """
                您正通过未加密的 HTTP 访问本页：密码可能在传输途中被他人窃取，也无法设置保持登录所需的 \
                Cookie。请改用以 https:// 开头的地址，或联系网站管理员。
                """),
        signedIn: SignedIn(
            title: "您已登录", who: Framed(before: "当前账号：", after: ""),
            asAnother: "使用其他账号登录"),
        signOut: SignOut(
            question: "要退出登录吗？", doneTitle: "您已退出登录",
            doneReason: "如果使用的是公用电脑，请同时关闭浏览器窗口。"),
        session: Session(title: "当前会话", subject: "账号", expires: "登录有效期至"),
        devices: Devices(
            title: "您的设备", unknown: "未知设备", current: "当前浏览器", host: "网站",
            address: "地址", created: "登录时间", lastSeen: "最近使用", end: "退出登录",
            endOthers: "退出所有其他设备",
            ended: Counted(
                one: "已退出 1 台设备。", many: Framed(before: "已退出 ", after: " 台设备。")),
            endedNone: "该设备此前已退出登录。",
            hidden: Counted(
                one: "另有 1 台设备未显示。", many: Framed(before: "另有 ", after: " 台设备未显示。"))),
        limit: Limit(
            message: Message(
                title: "登录数量已达上限",
                reason: "此账号的登录数量已达上限。要在此处登录，请先退出以下任一设备。本页面五分钟内有效。"),
            end: "退出此设备并在此处登录"),
        errors: Errors(
            kicker: "错误",
            badRequest: Message(title: "无法识别的请求", reason: "浏览器发送的请求无效。"),
            forbidden: Message(title: "无权访问", reason: "您没有访问此页面的权限。"),
            forbiddenReasonForSubject: "此账号没有访问此页面的权限。",
            notFound: Message(
                title: "页面不存在", reason: "此地址没有内容，请检查输入是否有误。"),
            methodNotAllowed: Message(title: "不支持此操作", reason: "此地址不接受这类请求。"),
            misdirected: Message(
                title: "网站不存在", reason: "此处没有使用该域名的网站，请检查地址。"),
            tooManyRequests: Message(title: "请求过于频繁", reason: "请稍候再试。"),
            badGateway: Message(
                title: "无法连接应用", reason: "此页面所属的应用目前没有正常响应。"),
            unavailable: Message(title: "暂时无法使用", reason: "此页面所属的应用暂时无法使用。"),
            timeout: Message(title: "响应超时", reason: "此页面所属的应用未能及时响应。"),
            other: Message(title: "出现错误", reason: "请求未能完成。")),
        actions: Actions(
            signIn: "登录", signInAgain: "重新登录", signOut: "退出登录",
            proceed: "继续", retry: "重试", startPage: "前往首页"),
        titleOfFault: "错误：")
}
