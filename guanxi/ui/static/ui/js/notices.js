// The stream of <meta name="stream"> says that there is a notice, and how far work is; what the notice says comes from
// <meta name="notices">?after=<last id> in the reader's language: JSON {count, last, notices: [{text, url}], progress}.
// The same is asked after every reconnection, so that nothing is missed, and every 30 s where no stream can be had.
const streamUrl = document.querySelector("meta[name=stream]")?.content;
const pollUrl = document.querySelector("meta[name=notices]")?.content;
const every = 30000;
let timer;
let source;
let failures = 0;
let opened = false; // a later opening is a reconnection
let last; // id of the newest notice this page knows
let asking = false;
let again = false;

function counted(count) {
  for (const badge of document.querySelectorAll("[data-notices-count]")) {
    badge.textContent = count > 99 ? "99+" : String(count);
    badge.hidden = !count;
  }
}

function tell(name, detail) {
  document.dispatchEvent(new CustomEvent(name, { detail }));
}

// One question at a time: two notices that come together would else be told twice each.
async function poll() {
  again = true;
  if (!pollUrl || asking) return;
  asking = true;
  while (again) {
    again = false;
    await ask();
  }
  asking = false;
}

async function ask() {
  try {
    const known = last === undefined ? "" : `?after=${last}`;
    const reply = await fetch(pollUrl + known, { headers: { Accept: "application/json" } });
    if (!reply.ok) return;
    const state = await reply.json();
    last = state.last;
    counted(state.count);
    for (const notice of state.notices) tell("toast", notice);
    if (state.notices.length) tell("notice", {});
    for (const one of state.progress) tell("progress", one);
  } catch {
    return; // offline: the next turn asks again
  }
}

function startPolling() {
  if (!pollUrl || timer) return;
  poll();
  timer = setInterval(() => document.hidden || poll(), every);
}

function stopPolling() {
  clearInterval(timer);
  timer = undefined;
}

// More pages are open than may listen, and this one made room for a newer one: it comes back while it is looked at.
function resume() {
  if (document.hidden) document.addEventListener("visibilitychange", resume, { once: true });
  else listen();
}

function listen() {
  source?.close();
  source = new EventSource(streamUrl, { withCredentials: true });
  source.addEventListener("open", () => {
    failures = 0;
    stopPolling();
    if (opened) {
      poll();
      tell("changed", {});
    }
    opened = true;
  });
  source.addEventListener("notice", (event) => {
    last ??= JSON.parse(event.data).id - 1;
    poll();
  });
  source.addEventListener("progress", (event) => tell("progress", JSON.parse(event.data)));
  // something a page may show has changed; which page that is, its own module knows
  source.addEventListener("changed", (event) => tell("changed", JSON.parse(event.data)));
  source.addEventListener("crowded", () => {
    source.close();
    setTimeout(resume, every);
  });
  source.addEventListener("error", () => {
    failures += 1;
    if (failures >= 3) startPolling();
    // the browser gives up on an error status; try again later
    if (source.readyState === EventSource.CLOSED) setTimeout(listen, every);
  });
}

if (streamUrl) listen();
else startPolling();

// a page kept in the browser's cache must not hold a connection
addEventListener("pagehide", () => source?.close());
addEventListener("pageshow", (event) => {
  if (event.persisted && streamUrl) listen();
});
