"use strict";
// The page uses the public endpoints only and builds every node as text: nothing that a user typed becomes markup.
const base = location.pathname.replace(/\/+$/, "");
const form = document.getElementById("try");
let shown = [];

const headers = () => (form.key.value ? { "X-API-Key": form.key.value } : {});

async function call(path, options = {}) {
  const answer = await fetch(base + path, { ...options, headers: { ...headers(), ...options.headers } });
  if (answer.ok) return answer;
  const problem = await answer.json().catch(() => ({}));
  throw new Error(problem.detail || answer.status + " " + answer.statusText);
}

function say(text, bad = false) {
  const status = document.getElementById("status");
  status.textContent = text;
  status.dataset.bad = bad;
}

function element(name, text, attributes = {}) {
  const node = document.createElement(name);
  if (text !== undefined) node.textContent = text;
  Object.assign(node, attributes);
  return node;
}

async function recommend() {
  const answer = await (await call("/recommend/" + encodeURIComponent(form.model.value || "default"), {
    method: "POST",
    body: JSON.stringify({ user: form.user.value, count: Number(form.count.value) }),
  })).json();
  const before = shown;
  shown = answer.items.map(i => i.item);
  document.getElementById("list").replaceChildren(...answer.items.map((item, place) => {
    const row = element("li");
    const was = before.indexOf(item.item);
    row.append(element("span", item.item, { className: before.length && was !== place ? "moved" : "" }), " ");
    for (const type of ["click", "cart", "purchase", "hide"]) {
      const button = element("button", type, { type: "button", ariaLabel: type + " " + item.item });
      button.addEventListener("click", () => act(type, item.item, answer.id));
      row.append(button, " ");
    }
    const moved = !before.length ? "" : was < 0 ? " · new in the list" : was === place ? "" : " · was " + (was + 1);
    row.append(element("div", (item.reasons.join("; ") || "from " + item.sources.join(", ")) + " · score " + item.score.toPrecision(3) + moved, { className: "why" }));
    return row;
  }));
  say(answer.items.length + " items for " + form.user.value + " in " + answer.took + " ms, version " + answer.version);
}

async function act(type, item, ranking) {
  try {
    await call("/feedback", {
      method: "POST",
      body: JSON.stringify({ event: "interaction", id: crypto.randomUUID ? crypto.randomUUID() : String(Math.random()), timestamp: Date.now(), user: form.user.value, type, item, ranking }),
    });
    await recommend();
  } catch (failure) {
    say(failure.message, true);
  }
}

function metrics(text) {
  const values = new Map();
  for (const line of text.split("\n")) {
    const at = line.lastIndexOf(" ");
    if (at > 0 && line[0] !== "#") values.set(line.slice(0, at), Number(line.slice(at + 1)));
  }
  const state = what => values.get('recsys_state{what="' + what + '"}') ?? 0;
  const cards = { Users: state("users"), Items: state("items"), Events: state("sequence"), "Waiting for the disk": state("pending") };
  document.getElementById("cards").replaceChildren(...Object.entries(cards).map(([name, value]) => {
    const card = element("div", name);
    card.append(element("b", value.toLocaleString("en")));
    return card;
  }));
  document.getElementById("traffic").replaceChildren(...["feedback", "rank", "recommend"].map(endpoint => {
    const of = (name, more = "") => values.get("recsys_request_" + name + '{endpoint="' + endpoint + '"' + more + "}") ?? 0;
    const count = of("seconds_count");
    let p99 = "";
    for (const [name, value] of values) {
      const match = name.startsWith('recsys_request_seconds_bucket{endpoint="' + endpoint + '"') && /le="([^"]+)"/.exec(name);
      if (match && count && value >= 0.99 * count) { p99 = match[1] === "+Inf" ? "over 1000" : String(Number(match[1]) * 1000); break; }
    }
    const row = element("tr");
    row.append(element("th", endpoint, { scope: "row" }));
    for (const cell of [count, of("failures_total"), count ? (1000 * of("seconds_sum") / count).toFixed(2) : "", p99]) row.append(element("td", cell, { className: "number" }));
    return row;
  }));
}

async function refresh() {
  try {
    const [models, text] = await Promise.all([call("/models").then(a => a.json()), call("/metrics").then(a => a.text())]);
    const select = form.model, chosen = select.value;
    select.replaceChildren(...models.map(m => element("option", m.name)));
    if (chosen) select.value = chosen;
    document.getElementById("models").replaceChildren(...models.map(m => {
      const row = element("tr");
      for (const cell of [m.name, m.version, new Date(m.loadedAt).toLocaleString(), Object.entries(m.metrics).map(([k, v]) => k + " " + (v?.value ?? v)).join(", ")]) row.append(element("td", cell));
      return row;
    }));
    metrics(text);
    if (document.getElementById("status").textContent === "Loading…") say("Ready");
  } catch (failure) {
    say(failure.message, true);
  }
}

form.addEventListener("submit", event => {
  event.preventDefault();
  recommend().catch(failure => say(failure.message, true));
});
refresh();
setInterval(() => { if (!document.hidden) refresh(); }, 3000);
