// Sends views, visibility and clicks to the recommender. No cookies; nothing is sent before consent.
//   <script src="/recsys/tracker.js" data-endpoint="/recsys" data-key="INGEST-KEY" data-consent="true"></script>
//   <ul data-ranking="ID"> <li data-item="i1">…</li> </ul>
// recsys.consent(true), recsys.identify("user-id"), recsys.track("purchase", "i1")
(() => {
  "use strict";
  const script = document.currentScript;
  const endpoint = (script.dataset.endpoint || "").replace(/\/+$/, "") + "/feedback";
  const newId = () => (crypto.randomUUID ? crypto.randomUUID() : Date.now().toString(36) + Math.random().toString(36).slice(2));
  const memory = { get: k => { try { return sessionStorage.getItem(k); } catch { return null; } }, set: (k, v) => { try { sessionStorage.setItem(k, v); } catch { /* private mode */ } } };
  let consent = script.dataset.consent === "true", user = script.dataset.user || null, queue = [], timer = 0;
  let session = memory.get("recsys.session");

  const base = () => {
    if (!session) memory.set("recsys.session", session = newId());
    return { id: newId(), timestamp: Date.now(), session, ...(user ? { user } : {}) };
  };

  function send(event) {
    if (!consent) return;
    queue.push({ ...base(), ...event });
    if (queue.length >= 20) flush();
    else timer ||= setTimeout(flush, 2000);
  }

  function flush(last) {
    clearTimeout(timer);
    timer = 0;
    if (!queue.length) return;
    const batch = queue;
    queue = [];
    fetch(endpoint, { method: "POST", keepalive: !!last, body: JSON.stringify(batch), headers: script.dataset.key ? { "X-API-Key": script.dataset.key } : {} })
      .then(answer => { if (answer.status === 429 || answer.status >= 500) throw new Error(String(answer.status)); })
      .catch(() => { // ids make sending again safe; at most 200 wait
        queue = batch.concat(queue).slice(-200);
        if (!last) timer ||= setTimeout(flush, 10000);
      });
  }

  const track = (type, item, ranking) => send({ event: "interaction", type, item, ...(ranking ? { ranking } : {}) });
  const rankingOf = node => node.closest("[data-ranking]")?.dataset.ranking;

  // An item counts as seen when half of it was on screen for a second.
  const waiting = new Map();
  const seen = new IntersectionObserver(entries => {
    for (const { target, isIntersecting } of entries) {
      clearTimeout(waiting.get(target));
      if (isIntersecting) waiting.set(target, setTimeout(() => { seen.unobserve(target); track("impression", target.dataset.item, rankingOf(target)); }, 1000));
    }
  }, { threshold: 0.5 });
  const watch = root => root.querySelectorAll?.("[data-item]").forEach(node => seen.observe(node));

  addEventListener("click", event => {
    const node = event.target.closest?.("[data-item]");
    if (node) track(event.target.closest("[data-track]")?.dataset.track || "click", node.dataset.item, rankingOf(node));
  }, true);
  addEventListener("pagehide", () => flush(true));
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") flush(true); }); // phones end pages without pagehide
  new MutationObserver(changes => changes.forEach(c => c.addedNodes.forEach(n => { if (n.matches?.("[data-item]")) seen.observe(n); watch(n); }))).observe(document.documentElement, { childList: true, subtree: true });
  watch(document);

  window.recsys = {
    consent(given) { consent = !!given; if (!consent) queue = []; },
    identify(id) { if (id && id !== user) { user = id; if (session) send({ event: "user", merge: session }); } },
    track, flush,
  };
})();
