// On every page with a connection: whose pocket this device holds, whether it is fresh, and what is still to be sent.
import { fill, isDue } from "./fill.js";
import { discard, flush, heard, list, tidy, unsent } from "./outbox.js";
import { empty, pocket, usable, want, wanted, write } from "./store.js";

const meta = document.querySelector("meta[name=pocket]");
const member = Number(meta?.dataset.member ?? 0);
const every = 60000;

async function begin() {
  const facts = await pocket();
  // signed out, the session ended, or somebody else signed in: what one kept is gone
  if (facts && facts.member !== member) await empty();
  await tidy(member);
  await write("facts", "member", member);
  if (!member) return;
  await count();
  if (!(await wanted(member))) return;
  await navigator.serviceWorker.register("/pocket-worker.js", { type: "module", scope: "/" });
  if ((await flush()) === "out") await empty();
  if (await isDue()) await refill();
}

async function refill() {
  const went = await fill();
  if (went === "filled") dispatchEvent(new Event("pocket-filled"));
  if (went === "refused") await want(member, false); // the company allows none: no need to ask at every page
}

async function count() {
  const link = document.getElementById("pocket-badge");
  if (!link) return;
  const open = await unsent(member);
  const stuck = open.filter((one) => one.state === "conflict").length;
  link.hidden = !open.length;
  link.dataset.tone = stuck ? "bad" : "";
  link.querySelector("[data-count]").textContent = open.length;
  const words = stuck ? link.dataset.stuck : link.dataset.waiting;
  link.querySelector("[data-words]").textContent = words.replace("{n}", open.length);
}

const quietly = (act) => act().catch((error) => console.warn("pocket", error));

// Signing out: first what is unsent is asked about, then the pocket is emptied, then the form goes.
const leaving = document.getElementById("pocket-leaving");
let mayLeave = false;

async function leave(form) {
  // where the browser keeps nothing (a private window) there is nothing to ask about, and nobody is kept from signing out
  const open = usable() ? await unsent(member).catch(() => []) : [];
  if (open.length) {
    leaving.querySelector("[data-count]").textContent = leaving.dataset.words.replace("{n}", open.length);
    leaving.querySelector("[data-failed]").hidden = true;
    leaving.form = form;
    leaving.showModal();
    return;
  }
  await go(form);
}

async function go(form) {
  if (usable()) await quietly(async () => (await empty(), await tidy(0)));
  mayLeave = true;
  // a form cannot be sent again while its first try is still being told to listeners
  setTimeout(() => form.requestSubmit());
}

addEventListener(
  "submit",
  (event) => {
    if (!event.target.hasAttribute("data-sign-out") || mayLeave || !member) return;
    event.preventDefault();
    event.stopImmediatePropagation(); // drafts are forgotten only by the sign-out that happens
    leave(event.target);
  },
  { capture: true },
);

leaving?.addEventListener("click", async (event) => {
  const chosen = event.target.closest("[data-choice]")?.dataset.choice;
  if (chosen === "stay") leaving.close();
  if (chosen === "send") {
    await flush();
    if ((await unsent(member)).length) leaving.querySelector("[data-failed]").hidden = false;
    else await go(leaving.form);
  }
  if (chosen === "discard") {
    for (const one of await list(member)) await discard(one.token);
    await go(leaving.form);
  }
});

if (meta && usable()) {
  if ("serviceWorker" in navigator) quietly(begin);
  heard(() => quietly(count));
  addEventListener("online", () => quietly(flush));
  if (member) setInterval(() => document.hidden || quietly(flush), every);
  // a customer was taken along, or left
  document.addEventListener("pocket", () => quietly(async () => (await wanted(member)) && refill()));
}
