-- wrk: each request logs the next account in, from the lines "cookie form username password" of LOGINS.
local requests, turn = {}, 0
function init()
    for line in io.lines(os.getenv("LOGINS")) do
        local cookie, form, username, password = line:match("^(%S+) (%S+) (%S+) (%S+)$")
        requests[#requests + 1] = wrk.format("POST", nil, {
            Host = "localhost", Cookie = cookie, ["Sec-Fetch-Site"] = "same-origin",
            ["Content-Type"] = "application/x-www-form-urlencoded",
        }, "to=%2F&form=" .. form .. "&username=" .. username .. "&password=" .. password)
    end
end
function request()
    turn = turn % #requests + 1
    return requests[turn]
end
