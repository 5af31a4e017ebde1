// Keys. A page declares them on the thing they act on: data-key="n", "/", "g c", "mod+k" (mod is Ctrl or ⌘).
// A control that takes text is focused, anything else is clicked. Keys that nothing declares go to the page as the
// event "key" (rows.js moves by it). Never inside inputs, never while an input method composes, never with a dialog open,
// except keys with mod. Single keys can be switched off (WCAG 2.1.4).
let lead = "";
let leadTimer;

const typing = (target) => target.closest?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
const singleKeys = () => localStorage.getItem("guanxi:keys") !== "off";

function declared(chord) {
  const found = [...document.querySelectorAll("[data-key]")].filter(
    (one) => one.dataset.key === chord && !one.closest("template") && !one.matches(":disabled"),
  );
  const shown = (one) => one.offsetParent !== null || one.getClientRects().length > 0;
  return found.find(shown) ?? found.find((one) => one.matches("a[href], [data-dialog]"));
}

function act(element) {
  if (element.matches("input, textarea, select")) {
    element.focus();
    element.select?.();
  } else {
    element.click();
  }
}

function clearLead() {
  lead = "";
  clearTimeout(leadTimer);
  delete document.documentElement.dataset.lead;
}

function withMod(event) {
  const element = declared(`mod+${event.key.toLowerCase()}`);
  if (!element) return;
  event.preventDefault();
  act(element);
}

function chordOf(event) {
  if (event.key === " ") return "Space";
  return event.key.length === 1 ? event.key.toLowerCase() : event.key;
}

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.keyCode === 229 || event.defaultPrevented) return;
  if ((event.ctrlKey || event.metaKey) && !event.altKey) return withMod(event);
  if (event.altKey || event.ctrlKey || event.metaKey || typing(event.target)) return;
  if (document.querySelector("dialog[open]") || event.target.closest?.(".menu:popover-open")) return;
  const key = chordOf(event);
  if (key.length === 1 && !singleKeys()) return;
  if (lead) {
    const element = declared(`${lead} ${key}`);
    clearLead();
    if (element) {
      event.preventDefault();
      act(element);
      return;
    }
  }
  if (key === "g") {
    lead = "g";
    document.documentElement.dataset.lead = "g";
    leadTimer = setTimeout(clearLead, 1200);
    return;
  }
  const element = key.length === 1 ? declared(key) : null;
  if (element) {
    event.preventDefault();
    act(element);
    return;
  }
  const passed = new CustomEvent("key", { cancelable: true, detail: { key, shift: event.shiftKey, target: event.target } });
  if (!document.dispatchEvent(passed)) event.preventDefault();
});

// say it to screen readers too
function announce(root) {
  for (const one of root.querySelectorAll?.("[data-key]:not([aria-keyshortcuts])") ?? []) {
    if (one.closest("template") || one.dataset.key.includes(" ")) continue;
    one.setAttribute("aria-keyshortcuts", one.dataset.key.replace("mod+", "Control+"));
  }
}

document.addEventListener("htmx:load", (event) => announce(event.detail.elt));
announce(document);
