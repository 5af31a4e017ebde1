// Facts edit in place. <button class="fact-value" data-edit="/…"> is replaced by the form the server answers with;
// Enter or leaving saves, Tab saves and goes on to the next, Escape puts the old value back.
// The form is <form class="fact-form" hx-post hx-target="closest [data-fact]" hx-swap="innerHTML">; 422 brings it back with its error.
const before = new WeakMap();
let next = null;

const holderOf = (element) => element?.closest?.("[data-fact]");
const values = (form) => JSON.stringify([...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken"));
const loaded = new WeakMap();

function edit(button) {
  const holder = holderOf(button);
  if (!holder || holder.querySelector(".fact-form")) return;
  before.set(holder, holder.innerHTML);
  htmx.ajax("GET", button.dataset.edit, { source: button, target: holder, swap: "innerHTML" });
}

function restore(holder, { focus = true } = {}) {
  holder.innerHTML = before.get(holder);
  htmx.process(holder);
  if (focus) holder.querySelector("[data-edit]")?.focus();
}

function neighbour(holder, step) {
  const shown = [...document.querySelectorAll("[data-fact]")].filter((one) => one.checkVisibility());
  const all = shown.filter((one) => one.querySelector("[data-edit]") || one === holder);
  return all[all.indexOf(holder) + step];
}

function save(form, leaving = false) {
  const holder = holderOf(form);
  if (form.dataset.sending) return;
  if (values(form) === loaded.get(form) && !form.querySelector("[aria-invalid=true]")) {
    restore(holder, { focus: !leaving });
    goOn();
    return;
  }
  form.dataset.sending = "1";
  form.requestSubmit();
}

function goOn() {
  const button = next?.querySelector("[data-edit]");
  next = null;
  if (button) edit(button);
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-edit]");
  if (button && holderOf(button)) edit(button);
  const cancel = event.target.closest("[data-fact-cancel]");
  if (cancel) restore(holderOf(cancel));
});

document.addEventListener("keydown", (event) => {
  const form = event.target.closest?.(".fact-form");
  if (!form || event.isComposing || event.keyCode === 229) return;
  const holder = holderOf(form);
  if (event.key === "Escape") {
    event.preventDefault();
    event.stopPropagation();
    restore(holder);
  } else if (event.key === "Tab") {
    const inputs = [...form.querySelectorAll("input:not([type=hidden]), select, textarea, button")];
    const edge = event.shiftKey ? inputs[0] : inputs.at(-1);
    if (event.target !== edge) return;
    const then = neighbour(holder, event.shiftKey ? -1 : 1);
    if (!then) return;
    event.preventDefault();
    next = then;
    save(form);
  } else if (event.key === "Enter" && event.target.tagName !== "TEXTAREA" && event.target.tagName !== "BUTTON") {
    event.preventDefault();
    save(form);
  }
});

document.addEventListener("focusout", (event) => {
  const form = event.target.closest?.(".fact-form");
  if (!form || !event.relatedTarget || form.contains(event.relatedTarget)) return;
  if (!form.dataset.sending && form.isConnected) save(form, true);
});

document.addEventListener("htmx:afterSettle", (event) => {
  const holder = holderOf(event.detail.target);
  if (!holder || event.detail.target !== holder) return;
  const form = holder.querySelector(".fact-form");
  if (form) {
    loaded.set(form, values(form));
    const input = form.querySelector("input:not([type=hidden]), select, textarea");
    input?.focus();
    input?.select?.();
    next = null;
    return;
  }
  holder.classList.add("is-saved");
  setTimeout(() => holder.classList.remove("is-saved"), 900);
  if (next) goOn();
  else if (document.activeElement === document.body) holder.querySelector("[data-edit]")?.focus();
});

// no answer: what was typed stays in the field and may be sent again
for (const failure of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
  document.addEventListener(failure, (event) => {
    const form = event.detail.elt.closest?.(".fact-form");
    if (form) delete form.dataset.sending;
    next = null;
  });
}
