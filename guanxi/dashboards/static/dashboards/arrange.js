// Cards in a list are dragged to another place by their grip; the list comes back from the server in its new order.
let dragged = null;

const row = (event) => event.target.closest?.("[data-arrange] > [data-move]");

document.addEventListener("dragstart", (event) => {
  dragged = event.target.closest?.(".dash-grip") ? row(event) : null;
  if (!dragged) return;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", "");
  event.dataTransfer.setDragImage(dragged, 8, 8);
  dragged.dataset.dragged = "";
});

document.addEventListener("dragover", (event) => {
  const over = dragged && row(event);
  if (!over) return;
  event.preventDefault();
  if (over === dragged) return;
  const box = over.getBoundingClientRect();
  over.parentNode.insertBefore(dragged, event.clientY < box.top + box.height / 2 ? over : over.nextSibling);
});

document.addEventListener("drop", (event) => {
  if (!dragged) return;
  event.preventDefault();
  const to = [...dragged.parentNode.children].indexOf(dragged);
  htmx.ajax("POST", dragged.dataset.move, { target: "#dash-rows", swap: "outerHTML", values: { to } });
});

document.addEventListener("dragend", () => {
  if (dragged) delete dragged.dataset.dragged;
  dragged = null;
});
