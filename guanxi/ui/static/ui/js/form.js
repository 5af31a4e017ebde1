// Forms: one submit only, Ctrl-Enter sends, a summary link goes to its field, file drops, a phone-safe number wheel.
let sent = new WeakSet();

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || [...form.attributes].some((one) => one.name.startsWith("hx-"))) return;
  if (sent.has(form)) {
    event.preventDefault();
    return;
  }
  sent.add(form);
  event.submitter?.setAttribute("aria-busy", "true");
});

// a page that comes back from the browser's cache may be sent again
addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  sent = new WeakSet();
  for (const button of document.querySelectorAll("[aria-busy]")) button.removeAttribute("aria-busy");
});

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  const form = event.target.closest?.("form");
  if (!form) return;
  event.preventDefault();
  form.requestSubmit(form.querySelector(".btn-primary[type=submit], .btn-primary:not([type])") ?? undefined);
});

document.addEventListener("click", (event) => {
  const link = event.target.closest(".error-summary a[href^='#']");
  if (!link) return;
  const field = document.getElementById(link.getAttribute("href").slice(1));
  if (!field) return;
  event.preventDefault();
  const input = field.matches("input, select, textarea") ? field : field.querySelector("input, select, textarea");
  (input ?? field).focus();
});

document.addEventListener(
  "wheel",
  (event) => {
    if (document.activeElement === event.target && event.target.type === "number") event.target.blur();
  },
  { passive: true },
);

function over(event, on) {
  const drop = event.target.closest?.(".file-drop");
  if (!drop) return null;
  drop.classList.toggle("is-over", on);
  return drop;
}

document.addEventListener("dragover", (event) => {
  if (over(event, true)) event.preventDefault();
});
document.addEventListener("dragleave", (event) => over(event, false));
document.addEventListener("drop", (event) => {
  const input = over(event, false)?.querySelector("input[type=file]");
  if (!input) return;
  event.preventDefault();
  input.files = event.dataTransfer.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
});

// a file drop names what was chosen
document.addEventListener("change", (event) => {
  const words = event.target.type === "file" && event.target.closest(".file-drop")?.querySelector("span");
  if (!words || !event.target.files.length) return;
  const chosen = document.createElement("strong");
  chosen.textContent = [...event.target.files].map((file) => file.name).join(", ");
  words.replaceChildren(chosen);
});
