"use strict";
/* Shows what /console/state and /console/stream tell. Texts from outside are set as text, never as markup. */
const byId = (id) => document.getElementById(id);
const STATUSES = ["submitting", "waiting", "running", "other", "collecting"];
const DOORS = { open: ["open", "good"], failing: ["failing", "bad"],
  unreachable: ["unreachable", "bad"], not_authenticated: ["key not accepted", "bad"],
  wrong_url: ["not the API at this URL", "bad"],
  credits_exhausted: ["no credits left", "bad"] };

function element(name, text, className) {
  const made = document.createElement(name);
  if (text !== undefined && text !== null) made.textContent = text;
  if (className) made.className = className;
  return made;
}

const set = (id, text) => { byId(id).textContent = text ?? ""; };
const time = (at) => (at ? new Date(at).toLocaleTimeString() : "");
const number = (n) => n.toLocaleString();
const span = (ms) => (ms >= 10000 ? `${(ms / 1000).toFixed(1)} s` : ms >= 1000 ? `${(ms / 1000).toFixed(2)} s` : `${ms.toFixed(0)} ms`);

/* A link that leads out of here: only to the web, and the other side learns nothing of this page. */
function outwards(url, text, about) {
  if (!url || !/^https?:\/\//i.test(url)) return document.createTextNode("");
  const link = element("a", text);
  link.href = url;
  link.target = "_blank";
  link.rel = "noopener noreferrer";
  link.setAttribute("aria-label", `${text} ${about}`);
  return link;
}

function cell(content, className) {
  const made = content instanceof Node ? element("td", null, className) : element("td", content, className);
  if (content instanceof Node) made.append(content);
  return made;
}

function statusCell(status) {
  const made = cell(status, "status");
  made.dataset.status = status;
  return made;
}

function fill(id, rows, columns, nothing) {
  const body = byId(id).tBodies[0];
  if (!rows.length) {
    const empty = cell(nothing, "empty");
    empty.colSpan = columns;
    const row = element("tr");
    row.append(empty);
    body.replaceChildren(row);
    return;
  }
  body.replaceChildren(...rows.map((cells) => {
    const row = element("tr");
    row.append(...cells);
    return row;
  }));
}

function inFlight(tasks) {
  const all = STATUSES.reduce((sum, status) => sum + (tasks[status] ?? 0), 0);
  set("in-flight", number(all));
  const there = STATUSES.filter((status) => tasks[status]);
  byId("bar").setAttribute("aria-label", there.map((s) => `${tasks[s]} ${s}`).join(", ") || "nothing in flight");
  byId("bar").replaceChildren(...there.map((status) => {
    const part = element("div");
    part.style.width = `${(100 * tasks[status]) / all}%`;
    part.style.background = `var(--${status})`;
    return part;
  }));
  byId("legend").replaceChildren(...STATUSES.map((status) => {
    const item = element("li");
    const mark = element("i");
    mark.style.background = `var(--${status})`;
    item.append(mark, `${status} ${number(tasks[status] ?? 0)}`);
    return item;
  }));
}

function overview(now) {
  inFlight(now.tasks);
  const [word, state] = DOORS[now.api.door] ?? [now.api.door, "warn"];
  set("api", word);
  byId("api-tile").dataset.state = state;
  set("api-detail", now.api.door === "open" ? "" : `since ${time(now.api.since)}: ${now.api.detail ?? ""}`);
  set("slots", now.slots === null ? number(now.slots_used) : `${number(now.slots_used)} / ${number(now.slots)}`);
  set("slots-note", now.slots === null ? "used, no limit set" : "used of this replica's");
  set("partitions", number(now.partitions_owned));
  set("partitions-note", now.partitions_restoring ? `${now.partitions_restoring} restoring` : "owned and restored");
  set("overdue", span(1000 * now.overdue_seconds));
  byId("overdue-tile").dataset.state = now.overdue_seconds > 30 ? "bad" : now.overdue_seconds > 10 ? "warn" : "";
  set("backlog", number(now.backlog));
  set("unclear", now.unclear ? `${now.unclear} without a clear answer` : "");
  set("open-calls", number(now.open_calls));
  const tool = now.latencies.find((each) => each.name === "tool_call");
  set("tool-note", tool && tool.count ? `answered after ${span(tool.mean_ms)} on average` : "");
  fill("latencies", now.latencies.filter((l) => l.count).map((l) => [
    cell(l.name.replaceAll("_", " ")), cell(number(l.count), "n"), cell(span(l.mean_ms), "n"), cell(span(l.max_ms), "n")]),
    4, "Nothing was measured yet.");
}

let shown = -1;
function recent(seen) {
  if (seen.version === shown) return;
  shown = seen.version;
  fill("live", seen.live.map((l) => [cell(time(l.since), "time"), cell(l.request_id, "id"), statusCell(l.status),
    cell(outwards(l.live_url, "watch", l.request_id))]), 4, "No task is running that can be watched.");
  fill("results", seen.results.map((r) => [cell(time(r.at), "time"), cell(r.request_id, "id"), statusCell(r.status),
    cell(r.credits === null ? "" : number(r.credits), "n"), cell(r.code ? `${r.code}: ${r.message}` : "", "why"),
    cell(outwards(r.recording_url, "recording", r.request_id))]), 6, "No request has ended yet.");
  fill("letters", seen.letters.map((l) => [cell(time(l.at), "time"), cell(l.code, "code"),
    cell(`${l.topic}-${l.partition}@${l.offset}`, "id"), cell(l.reason, "why")]), 4, "Nothing was set aside.");
}

function connection(text, state) {
  set("link", text);
  byId("link").dataset.state = state;
}

async function begin() {
  const answer = await fetch("console/state");
  if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
  const all = await answer.json();
  set("instance", all.replica.instance);
  set("group", `in group ${all.replica.group}`);
  set("started", ` at ${new Date(all.replica.started_at).toLocaleString()}`);
  set("version", `Version ${all.replica.version}.`);
  document.title = `${all.replica.instance} · Kafka Task Bridge`;
  Charts.begin(all.flow);
  if (all.overview) overview(all.overview);
  shown = -1;
  recent(all.recent);
}

function follow() {
  const stream = new EventSource("console/stream");
  stream.onopen = () => begin().then(() => connection("live", "good"), () => connection("no answer", "bad"));
  stream.onerror = () => connection("connection lost, trying again", "bad");
  stream.onmessage = (message) => {
    const update = JSON.parse(message.data);
    overview(update.overview);
    recent(update.recent);
    Charts.add(update.point);
  };
}

function theme(dark) {
  document.documentElement.dataset.theme = dark ? "dark" : "light";
  byId("theme").setAttribute("aria-pressed", String(dark));
  Charts.recolour();
}

const wish = matchMedia("(prefers-color-scheme: dark)");
byId("theme").addEventListener("click", () => theme(document.documentElement.dataset.theme !== "dark"));
wish.addEventListener("change", () => theme(wish.matches));
addEventListener("resize", Charts.resize);
theme(wish.matches);
follow();
