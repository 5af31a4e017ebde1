// What was written without a connection, each with its state; what could not be taken is mended, sent elsewhere or discarded.
import { discard, flush, heard, list, mend } from "./outbox.js";
import { fromLocal, local, make, moment, useZone } from "./pages.js";
import { pocket } from "./store.js";
import { kindName } from "./writing.js";

const AGREE = new Set(["handed_over", "changed"]); // conflicts that one may overrule after having seen them
let box;
let member;

export async function showWritten(whose) {
  member = whose;
  box = document.getElementById("written");
  box.querySelector('[data-do="send"]').addEventListener("click", send);
  useZone((await pocket())?.timeZone);
  heard(() => box.contains(document.activeElement?.closest?.("[data-edit]")) || show());
  await show();
}

async function show() {
  const items = await list(member);
  box.querySelector("[data-list]").replaceChildren(...items.map(row));
  box.querySelector("[data-none]").hidden = items.length > 0;
  box.querySelector('[data-do="send"]').hidden = !items.some((one) => one.state === "waiting");
}

async function send() {
  const words = box.querySelector("[data-said]");
  words.textContent = "";
  const went = await flush();
  words.textContent = went === "out" ? box.dataset.out : went === "offline" ? box.dataset.offlineYet : "";
  await show();
}

function row(item) {
  const answer = item.answer ?? {};
  const sentence = answer.code === "broken" ? `${box.dataset.broken} ${answer.support}` : answer.sentence;
  const made = make("t-item", {
    kind: item.kind ? box.dataset[kindName(item.kind)] : box.dataset.lost,
    about: item.about,
    at: moment(item.written_at),
    text: [moment(item.next_contact_at), item.text || item.next_step, item.position && box.dataset.position].filter(Boolean).join(" · "),
    remark: item.state === "sent" ? answer.remark : "",
    sentence,
  });
  const li = made.querySelector("li");
  li.dataset.state = item.state;
  for (const part of made.querySelectorAll("[data-in]")) if (part.dataset.in !== item.state) part.remove();
  const link = made.querySelector("[data-link]");
  if (link) link.href = answer.url;
  if (item.state === "conflict") mending(li, item, answer.code);
  return made;
}

function mending(li, item, code) {
  const edits = { text: "text" in item && item.kind !== "task_done", time: code === "time", customer: code === "customer_gone" };
  for (const [name, shown] of Object.entries(edits)) li.querySelector(`[data-for="${name}"]`).hidden = !shown;
  const text = li.querySelector('[data-edit="text"]');
  const time = li.querySelector('[data-edit="time"]');
  text.value = item.text ?? "";
  time.value = local(item.written_at ?? Date.now());
  if (edits.text) li.querySelector('[data-slot="text"]').hidden = true;
  elsewhere(li, item);
  const can = { again: !AGREE.has(code) && code !== "arrived" && !code.startsWith("task"), anyway: AGREE.has(code), copy: Boolean(item.text), discard: true };
  const changes = () => ({
    ...(edits.text ? { text: text.value } : {}),
    ...(edits.time ? { written_at: fromLocal(time.value) } : {}),
    ...(item.elsewhere ?? {}),
  });
  const acts = {
    again: async () => (await mend(item.token, changes()), send()),
    anyway: async () => (await mend(item.token, { anyway: [...(item.anyway ?? []), code] }), send()),
    copy: () => navigator.clipboard.writeText(text.value),
    discard: async () => (await discard(item.token), show()),
  };
  for (const [name, act] of Object.entries(acts)) {
    const button = li.querySelector(`[data-do="${name}"]`);
    button.hidden = !can[name];
    button.addEventListener("click", act);
  }
}

// Another customer, found by the server's own search.
function elsewhere(li, item) {
  const input = li.querySelector('[data-edit="customer"]');
  const found = li.querySelector("[data-found]");
  input.addEventListener("input", async (event) => {
    if (event.isComposing) return;
    const reply = await fetch(`/timeline/customers/?q=${encodeURIComponent(input.value)}`).catch(() => undefined);
    if (!reply?.ok) return;
    const options = document.createRange().createContextualFragment(await reply.text()).querySelectorAll("[data-value]");
    found.replaceChildren(...[...options].map((one) => choice(one, input, found, item)));
  });
}

function choice(option, input, found, item) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn btn-small";
  button.textContent = option.dataset.label;
  button.addEventListener("click", () => {
    item.elsewhere = { customer: Number(option.dataset.value), about: option.dataset.label, was: {} };
    input.value = option.dataset.label;
    found.replaceChildren();
  });
  return button;
}

const here = document.getElementById("written");
if (here?.dataset.member) await showWritten(Number(here.dataset.member));
