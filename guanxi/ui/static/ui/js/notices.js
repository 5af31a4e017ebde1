// The stream: notices and progress, pushed by the server named in <meta name="stream">; when it can't be had, the
// page asks <meta name="notices"> every 30 s: JSON {count, notices: [...], progress: [...]}.
const streamUrl = document.querySelector("meta[name=stream]")?.content;
const pollUrl = document.querySelector("meta[name=notices]")?.content;
const every = 30000;
let timer;
let source;
let failures = 0;

function counted(count) {
  for (const badge of document.querySelectorAll("[data-notices-count]")) {
    badge.textContent = count > 99 ? "99+" : String(count);
    badge.hidden = !count;
  }
}

function tell(name, detail) {
  document.dispatchEvent(new CustomEvent(name, { detail }));
}

function noticed(notice) {
  if (notice.count !== undefined) counted(notice.count);
  if (notice.text) tell("toast", { text: notice.text, url: notice.url, tone: notice.tone ?? "" });
  tell("notice", notice);
}

async function poll() {
  try {
    const reply = await fetch(pollUrl, { headers: { Accept: "application/json" } });
    if (!reply.ok) return;
    const { count, progress = [] } = await reply.json();
    counted(count);
    for (const one of progress) tell("progress", one);
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

function listen() {
  source = new EventSource(streamUrl, { withCredentials: true });
  source.addEventListener("open", () => {
    failures = 0;
    stopPolling();
  });
  source.addEventListener("notice", (event) => noticed(JSON.parse(event.data)));
  source.addEventListener("progress", (event) => tell("progress", JSON.parse(event.data)));
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
