// The calendar of closing: a card is dragged to another day; by keyboard and on a phone each card has its own date field.
let dragged;

document.addEventListener("dragstart", (event) => {
  dragged = event.target.closest?.("[data-due]");
  if (!dragged) return;
  dragged.classList.add("is-dragged");
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", dragged.textContent.trim());
});

function day(event) {
  const found = dragged && event.target.closest?.("[data-day]");
  return found && !found.contains(dragged) ? found : null;
}

function mark(wanted) {
  for (const one of document.querySelectorAll(".closing-day.is-target")) if (one !== wanted) one.classList.remove("is-target");
  wanted?.classList.add("is-target");
}

document.addEventListener("dragover", (event) => {
  const over = day(event);
  mark(over);
  if (over) event.preventDefault();
});

document.addEventListener("drop", (event) => {
  const over = day(event);
  if (!over) return;
  event.preventDefault();
  const form = dragged.querySelector("form");
  form.elements.day.value = over.dataset.day;
  form.requestSubmit();
});

document.addEventListener("dragend", () => {
  dragged?.classList.remove("is-dragged");
  dragged = undefined;
  mark(null);
});
