// Writing without a connection: a note, a visit, the next contact, a task ticked off. Everything goes into the outbox.
import { add, discard, list } from "./outbox.js";
import { fromLocal, make, moment } from "./pages.js";

const SOON = 10000; // ms to wait for a position

export function forms(member, customer) {
  const made = make("t-forms");
  const kept = made.querySelector("[data-kept]");
  for (const form of made.querySelectorAll("form")) {
    keepTyped(form, customer.id);
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      kept.hidden = true; // what it said of the one before is not said of this one yet
      const content = await read(form, member, customer);
      if (!content) return;
      await add(member, { kind: form.dataset.kind, customer: customer.id, about: customer.name, ...content });
      await askForSync();
      form.reset();
      forget(form, customer.id);
      form.closest("details").open = false;
      kept.hidden = false;
    });
  }
  return made;
}

async function read(form, member, customer) {
  const given = new FormData(form);
  if (form.dataset.kind === "followup") {
    return {
      next_contact_at: fromLocal(given.get("when")),
      next_step: given.get("next_step"),
      was: await known(member, customer),
    };
  }
  const content = { text: given.get("text"), was: customer.was };
  if (!given.get("position")) return content;
  const position = await place();
  form.querySelector("[data-nowhere]").hidden = Boolean(position);
  return position && { ...content, position };
}

// What this member planned here himself since is no surprise when it arrives.
async function known(member, customer) {
  const mine = (await list(member)).filter((one) => one.kind === "followup" && one.customer === customer.id);
  const last = mine.at(-1);
  return last ? { ...customer.was, next_contact_at: last.next_contact_at, next_step: last.next_step } : customer.was;
}

function place() {
  return new Promise((done) => {
    const given = ({ coords }) => done([coords.latitude, coords.longitude, Math.round(coords.accuracy)]);
    if (!navigator.geolocation) done(undefined);
    else navigator.geolocation.getCurrentPosition(given, () => done(undefined), { timeout: SOON, maximumAge: 60000 });
  });
}

// Where the browser can, it sends with no page open; elsewhere the next page does.
async function askForSync() {
  const worker = await navigator.serviceWorker?.ready;
  await worker?.sync?.register("outbox").catch(() => undefined);
}

// What is typed and not kept yet survives a reload; this tab only.
const nameOf = (form, pk) => `guanxi:offline:${pk}:${form.dataset.kind}`;
const forget = (form, pk) => sessionStorage.removeItem(nameOf(form, pk));

function keepTyped(form, pk) {
  const typed = JSON.parse(sessionStorage.getItem(nameOf(form, pk)) ?? "{}");
  for (const [name, value] of Object.entries(typed)) form.elements[name].value = value;
  form.addEventListener("input", () => {
    const values = [...form.elements].filter((one) => one.name && one.type !== "checkbox").map((one) => [one.name, one.value]);
    sessionStorage.setItem(nameOf(form, pk), JSON.stringify(Object.fromEntries(values)));
  });
}

export function writtenAt(items, pk) {
  const ways = document.getElementById("t-written").content.querySelector("#written").dataset;
  return items
    .filter((one) => one.customer === pk && one.state !== "sent")
    .map((one) => {
      const words = { kind: ways[kindName(one.kind)], at: moment(one.written_at), text: one.text || one.next_step };
      const made = make("t-item", { ...words, about: moment(one.next_contact_at), remark: "" });
      for (const part of made.querySelectorAll("[data-in]")) if (part.dataset.in !== one.state || one.state === "conflict") part.remove();
      return made;
    });
}

export const kindName = (kind) => `kind${kind[0].toUpperCase()}${kind.slice(1)}`;

export function tickOffline(row, member, task, ticked) {
  const button = row.querySelector("[data-tick]");
  const show = (on) => {
    row.classList.toggle("is-ticked", on);
    button.setAttribute("aria-pressed", String(on));
  };
  show(ticked);
  button.addEventListener("click", async () => {
    const known = (await list(member)).find((one) => one.task === task.id && one.state === "waiting");
    if (known) await discard(known.token);
    else await add(member, { kind: "task_done", task: task.id, about: task.title, was: {} });
    if (!known) await askForSync();
    show(!known);
  });
}
