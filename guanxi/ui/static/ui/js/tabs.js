// Tabs over parts of one page: [role=tablist] of [data-pane], the parts are chosen by an ancestor's data-panes (CSS),
// or, when the tablist says data-hides, by hiding the controlled elements.
function choose(tab, focus = false) {
  const list = tab.closest("[role=tablist]");
  for (const one of list.querySelectorAll("[role=tab]")) {
    const on = one === tab;
    one.setAttribute("aria-selected", String(on));
    one.tabIndex = on ? 0 : -1;
    const part = document.getElementById(one.getAttribute("aria-controls"));
    if (part && list.hasAttribute("data-hides")) part.hidden = !on;
  }
  const holder = list.closest("[data-panes]");
  if (holder) holder.dataset.panes = tab.dataset.pane;
  if (focus) tab.focus();
  tab.dispatchEvent(new CustomEvent("chosen", { bubbles: true, detail: { pane: tab.dataset.pane } }));
}

function prepare(root) {
  for (const list of root.querySelectorAll("[role=tablist]")) {
    if (list.querySelector("[aria-selected]")) continue;
    const wanted = list.closest("[data-panes]")?.dataset.panes;
    const tab = list.querySelector(`[data-pane="${wanted}"]`) ?? list.querySelector("[role=tab]");
    if (tab) choose(tab);
  }
}

document.addEventListener("click", (event) => {
  const tab = event.target.closest("[role=tab][data-pane]");
  if (tab) choose(tab);
});

document.addEventListener("keydown", (event) => {
  const tab = event.target.closest?.("[role=tab][data-pane]");
  if (!tab || !["ArrowLeft", "ArrowRight"].includes(event.key)) return;
  const all = [...tab.closest("[role=tablist]").querySelectorAll("[role=tab]")];
  const step = event.key === "ArrowRight" ? 1 : -1;
  event.preventDefault();
  choose(all[(all.indexOf(tab) + step + all.length) % all.length], true);
});

document.addEventListener("htmx:load", (event) => prepare(event.detail.elt));
prepare(document);
