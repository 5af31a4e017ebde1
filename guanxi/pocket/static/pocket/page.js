// The page "On the road": what the pocket of this device holds, filling and emptying it.
import { fill } from "./fill.js";
import { facts as words, said, useZone } from "./pages.js";
import { empty, pocket, usable, want, wanted } from "./store.js";

const box = document.getElementById("pocket");
const status = document.getElementById("pocket-said");
const member = Number(box?.dataset.member);

async function show() {
  const can = usable() && "serviceWorker" in navigator;
  const kept = can ? await pocket() : undefined;
  const on = can && (await wanted(member));
  const state = can ? (kept ? "kept" : "none") : "unusable";
  for (const one of box.querySelectorAll("[data-state]")) one.hidden = one.dataset.state !== state;
  const shown = { keep: can && !on, fill: on, empty: on };
  for (const button of box.querySelectorAll("[data-do]")) button.hidden = !shown[button.dataset.do];
  if (!kept) return;
  useZone(kept.timeZone);
  const [told, missing] = words(kept);
  document.getElementById("pocket-facts").textContent = told;
  document.getElementById("pocket-left-out").textContent = missing;
}

const acts = {
  async keep() {
    await want(member, true);
    await navigator.serviceWorker.register("/pocket-worker.js", { type: "module", scope: "/" });
    await acts.fill();
  },
  async fill() {
    const went = await fill((n, all) => {
      status.textContent = said(status.dataset.filling, { n, all });
    });
    if (went === "out") location.reload(); // to the sign-in page
    status.textContent = { filled: status.dataset.filled, offline: status.dataset.failed, refused: status.dataset.refused }[went] ?? "";
  },
  async empty() {
    await want(member, false);
    await empty();
    status.textContent = "";
    await (await navigator.serviceWorker.getRegistration("/"))?.unregister();
  },
};

async function act(button) {
  button.setAttribute("aria-busy", "true");
  try {
    await acts[button.dataset.do]();
  } finally {
    button.removeAttribute("aria-busy");
    await show();
  }
}

if (box) {
  box.addEventListener("click", (event) => {
    const button = event.target.closest("[data-do]");
    if (button && !button.hasAttribute("aria-busy")) act(button);
  });
  addEventListener("pocket-filled", show);
  await show();
}
