-- wrk script: interactions with ids and timestamps of their own, BATCH of them in each request (environment, default 1).
local batch = tonumber(os.getenv("BATCH") or "1")
local threads = 0
function setup(thread) thread:set("number", threads); threads = threads + 1 end
local sent = 0
local pause = 0 -- mean seconds between requests of a connection
function init(args) pause = tonumber(args[1]) or 0; math.randomseed(7) end
function delay() if pause > 0 then return -1000 * pause * math.log(1 - math.random()) end return 0 end
function request()
  local lines = {}
  for n = 1, batch do
    sent = sent + 1
    lines[n] = string.format('{"event":"interaction","id":"%s-%d-%d","timestamp":%d,"user":"u%d","type":"click","item":"i%d"}',
      os.getenv("RUN") or "r", number, sent, os.time() * 1000, sent % 5000, (sent * 7) % 3000)
  end
  return wrk.format("POST", "/feedback", nil, table.concat(lines, "\n"))
end
function done(summary, latency)
  io.write(string.format("RESULT %.0f %.2f %.2f %.2f %d \n", summary.requests * batch / (summary.duration / 1e6),
    latency:percentile(50) / 1000, latency:percentile(90) / 1000, latency:percentile(99) / 1000,
    summary.errors.status + summary.errors.timeout + summary.errors.read + summary.errors.connect))
end
