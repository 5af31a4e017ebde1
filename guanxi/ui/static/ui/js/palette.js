// Ctrl-K. The list comes from the server while one types; before that it shows what this member opened lately.
const palette = document.getElementById("palette");
const input = document.getElementById("palette-input");
const list = document.getElementById("palette-list");
const recentKey = `guanxi:recent:${document.body.dataset.member ?? ""}`;
const most = 8;

function recent() {
  try {
    return JSON.parse(localStorage.getItem(recentKey) ?? "[]");
  } catch {
    return []; // a value of an older version
  }
}

function remember(entry) {
  const kept = recent().filter((one) => one.url !== entry.url);
  localStorage.setItem(recentKey, JSON.stringify([entry, ...kept].slice(0, most)));
}

function option({ url, label, icon }) {
  const link = document.createElement("a");
  link.className = "option";
  link.setAttribute("role", "option");
  link.tabIndex = -1;
  link.href = url;
  if (icon) {
    const sign = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
    sign.setAttribute("class", "icon");
    sign.setAttribute("aria-hidden", "true");
    use.setAttribute("href", icon);
    sign.append(use);
    link.append(sign);
  }
  const words = document.createElement("span");
  words.className = "cut";
  words.textContent = label;
  link.append(words);
  return link;
}

function showRecent() {
  const entries = recent();
  list.replaceChildren();
  list.dataset.for = "";
  if (!entries.length) return;
  const group = document.createElement("div");
  const head = document.createElement("div");
  const { label } = document.getElementById("palette-recent").dataset;
  group.setAttribute("role", "group");
  group.setAttribute("aria-label", label);
  head.className = "palette-group";
  head.setAttribute("role", "presentation");
  head.textContent = label;
  group.append(head, ...entries.map(option));
  list.append(group);
  const first = group.querySelector("[role=option]");
  first.id = "palette-first";
  first.setAttribute("aria-selected", "true");
  input.setAttribute("aria-activedescendant", first.id);
}

if (palette) {
  palette.addEventListener("opened", () => {
    input.focus();
    input.select();
    if (!input.value) showRecent();
  });
  input.addEventListener("input", (event) => {
    if (!input.value && !event.isComposing) showRecent();
  });
  // nothing to look for: no request, the recent ones stay
  input.addEventListener("htmx:beforeRequest", (event) => {
    if (!input.value.trim()) event.preventDefault();
  });
  input.addEventListener("htmx:beforeSwap", (event) => {
    if (!input.value.trim()) event.detail.shouldSwap = false;
  });
  input.addEventListener("taken", (event) => {
    const { option: taken } = event.detail;
    const icon = taken.querySelector("use")?.getAttribute("href");
    const label = (taken.querySelector("[data-label]") ?? taken.querySelector("span:not(.initials)") ?? taken).textContent.trim();
    remember({ url: taken.getAttribute("href"), label, icon });
    palette.close();
  });
}
