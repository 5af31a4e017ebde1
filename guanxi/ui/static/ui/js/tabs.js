// Tabs over parts of one page: [role=tablist] of [data-pane]. With data-chooses-pane the ancestor's data-panes says which
// part shows (CSS does it); with data-hides the controlled elements are hidden; <input data-chosen> beside the tablist gets
// the name of the chosen tab, so that a form can send it. A part that somebody chose is still open when the page is read anew,
// as it is after a dialog.
function choose(tab, focus = false) {
  const list = tab.closest("[role=tablist]");
  for (const one of list.querySelectorAll("[role=tab]")) {
    const on = one === tab;
    one.setAttribute("aria-selected", String(on));
    one.tabIndex = on ? 0 : -1;
    const part = document.getElementById(one.getAttribute("aria-controls"));
    if (part && list.hasAttribute("data-hides")) part.hidden = !on;
  }
  const holder = list.hasAttribute("data-chooses-pane") && list.closest("[data-panes]");
  if (holder) holder.dataset.panes = tab.dataset.pane;
  const sent = list.parentElement.querySelector(":scope > input[data-chosen]");
  if (sent) sent.value = tab.dataset.pane;
  if (focus) tab.focus();
  tab.dispatchEvent(new CustomEvent("chosen", { bubbles: true, detail: { pane: tab.dataset.pane } }));
}

function keep(tab) {
  if (tab.closest("[data-chooses-pane]")) history.replaceState({ ...history.state, pane: tab.dataset.pane }, "");
}

function prepare(root) {
  for (const list of root.querySelectorAll("[role=tablist]")) {
    if (list.querySelector("[aria-selected]")) continue;
    const kept = list.hasAttribute("data-chooses-pane") ? history.state?.pane : undefined;
    const wanted = kept ?? list.dataset.first ?? list.closest("[data-panes]")?.dataset.panes;
    const tab = list.querySelector(`[data-pane="${wanted}"]`) ?? list.querySelector("[role=tab]");
    if (tab) choose(tab);
  }
}

// [data-folds="id"] shows and hides a part (the branches of a tree)
document.addEventListener("click", (event) => {
  const folder = event.target.closest("[data-folds]");
  const part = folder && document.getElementById(folder.dataset.folds);
  if (!part) return;
  part.hidden = !part.hidden;
  folder.setAttribute("aria-expanded", String(!part.hidden));
});

document.addEventListener("click", (event) => {
  const tab = event.target.closest("[role=tab][data-pane]");
  if (!tab) return;
  choose(tab);
  keep(tab);
});

document.addEventListener("keydown", (event) => {
  const tab = event.target.closest?.("[role=tab][data-pane]");
  if (!tab || !["ArrowLeft", "ArrowRight"].includes(event.key)) return;
  const all = [...tab.closest("[role=tablist]").querySelectorAll("[role=tab]")];
  const step = event.key === "ArrowRight" ? 1 : -1;
  event.preventDefault();
  const next = all[(all.indexOf(tab) + step + all.length) % all.length];
  choose(next, true);
  keep(next);
});

// where the tabs are wider than the phone, the one that is open is in view
for (const tab of document.querySelectorAll(".tabs > [aria-current]")) {
  const row = tab.parentElement;
  row.scrollLeft += Math.max(0, tab.getBoundingClientRect().right - row.getBoundingClientRect().right + 24);
}

document.addEventListener("htmx:load", (event) => prepare(event.detail.elt));
prepare(document);
