// Toasts: what was done, with Undo for ten seconds; what failed, with a code. The server asks for one with the
// response header HX-Trigger: {"toast": {"text": "…", "undo": "/url", "tone": "bad"}}; modules dispatch "toast".
const box = document.getElementById("toasts");
const life = 10000;
const close = '<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="M18 6l-12 12M6 6l12 12"/></svg>';

// A popover lies above everything, an open dialog included; shown again when a dialog came later.
function raise() {
  if (!box.showPopover) return;
  if (box.matches(":popover-open")) {
    if (!document.querySelector("dialog:modal")) return;
    box.hidePopover();
  }
  box.popover = "manual";
  box.showPopover();
}

function schedule(toast) {
  let timer;
  let left = life;
  let since;
  const start = () => {
    since = performance.now();
    timer = setTimeout(() => toast.remove(), left);
  };
  const pause = () => {
    clearTimeout(timer);
    left -= performance.now() - since;
  };
  toast.dataset.timed = "";
  for (const [stop, go] of [["pointerenter", "pointerleave"], ["focusin", "focusout"]]) {
    toast.addEventListener(stop, pause);
    toast.addEventListener(go, start);
  }
  start();
}

function button(words, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "btn btn-small";
  made.textContent = words;
  made.addEventListener("click", act);
  return made;
}

function undoButton(toast, url) {
  return button(box.dataset.undo, () => {
    toast.remove();
    htmx.ajax("POST", url, { source: document.body, target: document.body, swap: "none" });
  });
}

function dress(toast) {
  if (toast.dataset.undo) toast.append(undoButton(toast, toast.dataset.undo));
  const closer = document.createElement("button");
  closer.type = "button";
  closer.className = "icon-btn";
  closer.setAttribute("aria-label", box.dataset.close);
  closer.innerHTML = close;
  closer.addEventListener("click", () => toast.remove());
  toast.append(closer);
  // what went wrong stays until it is read
  if (!["bad", "error"].includes(toast.dataset.tone)) schedule(toast);
}

function show({ text, undo, action, act, url, tone = "" }) {
  if (!box || !text) return;
  const toast = document.createElement("div");
  toast.className = "toast";
  toast.dataset.tone = tone;
  const words = document.createElement("p");
  words.textContent = text;
  if (url) {
    const link = document.createElement("a");
    link.href = url;
    link.textContent = text;
    words.replaceChildren(link);
  }
  toast.append(words);
  if (undo) toast.dataset.undo = undo;
  if (action) toast.append(button(action, () => (toast.remove(), act())));
  dress(toast);
  box.append(toast);
  raise();
}

document.addEventListener("toast", (event) => show(event.detail));

document.addEventListener("htmx:responseError", (event) => {
  const reply = event.detail.xhr;
  const code = reply.getResponseHeader("X-Request-Id");
  const said = reply.getResponseHeader("X-Reason");
  let text = said ? decodeURIComponent(said) : box?.dataset.failed;
  if (code) text += ` ${box.dataset.code}: ${code}`;
  show({ text, tone: "bad" });
});
document.addEventListener("htmx:sendError", () => show({ text: box?.dataset.offline, tone: "bad" }));
document.addEventListener("htmx:timeout", () => show({ text: box?.dataset.offline, tone: "bad" }));
// after an undo the page shows the state before: the server asks with HX-Trigger: reload
document.addEventListener("reload", () => location.reload());

for (const toast of box?.querySelectorAll(".toast") ?? []) dress(toast);
if (box) raise();
