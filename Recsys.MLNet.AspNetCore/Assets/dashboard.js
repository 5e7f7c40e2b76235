"use strict";
// The page uses the public endpoints only and builds every node as text: nothing that a user typed becomes markup.
const base = location.pathname.replace(/\/+$/, "");
const form = document.getElementById("try");
const byId = id => document.getElementById(id);
let shown = [], asked = "", rates = [], before = null;

const headers = () => (form.key.value ? { "X-API-Key": form.key.value } : {});
const newId = () => (crypto.randomUUID ? crypto.randomUUID() : Date.now().toString(36) + Math.random().toString(36).slice(2));

async function call(path, options = {}) {
  const answer = await fetch(base + path, { ...options, headers: { ...headers(), ...options.headers } });
  if (answer.ok) return answer;
  const problem = await answer.json().catch(() => ({}));
  throw new Error(problem.detail || answer.status + " " + answer.statusText);
}

function say(text, bad = false) {
  const status = byId("status");
  status.textContent = text;
  status.dataset.bad = bad;
}

function element(name, text, attributes = {}, ...children) {
  const node = document.createElement(name);
  if (text !== undefined && text !== null) node.textContent = text;
  Object.assign(node, attributes);
  node.append(...children);
  return node;
}

const row = (...cells) => element("tr", null, {}, ...cells.map((cell, i) => cell instanceof Node ? cell : i === 0 ? element("th", cell, { scope: "row" }) : element("td", cell, { className: "number" })));
const bar = share => element("span", null, { className: "bar", style: "width:" + Math.max(1, Math.round(100 * Math.min(1, share))) + "px", ariaHidden: "true" });

async function recommend() {
  const user = form.user.value;
  const answer = await (await call("/recommend/" + encodeURIComponent(form.model.value || "default") + "?explain=true", {
    method: "POST",
    body: JSON.stringify({ user, count: Number(form.count.value) }),
  })).json();
  const previous = asked === user ? shown : [];
  shown = answer.items.map(i => i.item);
  asked = user;
  byId("hint").hidden = true;
  byId("list").replaceChildren(...answer.items.map((item, place) => {
    const was = previous.indexOf(item.item);
    const moved = previous.length > 0 && was !== place;
    const entry = element("li", null, { className: moved ? "moved" : "" }, element("span", item.title || item.item, { className: "name" }), ...(item.title ? [" ", element("span", item.item, { className: "why" })] : []));
    entry.append(element("div", (item.reasons.join("; ") || "from " + item.sources.join(", ")) + " · score " + item.score.toPrecision(3) + (!moved ? "" : was < 0 ? " · new in the list" : " · was " + (was + 1)), { className: "why" }));
    const actions = element("div", null, { className: "actions" });
    for (const type of ["click", "cart", "purchase", "hide"]) {
      const button = element("button", type, { type: "button", ariaLabel: type + " " + item.item });
      button.addEventListener("click", () => act(type, item.item, answer.id));
      actions.append(button);
    }
    entry.append(actions, contributions(item));
    return entry;
  }));
  say(answer.items.length + " items for " + user + " in " + answer.took + " ms, model " + answer.model + ", version " + answer.version);
}

// What each source says of the item: what the score is made of.
function contributions(item) {
  const table = element("tbody");
  for (const [source, share] of Object.entries(item.contributions || {}).sort((a, b) => Math.abs(b[1]) - Math.abs(a[1])))
    table.append(element("tr", null, {}, element("th", source, { scope: "row" }), element("td", share.toPrecision(3), { className: "number" }), element("td", null, {}, bar(Math.abs(share) / Math.max(1e-9, ...Object.values(item.contributions).map(Math.abs))))));
  const features = element("tbody");
  for (const { name, value } of item.features || [])
    if (value !== null && value !== 0) features.append(row(name, value.toPrecision(3)));
  const details = element("details", null, {}, element("summary", "why, in figures"));
  if (table.childElementCount) details.append(element("h3", "Contributions"), element("table", null, {}, table));
  if (features.childElementCount) details.append(element("h3", "Features"), element("table", null, {}, features));
  return details;
}

async function act(type, item, ranking) {
  try {
    await call("/feedback", {
      method: "POST",
      body: JSON.stringify({ event: "interaction", id: newId(), timestamp: Date.now(), user: form.user.value, type, item, ranking }),
    });
    await recommend();
    await refresh();
    // The button is gone with the old list: give the keyboard its place back.
    (document.querySelector('[aria-label="' + CSS.escape(type) + ' ' + CSS.escape(item) + '"]') || document.querySelector("#list button"))?.focus();
  } catch (failure) {
    say(failure.message, true);
  }
}

function parse(text) {
  const values = new Map();
  for (const line of text.split("\n")) {
    const at = line.lastIndexOf(" ");
    if (at > 0 && line[0] !== "#") values.set(line.slice(0, at), Number(line.slice(at + 1)));
  }
  return values;
}

// Count, sum and the upper end of the bucket that holds the 99th percentile.
function histogram(values, name, label) {
  const count = values.get(name + "_count{" + label + "}") ?? 0, sum = values.get(name + "_sum{" + label + "}") ?? 0;
  let p99 = "";
  for (const [key, value] of values) {
    if (!key.startsWith(name + "_bucket{" + label)) continue;
    const end = /le="([^"]+)"/.exec(key)[1];
    if (count && value >= 0.99 * count) { p99 = end === "+Inf" ? "more" : String(Number((1000 * Number(end)).toPrecision(3))); break; }
  }
  return { count, sum, mean: count ? 1000 * sum / count : 0, p99 };
}

function metrics(values) {
  const state = what => values.get('recsys_state{what="' + what + '"}') ?? 0;
  const totals = ["feedback", "rank", "recommend"].map(e => histogram(values, "recsys_request_seconds", 'endpoint="' + e + '"'));
  const now = performance.now(), count = totals.reduce((sum, t) => sum + t.count, 0);
  let rate = 0;
  if (before && now > before.at) {
    rate = Math.max(0, (count - before.count) / ((now - before.at) / 1000));
    rates = [...rates, rate].slice(-100);
  }
  before = { at: now, count };
  const cards = { "Requests a second": rate.toFixed(1), Users: state("users"), Items: state("items"), Events: state("sequence"), "Waiting for the disk": state("pending"), "Memory, MB": Math.round((values.get('recsys_process_bytes{what="working-set"}') ?? 0) / 1e6) };
  byId("cards").replaceChildren(...Object.entries(cards).map(([name, value]) => element("div", name, {}, element("b", value.toLocaleString("en")))));
  const most = Math.max(1, ...rates);
  byId("spark").setAttribute("points", rates.map((r, i) => (rates.length < 2 ? 0 : 100 * i / (rates.length - 1)).toFixed(1) + "," + (38 - 36 * r / most).toFixed(1)).join(" "));
  byId("traffic").replaceChildren(...["feedback", "rank", "recommend"].map((endpoint, i) =>
    row(endpoint, totals[i].count, values.get('recsys_request_failures_total{endpoint="' + endpoint + '"}') ?? 0, totals[i].count ? totals[i].mean.toFixed(2) : "", totals[i].p99)));
  const stages = ["state", "recall", "features", "rank", "rerank", "answer"].map(stage => [stage, histogram(values, "recsys_stage_seconds", 'stage="' + stage + '"')]);
  const whole = stages.reduce((sum, [, s]) => sum + s.sum, 0);
  byId("stages").replaceChildren(...stages.filter(([, s]) => s.count).map(([stage, s]) => row(stage, s.mean.toFixed(3), s.p99, element("td", null, {}, bar(whole ? s.sum / whole : 0)))));
  if (!whole) byId("stages").replaceChildren(element("tr", null, {}, element("td", "no list was asked for yet", { colSpan: 4, className: "empty" })));
}

function figure(value) {
  const number = typeof value === "object" && value !== null ? value.value : value;
  if (typeof number !== "number") return null;
  const text = number.toFixed(4);
  return typeof value === "object" && value.low !== value.high ? text + " (" + value.low.toFixed(4) + " to " + value.high.toFixed(4) + ")" : text;
}

function showModels(models) {
  // A list that is open stays open while the figures are renewed.
  const open = new Set([...document.querySelectorAll("#models details[open]")].map(d => d.dataset.of));
  byId("models").replaceChildren(...models.map(model => {
    const box = element("div", null, {}, element("h3", model.name + " · version " + model.version + ", loaded " + new Date(model.loadedAt).toLocaleString()));
    const offline = Object.entries(model.metrics).map(([name, value]) => [name, figure(value)]).filter(([, value]) => value);
    box.append(offline.length
      ? element("table", null, { ariaLabel: "Offline metrics of " + model.name }, element("tbody", null, {}, ...offline.map(([name, value]) => row(name, value))))
      : element("p", "no offline metrics in the package; 'recsys update' and 'recsys worker' record them", { className: "empty" }));
    if (model.scoreDrift !== undefined) box.append(element("p", "scores of lists now: " + model.scoreDrift.toFixed(2) + " deviations from those of the hold-out", { className: "why" }));
    if (model.earlier?.length) box.append(element("p", "can go back to " + model.earlier.join(", "), { className: "why" }));
    if (model.importance?.length) {
      const most = model.importance[0].share;
      const details = element("details", null, { open: open.has(model.name) || !document.querySelector("#models details") }, element("summary", "What the ranker pays attention to"),
        element("table", null, { ariaLabel: "Feature importance of " + model.name }, element("tbody", null, {}, ...model.importance.map(f => row(f.feature, (100 * f.share).toFixed(1) + " %", element("td", null, {}, bar(f.share / most)))))));
      details.dataset.of = model.name;
      box.append(details);
    }
    return box;
  }));
}

function showExperiments({ splits, shadows }) {
  const parts = [];
  if (splits.length) parts.push(element("h3", "Splits of users"), element("table", null, {}, element("thead", null, {}, element("tr", null, {}, ...["Split", "Model", "Share", "Lists", "Answered"].map((h, i) => element("th", h, { scope: "col", className: i > 1 ? "number" : "" })))),
    element("tbody", null, {}, ...splits.map(s => row(s.split, element("td", s.model), (100 * s.share).toFixed(0) + " %", s.lists, s.lists ? (100 * s.answered / s.lists).toFixed(1) + " %" : "")))));
  if (shadows.length) parts.push(element("h3", "Shadows"), element("table", null, {}, element("thead", null, {}, element("tr", null, {}, ...["Answers", "Shadow", "Lists", "In common", "Same first", "Mean ms"].map((h, i) => element("th", h, { scope: "col", className: i > 1 ? "number" : "" })))),
    element("tbody", null, {}, ...shadows.map(s => row(s.model, element("td", s.shadow), s.lists, (100 * s.overlap).toFixed(0) + " %", (100 * s.sameFirst).toFixed(0) + " %", s.meanMilliseconds.toFixed(3))))));
  byId("experiments").replaceChildren(...parts);
}

function showEvents(events) {
  byId("events").replaceChildren(...events.slice(0, 20).map(e => element("tr", null, {}, element("td", new Date(e.timestamp).toLocaleTimeString()), element("td", e.type || e.event),
    element("td", e.item || (e.items !== undefined ? e.items + " items" + (e.model ? " by " + e.model : "") : "")))));
  if (!events.length) byId("events").replaceChildren(element("tr", null, {}, element("td", "none since the service started", { colSpan: 3, className: "empty" })));
}

async function refresh() {
  try {
    const json = path => call(path).then(a => a.json());
    const [models, experiments, events, text] = await Promise.all([json("/models"), json("/experiments"), json("/events/recent"), call("/metrics").then(a => a.text())]);
    const select = form.model, chosen = select.value;
    const names = [...new Set([...models.map(m => m.name), ...experiments.splits.map(s => s.split)])].sort();
    if (names.join() !== [...select.options].map(o => o.value).join()) {
      select.replaceChildren(...names.map(n => element("option", n, { value: n })));
      select.value = names.includes(chosen) ? chosen : names.includes("default") ? "default" : names[0];
    }
    showModels(models);
    showExperiments(experiments);
    showEvents(events);
    metrics(parse(text));
    if (byId("status").textContent === "Loading…" || byId("status").dataset.bad === "true") say("Ready");
  } catch (failure) {
    say(failure.message, true);
  }
}

form.addEventListener("submit", event => {
  event.preventDefault();
  recommend().then(refresh).catch(failure => say(failure.message, true));
});
byId("invent").addEventListener("click", () => {
  form.user.value = "visitor-" + newId().slice(0, 6);
  recommend().then(refresh).catch(failure => say(failure.message, true));
});
refresh();
setInterval(() => { if (!document.hidden) refresh(); }, 2000);
