// What was written without a connection: kept sealed under an id of its own, sent one after the other, taken once by the
// server. States: waiting, conflict (the server says why), sent. Pages hear of changes on the channel "guanxi-pocket".
import { everything, read, remove, seal, unseal, write } from "./store.js";

const SHOWN = 24 * 3600 * 1000; // how long what was sent is still listed
const channel = new BroadcastChannel("guanxi-pocket");
const aside = new EventTarget(); // a channel does not speak to itself

export function heard(act) {
  channel.addEventListener("message", act);
  aside.addEventListener("changed", act);
}

function tell() {
  channel.postMessage("changed");
  aside.dispatchEvent(new Event("changed"));
}

export async function add(member, content) {
  const token = crypto.randomUUID();
  const written_at = new Date().toISOString();
  const known = await everything("outbox");
  const place = Math.max(0, ...known.map((one) => one.place)) + 1;
  await write("outbox", token, {
    token, member, place, state: "waiting", sealed: await seal("outbox", { token, written_at, ...content }),
  });
  tell();
  return token;
}

// All of a member's, in the order they were written; what cannot be unsealed any more says so by having no content.
export async function list(member) {
  const found = (await everything("outbox")).filter((one) => one.member === member);
  found.sort((one, other) => one.place - other.place);
  return Promise.all(found.map(async (one) => ({ ...one, ...(await unseal("outbox", one.sealed)) })));
}

export const unsent = async (member) => (await list(member)).filter((one) => one.state !== "sent");

async function settle(token, state, changes) {
  const kept = await read("outbox", token);
  if (!kept) return;
  const content = { ...(await unseal("outbox", kept.sealed)), ...changes };
  await write("outbox", token, { ...kept, state, at: Date.now(), sealed: await seal("outbox", content) });
}

// Its writer mended it, or agreed to what he was shown: it waits again.
export async function mend(token, changes) {
  await settle(token, "waiting", { ...changes, answer: undefined });
  tell();
}

export async function discard(token) {
  await remove("outbox", token);
  tell();
}

// Sends what waits, in order. Answers "done", "offline", "out" (nobody is signed in) or "busy" (another page is sending).
export function flush() {
  return navigator.locks.request("guanxi-outbox", { ifAvailable: true }, (lock) => (lock ? send() : "busy"));
}

async function send() {
  try {
    if (!(await everything("outbox")).some((one) => one.state === "waiting")) return "done";
    const who = await fetch("/pocket/token/", { cache: "no-store", headers: { "HX-Request": "true" } });
    if (who.status === 401) return "out";
    if (!who.ok) return "offline";
    const { member, token } = await who.json();
    for (;;) {
      const next = (await list(member)).find((one) => one.state === "waiting");
      if (!next) return "done";
      const went = await deliver(next, token);
      if (went !== "done") return went;
    }
  } catch (error) {
    if (error instanceof TypeError) return "offline"; // what fetch throws without a connection
    throw error;
  }
}

async function deliver(item, token) {
  const reply = await fetch("/pocket/arrivals/", {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": token, "HX-Request": "true" },
    body: JSON.stringify(contentOf(item)),
  });
  if (reply.status === 401) return "out";
  if (reply.ok) await settle(item.token, "sent", { answer: await reply.json() });
  else if (reply.status === 409) await settle(item.token, "conflict", { answer: await reply.json() });
  // our mistake: said with its code and kept, and what was written after it need not wait
  else if (reply.status === 500) await settle(item.token, "conflict", { answer: { code: "broken", support: reply.headers.get("X-Request-Id") ?? "" } });
  else return "offline";
  tell();
  return "done";
}

function contentOf({ token, kind, written_at, customer, task, text, position, next_contact_at, next_step, was, anyway }) {
  return { token, kind, written_at, customer, task, text, position, next_contact_at, next_step, was, anyway };
}

// What arrived is listed for a day to whoever wrote it, and to nobody else on this device.
export async function tidy(member) {
  for (const one of await everything("outbox")) {
    const old = one.member !== member || Date.now() - one.at > SHOWN;
    if (one.state === "sent" && old) await remove("outbox", one.token);
  }
}
