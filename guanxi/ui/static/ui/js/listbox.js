// Comboboxes: an input that names its list with data-listbox="id". Arrow keys choose, Enter takes, Escape closes.
// While an input method composes (Chinese, Japanese …) nothing is searched and no key is taken.
// The list is filled by htmx (hx-trigger="find"); options are [role=option], links or with data-value.
const waiting = new WeakSet();

const listOf = (input) => document.getElementById(input.dataset.listbox);
const inputOf = (list) => document.querySelector(`[data-listbox="${CSS.escape(list.id)}"]`);
const options = (list) => [...list.querySelectorAll("[role=option]")];

function activate(input, option) {
  const list = listOf(input);
  for (const one of options(list)) one.setAttribute("aria-selected", String(one === option));
  if (!option) {
    input.removeAttribute("aria-activedescendant");
    return;
  }
  option.id ||= `${list.id}-${options(list).indexOf(option)}`;
  input.setAttribute("aria-activedescendant", option.id);
  option.scrollIntoView({ block: "nearest" });
}

function active(list) {
  return list.querySelector("[role=option][aria-selected=true]");
}

function search(input) {
  input.setAttribute("aria-expanded", "true");
  input.dispatchEvent(new Event("find", { bubbles: true }));
}

function take(input, option, event) {
  input.dispatchEvent(new CustomEvent("taken", { bubbles: true, detail: { option } }));
  if (option.href) {
    if (event?.ctrlKey || event?.metaKey) window.open(option.href, "_blank", "noopener");
    else location.assign(option.href);
    return;
  }
  const hidden = document.getElementById(input.dataset.listboxValue);
  if (hidden) {
    hidden.value = option.dataset.value;
    hidden.dispatchEvent(new Event("change", { bubbles: true }));
  }
  input.value = option.dataset.label ?? option.textContent.trim();
  input.setAttribute("aria-expanded", "false");
}

document.addEventListener("input", (event) => {
  const input = event.target;
  if (!input.dataset?.listbox || event.isComposing) return;
  const hidden = document.getElementById(input.dataset.listboxValue);
  if (hidden) hidden.value = "";
  search(input);
});

document.addEventListener("compositionend", (event) => {
  if (event.target.dataset?.listbox) search(event.target);
});

document.addEventListener("keydown", (event) => {
  const input = event.target;
  // 229: the key belongs to an input method
  if (!input.dataset?.listbox || event.isComposing || event.keyCode === 229) return;
  const list = listOf(input);
  const all = options(list);
  const now = all.indexOf(active(list));
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    if (input.getAttribute("aria-expanded") !== "true") return search(input);
    if (all.length) activate(input, all[(now + (event.key === "ArrowDown" ? 1 : -1) + all.length) % all.length]);
  } else if (event.key === "Enter") {
    const fresh = !input.classList.contains("htmx-request") && list.dataset.for === input.value;
    if (fresh && now >= 0) {
      event.preventDefault();
      take(input, all[now], event);
    } else if (input.value && input.closest("dialog")) {
      // Enter was faster than the answer: take the first hit when it comes
      event.preventDefault();
      waiting.add(input);
    }
  } else if (event.key === "Escape" && !input.closest("dialog") && input.getAttribute("aria-expanded") === "true") {
    event.preventDefault();
    event.stopPropagation();
    input.setAttribute("aria-expanded", "false");
  }
});

document.addEventListener("click", (event) => {
  const option = event.target.closest("[role=option]");
  const list = option?.closest("[role=listbox]");
  const input = list && inputOf(list);
  if (input && !option.href) take(input, option, event);
  else if (input && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    take(input, option, event);
  }
});

document.addEventListener("focusout", (event) => {
  const input = event.target;
  if (!input.dataset?.listbox || input.closest("dialog.palette")) return;
  if (!listOf(input)?.contains(event.relatedTarget)) setTimeout(() => input.setAttribute("aria-expanded", "false"), 150);
});

document.addEventListener("htmx:afterSwap", (event) => {
  const list = event.detail.target;
  const input = list.matches?.("[role=listbox]") && inputOf(list);
  if (!input) return;
  list.dataset.for = event.detail.requestConfig?.parameters?.[input.name] ?? input.value;
  const [first] = options(list);
  activate(input, first);
  if (first && waiting.has(input)) {
    waiting.delete(input);
    take(input, first);
  }
});
