// The department tree: a row dragged onto another goes below it; Alt with right and left does the same by keyboard.
// The server moves and answers with the new tree, or refuses with a sentence that toast.js shows.
const tree = document.getElementById("tree");

function move(id, parent) {
  const url = tree.dataset.move.replace(/\/0\//, `/${id}/`);
  htmx.ajax("POST", url, { source: tree, target: tree, swap: "innerHTML", values: { parent } }).then(() =>
    tree.querySelector(`[data-drop="${CSS.escape(id)}"] a`)?.focus(),
  );
}

tree.addEventListener("dragstart", (event) => {
  const item = event.target.closest("[data-department]");
  event.dataTransfer.setData("text/plain", item.dataset.department);
  event.dataTransfer.effectAllowed = "move";
});

tree.addEventListener("dragover", (event) => {
  const row = event.target.closest("[data-drop]");
  if (!row) return;
  event.preventDefault();
  row.classList.add("is-over");
});

tree.addEventListener("dragleave", (event) => event.target.closest("[data-drop]")?.classList.remove("is-over"));

tree.addEventListener("drop", (event) => {
  const row = event.target.closest("[data-drop]");
  const id = event.dataTransfer.getData("text/plain");
  if (!row || !/^\d+$/.test(id)) return;
  event.preventDefault();
  row.classList.remove("is-over");
  if (row.dataset.drop !== id) move(id, row.dataset.drop);
});

tree.addEventListener("keydown", (event) => {
  if (!event.altKey || !["ArrowRight", "ArrowLeft"].includes(event.key)) return;
  const item = event.target.closest("[data-department]");
  if (!item) return;
  event.preventDefault();
  const above = item.previousElementSibling;
  const parent = item.parentElement.closest("[data-department]");
  if (event.key === "ArrowRight" && above) move(item.dataset.department, above.dataset.department);
  if (event.key === "ArrowLeft" && parent) move(item.dataset.department, parent.dataset.parent);
});
