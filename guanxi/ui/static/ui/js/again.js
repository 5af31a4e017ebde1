// The page "Guanxi is starting": asks every five seconds and opens when there is an answer. It adds no load: HEAD, one tab.
const every = 5000;

async function ask() {
  try {
    const reply = await fetch(location.href, { method: "HEAD", cache: "no-store" });
    if (reply.status !== 503) location.reload();
  } catch {
    return; // the server itself is not there yet
  }
}

setInterval(() => document.hidden || ask(), every);
