-- wrk: each request carries the next of the header lines in the file FIELDS, round and round.
local requests, turn = {}, 0
function init()
    for line in io.lines(os.getenv("FIELDS")) do
        local name, value = line:match("^([^:]+): (.*)$")
        requests[#requests + 1] = wrk.format("GET", nil, {[name] = value, Host = "localhost"})
    end
end
function request()
    turn = turn % #requests + 1
    return requests[turn]
end
