// Rows: [data-row] with a link (a[data-open] or the first one). j/k move, Enter opens (it is a link), Space peeks, x selects.
// A click anywhere on the row opens it; a click that selects text, or on a control, does not.
const drawer = document.getElementById("peek");
const body = document.getElementById("peek-body");
let back;

const rows = () => [...document.querySelectorAll("[data-row]")];
const linkOf = (row) => row.querySelector("a[data-open]") ?? row.querySelector("a[href]");
const current = () => document.activeElement?.closest?.("[data-row]") ?? (isPeeking() && back?.isConnected ? back : null);
const isPeeking = () => drawer?.matches(":popover-open");

function move(step) {
  const all = rows();
  if (!all.length) return;
  const now = all.indexOf(current());
  const next = all[Math.max(0, Math.min(all.length - 1, now < 0 ? (step > 0 ? 0 : all.length - 1) : now + step))];
  linkOf(next)?.focus();
  next.scrollIntoView({ block: "nearest" });
  if (isPeeking()) peek(next);
}

function peek(row) {
  const url = row?.dataset.peek;
  if (!url || !drawer) return;
  back = row;
  htmx.ajax("GET", url, { target: body, swap: "innerHTML" });
  if (!isPeeking()) drawer.showPopover();
}

function unpeek() {
  drawer.hidePopover();
  body.replaceChildren();
  if (back?.isConnected) linkOf(back)?.focus();
}

document.addEventListener("key", (event) => {
  const { key, shift } = event.detail;
  const row = current();
  if (key === "Escape" && isPeeking()) unpeek();
  else if (key === "j" || key === "k") move(key === "j" ? 1 : -1);
  else if (key === "Space" && row && event.detail.target.matches?.("a, tr, li, body, [data-row]")) {
    if (isPeeking() && back === row) unpeek();
    else peek(row);
  } else if (key === "x" && row) {
    row.querySelector("[data-select]")?.dispatchEvent(new MouseEvent("click", { shiftKey: shift, bubbles: true, cancelable: true }));
  } else if (key === "e" && row?.dataset.edit) location.assign(row.dataset.edit);
  else return;
  event.preventDefault();
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-peek-close]")) return unpeek();
  const row = event.target.closest("[data-row]");
  if (!row || event.target.closest("a, button, input, select, label, summary, textarea, [popover]")) return;
  if (String(getSelection()).trim()) return;
  const link = linkOf(row);
  if (!link) return;
  if (event.ctrlKey || event.metaKey) window.open(link.href, "_blank", "noopener");
  else link.click();
});

document.addEventListener("auxclick", (event) => {
  const row = event.target.closest("[data-row]");
  if (event.button !== 1 || !row || event.target.closest("a")) return;
  const link = linkOf(row);
  if (link) window.open(link.href, "_blank", "noopener");
});
