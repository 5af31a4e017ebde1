// The board: cards are dragged from column to column; the server moves them or asks for what is missing.
// By keyboard and on a phone every card has its "Move to…" button instead.
let dragged;

document.addEventListener("dragstart", (event) => {
  const card = event.target.closest?.("[data-card]");
  if (!card) return;
  dragged = card;
  card.classList.add("is-dragged");
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", card.querySelector(".board-name").textContent);
});

function column(event) {
  const found = dragged && event.target.closest?.("[data-stage]");
  return found && !found.contains(dragged) ? found : null;
}

function mark(wanted) {
  for (const one of document.querySelectorAll(".board-column.is-target")) if (one !== wanted) one.classList.remove("is-target");
  wanted?.classList.add("is-target");
}

document.addEventListener("dragover", (event) => {
  const over = column(event);
  mark(over);
  if (over) event.preventDefault();
});

document.addEventListener("drop", (event) => {
  const over = column(event);
  if (!over) return;
  event.preventDefault();
  const values = { stage: over.dataset.stage, quick: "1", board: "1" };
  htmx.ajax("POST", dragged.dataset.card, { source: document.body, target: "#dialogs", swap: "innerHTML", values });
});

document.addEventListener("dragend", () => {
  dragged?.classList.remove("is-dragged");
  dragged = undefined;
  mark(null);
});
