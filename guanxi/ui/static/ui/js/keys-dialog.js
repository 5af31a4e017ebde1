// "?": every key this page knows, read from the page itself, and the switch for single keys.
const dialog = document.getElementById("keys");
const list = document.getElementById("keys-list");

function caps(chord) {
  const row = document.createElement("span");
  row.className = "nowrap";
  chord.split(/[ +]/).forEach((part, place) => {
    if (place) row.append(chord.startsWith("g ") ? ` ${list.dataset.then} ` : " ");
    const cap = document.createElement("kbd");
    cap.textContent = part === "mod" ? (/Mac|iPhone|iPad/.test(navigator.platform) ? "⌘" : "Ctrl") : part.length === 1 ? part.toUpperCase() : part;
    row.append(cap);
  });
  return row;
}

function group(title, entries) {
  const part = document.createElement("section");
  const head = document.createElement("h3");
  const rows = document.createElement("ul");
  part.className = "keys-group";
  rows.className = "keys-rows";
  head.textContent = title;
  for (const [chord, words] of entries) {
    const row = document.createElement("li");
    const name = document.createElement("span");
    name.textContent = words;
    row.append(name, caps(chord));
    rows.append(row);
  }
  part.append(head, rows);
  return part;
}

function wordsOf(element) {
  return element.dataset.keyLabel || element.getAttribute("aria-label") || element.textContent.trim();
}

function collect() {
  const groups = { everywhere: new Map(), list: new Map(), page: new Map(), go: new Map() };
  for (const one of document.querySelectorAll("[data-key]")) {
    const name = one.dataset.keyGroup ?? "page";
    if (!groups[name].has(one.dataset.key)) groups[name].set(one.dataset.key, wordsOf(one));
  }
  if (document.querySelector("[data-row]")) {
    const rows = document.getElementById("keys-rows").content;
    for (const one of rows.querySelectorAll("[data-key]")) groups.list.set(one.dataset.key, wordsOf(one));
  }
  return groups;
}

dialog?.addEventListener("opened", () => {
  const groups = collect();
  list.replaceChildren(
    ...Object.entries(groups)
      .filter(([, entries]) => entries.size)
      .map(([name, entries]) => group(list.dataset[name], entries)),
  );
});

const toggle = dialog?.querySelector("[data-keys-switch]");
if (toggle) {
  toggle.checked = localStorage.getItem("guanxi:keys") !== "off";
  toggle.addEventListener("change", () => localStorage.setItem("guanxi:keys", toggle.checked ? "on" : "off"));
}
