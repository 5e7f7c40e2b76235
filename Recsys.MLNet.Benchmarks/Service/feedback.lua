-- wrk script: interactions with ids and timestamps of their own, BATCH of them in each request (environment, default 1).
local batch = tonumber(os.getenv("BATCH") or "1")
local threads = 0
function setup(thread) thread:set("number", threads); threads = threads + 1 end
local sent = 0
-- A pace is a schedule of the thread: each connection that is free takes the next moment of it, or goes at once where that has passed, so that
-- answers that take time do not slow it down as pauses of each connection would.
local ffi = require("ffi")
ffi.cdef [[ typedef struct { long seconds; long micros; } moment; int gettimeofday(moment *at, void *zone); ]]
local clock = ffi.new("moment")
local function now() ffi.C.gettimeofday(clock, nil); return tonumber(clock.seconds) * 1000 + tonumber(clock.micros) / 1000 end
local gap, slot = 0, nil -- mean milliseconds between requests of the thread; the next moment
function init(args) gap = 1000 * (tonumber(args[1]) or 0); math.randomseed(7) end
function delay()
  if gap == 0 then return 0 end
  local at = now()
  slot = (slot or at) - gap * math.log(1 - math.random())
  return math.max(0, math.floor(slot - at + 0.5))
end
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
