// The page works without this. With it, a change is seen where it is, and the scroll stays.
"use strict";
const parts = new Map();
const read = (root) => [...root.querySelectorAll("[data-part]")].filter((one) => one.id);
const skew = () => {
  const head = document.querySelector("[data-now]");
  return head ? Number(head.dataset.now) * 1000 - Date.now() : 0;
};
let offset = skew();
const held = () => [...parts.values()].join(" ");
const look = (more) => ({ ...more, headers: { Accept: "text/html", "X-Parts": held() } });
// A part with frames, but for where these lead: a new mail is loaded into the frame that is there.
const framed = new Map();
const bare = (one) => one.outerHTML.replace(/ (src|data-part)="[^"]*"/g, "");
function keepInMind(one) {
  parts.set(one.id, one.dataset.part);
  if (one.querySelector("iframe")) framed.set(one.id, bare(one));
}
read(document).forEach(keepInMind);

const isTyped = (root) =>
  [...root.querySelectorAll("textarea, input[type=text]")].some((one) => one.value !== one.defaultValue);

function keep(from, to) {
  for (const one of from.querySelectorAll("details[id]")) {
    const other = to.querySelector(`#${CSS.escape(one.id)}`);
    if (other && one.open) other.open = true;
  }
}

function put(old, fresh) {
  const spot = old.contains(document.activeElement) ? document.activeElement : null;
  const named = spot && (spot.id ? `#${CSS.escape(spot.id)}` : spot.value && `[value="${CSS.escape(spot.value)}"]`);
  keep(old, fresh);
  old.replaceWith(fresh);
  if (named) fresh.querySelector(named)?.focus({ preventScroll: true });
  if (fresh.querySelector("[data-story]")) draggable();
}

function onlyFrames(old, fresh) {
  if (!fresh.querySelector("iframe") || framed.get(fresh.id) !== bare(fresh)) return false;
  for (const frame of fresh.querySelectorAll("iframe")) {
    const there = old.querySelector(`#${CSS.escape(frame.id)}`);
    if (there.getAttribute("src") !== frame.getAttribute("src")) there.setAttribute("src", frame.getAttribute("src"));
  }
  return true;
}

function swap(html, mine) {
  const doc = new DOMParser().parseFromString(html, "text/html");
  const fresh = read(doc);
  const isOurs = "page" in doc.body.dataset;
  if (!isOurs || fresh.some((one) => !document.getElementById(one.id))) return location.reload();
  document.title = doc.title;
  const link = 'link[href*="/rules.css"]';
  if (doc.querySelector(link)?.getAttribute("href") !== document.querySelector(link)?.getAttribute("href"))
    document.querySelector(link)?.setAttribute("href", doc.querySelector(link).getAttribute("href"));
  // Read before anything is replaced and set behind it: in between, each would lay the whole page out anew.
  const scrolled = [...document.querySelectorAll(".strip")].map((one) => [one.id, one, one.scrollTop]);
  const hash = doc.getElementById("departure")?.dataset.hash;
  if (hash) for (const hidden of document.querySelectorAll("[name=hash]")) hidden.value = hash;
  for (const one of fresh) {
    const old = document.getElementById(one.id);
    if (!old.contains(mine) && isTyped(old)) continue;
    if (!onlyFrames(old, one)) put(old, document.importNode(one, true));
    keepInMind(one);
  }
  for (const [id, before, top] of scrolled) {
    const strip = document.getElementById(id);
    if (strip && strip !== before && top) strip.scrollTop = top;
  }
  offset = skew();
  count();
}

function lost() {
  const said = document.getElementById("said");
  if (said) said.textContent = "The program behind this page has ended: start publish preview again.";
}

let asked = 0;
async function refresh() {
  const mine = ++asked, had = held();
  try {
    const answer = await fetch(location.href, look());
    const html = await answer.text();
    if (mine !== asked) return;
    if (had === held()) swap(html);
    else refresh(); // what it leaves out was known when it was asked for, and was replaced since
  } catch { lost(); }
}

async function post(action, body, form) {
  asked++;
  const had = held();
  document.body.classList.add("busy");
  try {
    const answer = await fetch(action, look({ method: "POST", body }));
    const html = await answer.text();
    const isWhole = had === held();
    if (answer.headers.get("content-type").startsWith("text/html")) swap(html, form);
    else document.getElementById("said").textContent = html;
    if (answer.status >= 400) document.getElementById("trouble")?.scrollIntoView({ block: "center" });
    if (!isWhole) refresh();
  } catch { lost(); }
  document.body.classList.remove("busy");
}

document.addEventListener("submit", (event) => {
  event.preventDefault();
  const form = event.target, by = event.submitter;
  const body = new URLSearchParams(new FormData(form, by));
  post(by?.getAttribute("formaction") || form.getAttribute("action"), body, form);
});

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-swap]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  history.pushState(null, "", link.href);
  refresh();
});
addEventListener("popstate", refresh);

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  if (event.target.closest("input, textarea, select")) return;
  const to = document.getElementById("to"), key = event.key.toLowerCase();
  if (key === "t" && to && !to.value) { event.preventDefault(); to.focus(); return; }
  const name = { t: "do-test", h: "do-hold", a: "do-approve", u: "do-undo" }[key];
  const button = name && document.getElementById(name);
  if (button) button.click();
});

const closing = () => document.getElementById("send-now")?.removeAttribute("open");
document.addEventListener("keydown", (event) => { if (event.key === "Escape") closing(); });
document.addEventListener("pointerdown", (event) => { if (!event.target.closest("#send-now")) closing(); });

function count() {
  const now = Date.now() + offset;
  for (const one of document.querySelectorAll("[data-until]")) {
    const left = Math.max(0, Math.round((Number(one.dataset.until) * 1000 - now) / 1000));
    const two = (number) => String(number).padStart(2, "0");
    const hours = Math.floor(left / 3600), minutes = Math.floor(left / 60) % 60;
    one.textContent = hours ? `${hours}:${two(minutes)}:${two(left % 60)}` : `${minutes}:${two(left % 60)}`;
    if (!left && !one.dataset.over) { one.dataset.over = "1"; setTimeout(refresh, 500); }
  }
}
setInterval(count, 500);
setInterval(refresh, 30000);

let dragged = null;
const rows = () => [...document.querySelectorAll("[data-story]")];
function draggable() {
  for (const row of rows()) {
    if (row.querySelector(".grip") || !row.querySelector(".moves")) continue;
    const grip = document.createElement("span");
    grip.className = "grip"; grip.draggable = true; grip.setAttribute("aria-hidden", "true"); grip.title = "Drag";
    row.prepend(grip);
  }
}
document.addEventListener("dragstart", (event) => {
  if (!event.target.classList?.contains("grip")) return;
  dragged = event.target.closest("[data-story]");
  event.dataTransfer.setData("text/plain", dragged.dataset.story);
  event.dataTransfer.setDragImage(dragged, 10, 10);
});
document.addEventListener("dragover", (event) => {
  const over = event.target.closest?.("[data-story]");
  if (!dragged || !over || over.parentNode !== dragged.parentNode) return;
  event.preventDefault();
  const box = over.getBoundingClientRect();
  if (over !== dragged) over[event.clientY < box.top + box.height / 2 ? "before" : "after"](dragged);
});
document.addEventListener("drop", (event) => {
  if (!dragged) return;
  event.preventDefault();
  const form = dragged.closest("form");
  const to = [...dragged.parentNode.querySelectorAll(":scope > [data-story]")].indexOf(dragged);
  const body = new URLSearchParams(new FormData(form));
  body.set("do", `move:${dragged.dataset.story}`);
  body.set("to", String(to));
  parts.set("part-stories", ""); // the page shows another order than it was told
  post(form.getAttribute("action"), body, form);
});
document.addEventListener("dragend", () => { dragged = null; });
draggable();

let scrolling = null;
document.addEventListener("scroll", (event) => {
  const strip = event.target;
  if (!strip.classList?.contains("strip") || (scrolling && scrolling !== strip)) return;
  scrolling = strip;
  for (const other of document.querySelectorAll(".strip")) if (other !== strip) other.scrollTop = strip.scrollTop;
  requestAnimationFrame(() => requestAnimationFrame(() => { scrolling = null; }));
}, true);

const source = new EventSource("/events");
let heard = null;
source.onmessage = (event) => {
  if (heard !== null && heard !== event.data) refresh();
  heard = event.data;
};
