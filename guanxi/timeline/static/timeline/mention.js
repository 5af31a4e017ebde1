// @mentions: after an @ in textarea[data-mentions] the colleagues found at that address are offered; arrow keys choose,
// Enter or Tab takes, Escape closes. Who was chosen goes along as hidden inputs "mention", which tells namesakes apart.
const pattern = /(?:^|[^\w.])@([^\s@]{0,30})$/u;
let turn = 0;

const listOf = (text) => document.getElementById(text.getAttribute("aria-controls"));
const options = (list) => [...list.querySelectorAll("[role=option]")];
const typed = (text) => text.value.slice(0, text.selectionStart).match(pattern)?.[1];

function close(text) {
  turn += 1;
  const list = listOf(text);
  list.hidden = true;
  list.replaceChildren();
  text.removeAttribute("aria-activedescendant");
}

function activate(text, option) {
  for (const one of options(listOf(text))) one.setAttribute("aria-selected", String(one === option));
  option.id ||= `mention-${option.dataset.value}`;
  text.setAttribute("aria-activedescendant", option.id);
  option.scrollIntoView({ block: "nearest" });
}

async function offer(text) {
  const query = typed(text);
  if (query === undefined) return close(text);
  turn += 1;
  const mine = turn;
  const reply = await fetch(`${text.dataset.mentions}?q=${encodeURIComponent(query)}`, { headers: { "HX-Request": "true" } });
  if (mine !== turn || !reply.ok) return undefined;
  const list = listOf(text);
  list.innerHTML = await reply.text();
  const [first] = options(list);
  if (mine !== turn || !first) return close(text);
  list.hidden = false;
  return activate(text, first);
}

function take(text, option) {
  const end = text.selectionStart;
  const start = end - typed(text).length;
  text.setRangeText(`${option.dataset.label} `, start, end, "end");
  const chosen = document.createElement("input");
  chosen.type = "hidden";
  chosen.name = "mention";
  chosen.value = option.dataset.value;
  text.form.append(chosen);
  close(text);
  text.dispatchEvent(new Event("input", { bubbles: true }));
}

document.addEventListener("input", (event) => {
  if (event.target.dataset?.mentions && !event.isComposing) offer(event.target);
});

document.addEventListener("compositionend", (event) => {
  if (event.target.dataset?.mentions) offer(event.target);
});

document.addEventListener("keydown", (event) => {
  const text = event.target;
  if (!text.dataset?.mentions || event.isComposing || event.keyCode === 229 || listOf(text).hidden) return;
  const all = options(listOf(text));
  const now = all.findIndex((one) => one.getAttribute("aria-selected") === "true");
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) {
    event.preventDefault();
    activate(text, all[(now + step + all.length) % all.length]);
  } else if ((event.key === "Enter" && !event.ctrlKey && !event.metaKey) || event.key === "Tab") {
    event.preventDefault();
    take(text, all[now]);
  } else if (event.key === "Escape") {
    event.preventDefault();
    event.stopPropagation();
    close(text);
  }
});

document.addEventListener("pointerdown", (event) => {
  const option = event.target.closest?.(".mention-list [role=option]");
  if (!option) return;
  event.preventDefault();
  take(option.closest(".mention-field").querySelector("textarea"), option);
});

document.addEventListener("focusout", (event) => {
  if (event.target.dataset?.mentions) close(event.target);
});
