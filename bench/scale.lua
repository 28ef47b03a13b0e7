-- Fifty users: each request is one user's, in turn, with a while of reading before it (none where PAUSE is 0).
-- PAGES: a file of lines "cookie path".
local pages, at = {}, 0
local pause = tonumber(os.getenv("PAUSE") or "1000")
for line in io.lines(os.getenv("PAGES")) do
  local cookie, path = line:match("^(%S+) (%S+)$")
  table.insert(pages, wrk.format("GET", path, { ["Cookie"] = cookie, ["Accept-Encoding"] = "gzip" }))
end

function request()
  at = at % #pages + 1
  return pages[at]
end

if pause > 0 then
  function delay()
    return math.random(pause / 2, pause * 3 / 2)
  end
end

function done(summary, latency)
  local wrong = summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.timeout
  io.write(string.format("%.1f %.1f %.1f %d\n", latency:percentile(50) / 1000, latency:percentile(95) / 1000,
    summary.requests / (summary.duration / 1000000), wrong))
end
