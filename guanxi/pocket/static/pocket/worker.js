// The service worker: keeps the frame of this release, and stands in for a page that cannot be had. It never keeps a page
// of the product itself; what is read offline comes from the pocket, sealed. The server puts FILES, SHELLS and RELEASE before this.
const FRAME = `guanxi-frame-${RELEASE}`;
const NOTES = "guanxi-notes"; // outlives releases: the language last used
const PATIENCE = 20000; // ms until a connection that says nothing counts as none
const HASHED = /\.[0-9a-f]{12}\.\w+$/;

self.addEventListener("install", (event) => event.waitUntil(keepFrame().then(() => self.skipWaiting())));

self.addEventListener("activate", (event) => event.waitUntil(forgetOlder().then(() => self.clients.claim())));

async function keepFrame() {
  const frame = await caches.open(FRAME);
  await frame.addAll(FILES);
  // asked as nobody: what stands in for a page must not hold anybody's name
  for (const shell of Object.values(SHELLS)) {
    await frame.put(shell, await fetch(shell, { credentials: "omit", cache: "no-store" }));
  }
}

async function forgetOlder() {
  for (const name of await caches.keys()) {
    if (name.startsWith("guanxi-frame-") && name !== FRAME) await caches.delete(name);
  }
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== location.origin) return;
  if (request.mode === "navigate") event.respondWith(navigated(request, pathname));
  else if (request.method === "GET" && pathname.startsWith("/static/")) event.respondWith(file(request, pathname));
});

async function file(request, pathname) {
  const frame = await caches.open(FRAME);
  const kept = await frame.match(request, { ignoreVary: true });
  if (kept && HASHED.test(pathname)) return kept;
  try {
    const fresh = await fetch(request);
    // what the frame's own files ask for (a style sheet's parts) belongs to it; a page's other files do not
    if (fresh.ok && !HASHED.test(pathname)) await frame.put(request, fresh.clone());
    return fresh;
  } catch (error) {
    if (kept) return kept;
    throw error;
  }
}

async function navigated(request, pathname) {
  if (pathname.startsWith("/pocket/shell/")) return fetch(request);
  try {
    // what is sent may take its time: an upload is not cut short
    const answer = await (request.method === "GET" ? inTime(fetch(request)) : fetch(request));
    if (![502, 504].includes(answer.status)) {
      await noteLanguage(answer);
      return answer;
    }
  } catch {
    // no connection: below
  }
  const frame = await caches.open(FRAME);
  const shell = await frame.match(SHELLS[await language()] ?? SHELLS[LANGUAGE]);
  return shell ?? Response.error();
}

function inTime(asked) {
  const late = new Promise((_done, fail) => setTimeout(fail, PATIENCE, new Error("late")));
  return Promise.race([asked, late]);
}

async function noteLanguage(answer) {
  const said = answer.headers.get("Content-Language");
  if (!said || !SHELLS[said]) return;
  const notes = await caches.open(NOTES);
  await notes.put("/language", new Response(said));
}

async function language() {
  const notes = await caches.open(NOTES);
  return (await notes.match("/language"))?.text();
}

// Chromium wakes the worker when the connection is back, with no page open; others send at the next page.
self.addEventListener("sync", (event) => {
  if (event.tag === "outbox") event.waitUntil(sendAll());
});

async function sendAll() {
  if ((await flush()) === "offline") throw new Error("still offline: ask again later");
}
