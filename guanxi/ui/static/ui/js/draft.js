// What was typed is never lost: form[data-draft="key"] is kept in this browser, per member, until it is saved.
// A draft goes when its form was accepted, when the member discards it, and at sign-out (on a shared machine the next
// member must not find it). A sign-in page or an error page in between leaves it alone.
const member = document.body.dataset.member ?? "";
const prefix = `guanxi:draft:${member}:`;
const box = document.getElementById("toasts");
const sentKey = "guanxi:sent";

const keyOf = (form) => prefix + form.dataset.draft;

function fields(form) {
  return [...form.elements].filter(
    (one) => one.name && !one.disabled && !["hidden", "password", "file", "submit", "button"].includes(one.type),
  );
}

function read(form) {
  return fields(form).map((one) => {
    if (["checkbox", "radio"].includes(one.type)) return [one.name, one.value, one.checked];
    if (one.type === "select-multiple") return [one.name, [...one.selectedOptions].map((option) => option.value)];
    return [one.name, one.value];
  });
}

function write(form, values) {
  fields(form).forEach((one, place) => {
    const [name, value, checked] = values[place] ?? [];
    if (name !== one.name) return;
    if (["checkbox", "radio"].includes(one.type)) one.checked = one.value === value ? checked : one.checked;
    else if (one.type === "select-multiple") for (const option of one.options) option.selected = value.includes(option.value);
    else one.value = value;
    one.dispatchEvent(new Event("restored", { bubbles: true }));
  });
}

function forget(key) {
  localStorage.removeItem(key);
}

const initial = new WeakMap();
const timers = new Map();

function stop(form) {
  clearTimeout(timers.get(form));
  return timers.delete(form);
}

function keep(form) {
  stop(form);
  timers.set(
    form,
    setTimeout(() => stop(form) && keepNow(form), 250),
  );
}

function keepNow(form) {
  const now = JSON.stringify(read(form));
  if (now === initial.get(form)) forget(keyOf(form));
  else localStorage.setItem(keyOf(form), now);
}

function restore(form) {
  if (initial.has(form)) return;
  initial.set(form, JSON.stringify(read(form)));
  const kept = localStorage.getItem(keyOf(form));
  // a form that came back with errors already holds what was typed
  if (!kept || kept === initial.get(form) || form.querySelector(".error-summary")) return;
  write(form, JSON.parse(kept));
  const discard = () => {
    write(form, JSON.parse(initial.get(form)));
    forget(keyOf(form));
  };
  document.dispatchEvent(
    new CustomEvent("toast", { detail: { text: box?.dataset.restored, action: box?.dataset.discard, act: discard } }),
  );
}

function prepare(root) {
  if (root.matches?.("form[data-draft]")) restore(root);
  for (const form of root.querySelectorAll?.("form[data-draft]") ?? []) restore(form);
}

// A full-page form that was accepted answers with a redirect; a refused one does not, and a lost connection gives no page.
function settle() {
  const sent = sessionStorage.getItem(sentKey);
  if (!sent) return;
  sessionStorage.removeItem(sentKey);
  const away = document.body.hasAttribute("data-signed-out") || document.querySelector("[data-error-page]") !== null;
  const [arrival] = performance.getEntriesByType("navigation");
  if (!away && arrival?.redirectCount > 0) forget(sent);
}

document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (form?.dataset.draft) keep(form);
});

document.addEventListener("change", (event) => {
  const form = event.target.form;
  if (form?.dataset.draft) keep(form);
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.hasAttribute("data-sign-out")) {
    for (const pending of timers.keys()) stop(pending);
    for (const key of Object.keys(localStorage)) if (/^guanxi:(draft|recent):/.test(key)) forget(key);
    return;
  }
  if (!form.dataset.draft) return;
  stop(form);
  keepNow(form);
  const byHtmx = [...form.attributes].some((one) => one.name.startsWith("hx-"));
  if (!byHtmx) sessionStorage.setItem(sentKey, keyOf(form));
});

// Before the swap, since the answer may replace the form by an empty one; after it once more, since leaving the old
// form's last field counts as a change.
for (const moment of ["htmx:beforeSwap", "htmx:afterRequest"]) {
  document.addEventListener(moment, (event) => {
    const { xhr, requestConfig } = event.detail;
    const form = (requestConfig.elt ?? event.detail.elt).closest?.("form[data-draft]");
    const accepted = xhr.status >= 200 && xhr.status < 300;
    if (!form || requestConfig.verb === "get" || !accepted || xhr.responseText.includes("data-signed-out")) return;
    stop(form);
    forget(keyOf(form));
  });
}

document.addEventListener("htmx:load", (event) => prepare(event.detail.elt));
// the last quarter of a second counts too
addEventListener("pagehide", () => {
  for (const form of timers.keys()) if (stop(form)) keepNow(form);
});
settle();
prepare(document);
