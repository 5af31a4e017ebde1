// Selecting rows: [data-select] boxes, [data-select-all] in the head, shift for a range, then "all matching".
let anchor;

const boxes = () => [...document.querySelectorAll("[data-row] [data-select]")];
const bar = () => document.querySelector("[data-selection]");

function allMatching(on) {
  const hidden = bar()?.querySelector("[data-all-matching]");
  if (hidden) hidden.value = on ? "1" : "";
}

function show() {
  const panel = bar();
  if (!panel) return;
  const all = boxes();
  const picked = all.filter((box) => box.checked).length;
  const head = document.querySelector("[data-select-all]");
  const more = panel.querySelector("[data-select-matching]");
  if (head) {
    head.checked = picked > 0 && picked === all.length;
    head.indeterminate = picked > 0 && picked < all.length;
  }
  panel.hidden = picked === 0;
  if (picked < all.length || !picked) allMatching(false);
  const everything = panel.querySelector("[data-all-matching]")?.value === "1" && more;
  panel.querySelector("[data-selected-count]").textContent = Number(everything ? more.dataset.total : picked).toLocaleString("en");
  if (more) more.hidden = Boolean(everything) || !(picked === all.length && Number(more.dataset.total) > all.length);
}

function range(from, to, on) {
  const all = boxes();
  const [low, high] = [all.indexOf(from), all.indexOf(to)].sort((a, b) => a - b);
  for (const box of all.slice(Math.max(0, low), high + 1)) box.checked = on;
}

document.addEventListener("click", (event) => {
  const box = event.target.closest?.("[data-select]");
  if (box) {
    if (event.shiftKey && anchor?.isConnected) range(anchor, box, box.checked);
    anchor = box;
    allMatching(false);
    show();
    return;
  }
  if (event.target.closest("[data-select-none]")) {
    for (const one of boxes()) one.checked = false;
    allMatching(false);
    show();
  }
  const more = event.target.closest("[data-select-matching]");
  if (more) {
    allMatching(true);
    show();
  }
});

document.addEventListener("change", (event) => {
  if (!event.target.matches("[data-select-all]")) return;
  for (const box of boxes()) box.checked = event.target.checked;
  allMatching(false);
  show();
});

document.addEventListener("key", (event) => {
  if (event.detail.key !== "Escape" || event.defaultPrevented || bar()?.hidden !== false) return;
  bar().querySelector("[data-select-none]").click();
  event.preventDefault();
});

// new rows, or the browser put old ticks back
document.addEventListener("htmx:afterSettle", show);
addEventListener("pageshow", show);
