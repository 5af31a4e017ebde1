// Popover menus: placed under their button, arrow keys inside, closed after a choice. The position is set through
// the CSSOM, which a strict CSP allows.
const inset = 8;

function place(menu) {
  const opener = document.querySelector(`[popovertarget="${CSS.escape(menu.id)}"]`);
  if (!opener) return;
  const at = opener.getBoundingClientRect();
  const width = menu.offsetWidth;
  const height = menu.offsetHeight;
  const left = menu.dataset.align === "end" ? at.right - width : at.left;
  const below = at.bottom + 4;
  const top = below + height > innerHeight - inset && at.top > height + inset ? at.top - height - 4 : below;
  menu.style.left = `${Math.max(inset, Math.min(left, innerWidth - width - inset))}px`;
  menu.style.top = `${Math.max(inset, Math.min(top, innerHeight - inset - Math.min(height, innerHeight - 2 * inset)))}px`;
}

function items(menu) {
  return [...menu.querySelectorAll("a[href], button:not(:disabled), input:not([type=hidden]), select")].filter(
    (item) => item.offsetParent !== null,
  );
}

document.addEventListener(
  "toggle",
  (event) => {
    const menu = event.target;
    if (!(menu instanceof HTMLElement) || !menu.matches(".menu[popover]")) return;
    for (const opener of document.querySelectorAll(`[popovertarget="${CSS.escape(menu.id)}"]`)) {
      opener.setAttribute("aria-expanded", String(event.newState === "open"));
    }
    if (event.newState !== "open") return;
    place(menu);
    menu.querySelector("[autofocus]")?.focus();
  },
  true,
);

document.addEventListener("htmx:afterSettle", (event) => {
  const menu = event.detail.target?.closest?.(".menu:popover-open");
  if (menu) place(menu);
});

addEventListener("resize", () => {
  for (const menu of document.querySelectorAll(".menu:popover-open")) place(menu);
});

document.addEventListener("keydown", (event) => {
  if (event.isComposing || !["ArrowDown", "ArrowUp", "Home", "End"].includes(event.key)) return;
  const opener = event.target.closest?.("[popovertarget]");
  const menu =
    event.target.closest?.(".menu:popover-open") ??
    (opener && document.querySelector(`#${CSS.escape(opener.getAttribute("popovertarget"))}.menu:popover-open`));
  if (!menu || event.target.matches("select, textarea, input[type=text], input[type=search]")) return;
  const all = items(menu);
  if (!all.length) return;
  event.preventDefault();
  const now = all.indexOf(document.activeElement);
  const next = { ArrowDown: now + 1, ArrowUp: now < 0 ? all.length - 1 : now - 1, Home: 0, End: all.length - 1 }[event.key];
  all[(next + all.length) % all.length].focus();
});

document.addEventListener("click", (event) => {
  const item = event.target.closest(".menu-item:not([data-keep])");
  item?.closest(".menu:popover-open")?.hidePopover();
});
