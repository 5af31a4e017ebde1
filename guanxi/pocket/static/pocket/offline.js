// The frame without a connection: shows from the pocket what the address asks for, or says that it is not in it.
import { flush, heard, list, unsent } from "./outbox.js";
import { facts, make, moment, said, told, useZone } from "./pages.js";
import { showPrices } from "./searching.js";
import { empty, page, pocket, read } from "./store.js";
import { forms, tickOffline, writtenAt } from "./writing.js";
import { showWritten } from "./written.js";

const main = document.getElementById("main");
const state = { member: 0, index: undefined, inside: new Set() };

const ROUTES = [
  [/^\/$/, day],
  [/^\/customers\/$/, customers],
  [/^\/customers\/(\d+)\/(?:briefing\/)?$/, customer],
  [/^\/timeline\/tasks\/(?:(\d+)\/)?$/, tasks],
  [/^\/commerce\/(?:pricebooks|products)\//, async () => main.replaceChildren(...(await showPrices()).childNodes)],
  [/^\/pocket\/written\/$/, written],
  [/^\/pocket\/$/, about],
];

async function day() {
  const made = make("t-day");
  made.querySelector("[data-html]").append(told(state.index.day, state.inside));
  main.replaceChildren(made);
}

async function customers() {
  const { customers: inside, left_out: left } = state.index;
  const words = document.getElementById("pocket-words").dataset;
  const made = make("t-customers", { count: inside.length, left_out: left ? said(words.leftOut, { n: left }) : "" });
  for (const one of inside) {
    const row = make("t-link", { name: one.name, note: one.city });
    row.querySelector("a").href = `/customers/${one.id}/`;
    made.querySelector("[data-list]").append(row);
  }
  main.replaceChildren(made);
}

async function customer(pk) {
  const kept = await page(`customer/${pk}`);
  if (!kept) return missing("customer");
  document.title = kept.name;
  const made = make("t-customer", { name: kept.name });
  made.querySelector("[data-html]").append(told(kept.html, state.inside));
  made.querySelector("[data-forms]").append(forms(state.member, kept));
  main.replaceChildren(made);
  const here = main.querySelector("[data-here]");
  const show = async () => here.replaceChildren(...writtenAt(await list(state.member), kept.id));
  heard(show);
  await show();
}

async function tasks(pk) {
  const made = make("t-tasks", { count: state.index.tasks.length });
  made.querySelector("[data-more]").hidden = !state.index.more_tasks;
  made.querySelector("[data-none]").hidden = state.index.tasks.length > 0;
  const ticked = new Set((await unsent(state.member)).map((one) => one.task));
  for (const one of state.index.tasks) made.querySelector("[data-list]").append(taskRow(one, ticked.has(one.id)));
  main.replaceChildren(made);
  document.getElementById(pk ? `task-${pk}` : location.hash.slice(1))?.scrollIntoView({ block: "center" });
}

function taskRow(one, ticked) {
  const made = make("t-task", { title: one.title, note: one.note, due: moment(one.due), customer: one.customer?.name });
  const row = made.querySelector("li");
  row.id = `task-${one.id}`;
  row.querySelector(".pocket-at").classList.toggle("is-late", one.late);
  if (one.customer) row.querySelector("a").href = `/customers/${one.customer.id}/`;
  tickOffline(row, state.member, one, ticked);
  return made;
}

async function written() {
  main.replaceChildren(make("t-written"));
  await showWritten(state.member);
}

async function about() {
  const [words, left] = facts(await pocket());
  const made = make("t-about", { facts: words, left_out: left });
  made.querySelector("[data-do]").addEventListener("click", async () => {
    await empty();
    location.reload();
  });
  main.replaceChildren(made);
}

function missing(which) {
  const made = make(state.index ? "t-missing" : "t-empty");
  for (const one of made.querySelectorAll(`[data-${which}], [data-posted]`)) one.hidden = false;
  main.replaceChildren(made);
}

async function show() {
  const kept = await pocket();
  state.member = kept?.member ?? (await read("facts", "member")) ?? 0;
  state.index = kept && (await page("index"));
  state.inside = new Set(state.index?.customers.map((one) => one.id));
  useZone(kept?.timeZone);
  const when = document.getElementById("when");
  when.textContent = kept ? said(when.dataset.filled, { made: moment(kept.madeAt) }) : "";
  const [how, found] = ROUTES.map(([path, act]) => [act, location.pathname.match(path)]).find(([, hit]) => hit) ?? [];
  if (how === written || (how && state.index)) await how(found[1]);
  else missing("page");
}

async function count() {
  const badge = document.querySelector("#nav-written [data-count]");
  const open = (await unsent(state.member)).length;
  badge.hidden = !open;
  badge.textContent = open;
}

async function back() {
  if ((await flush()) !== "offline") document.getElementById("back").hidden = false;
}

const [, theme] = document.cookie.match(/(?:^|; )theme=(light|dark)/) ?? [];
if (theme) document.documentElement.dataset.theme = theme;
for (const link of document.querySelectorAll(".pocket-nav a")) {
  if (link.pathname === location.pathname) link.setAttribute("aria-current", "page");
}
document.addEventListener("click", (event) => event.target.closest("[data-reload], #again") && location.reload());
addEventListener("online", back);
heard(count);
await show();
await count();
document.documentElement.dataset.shown = "";
