// Choosing and ordering columns (or steps, or fields): <ul data-columns> of <li draggable="true"> with a box and
// [data-move="up"], [data-move="down"]. The order of the list is the order that the form sends.
let dragged;

const itemOf = (element) => element?.closest?.("[data-columns] > li");

function moved(item) {
  item.parentElement.dispatchEvent(new Event("change", { bubbles: true }));
}

function shift(item, up) {
  const other = up ? item.previousElementSibling : item.nextElementSibling;
  if (!other) return;
  if (up) other.before(item);
  else other.after(item);
  moved(item);
}

document.addEventListener("click", (event) => {
  const mover = event.target.closest("[data-move]");
  const item = itemOf(mover);
  if (!item) return;
  shift(item, mover.dataset.move === "up");
  mover.focus();
});

document.addEventListener("keydown", (event) => {
  const item = itemOf(event.target);
  if (!item || !event.altKey || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
  event.preventDefault();
  const focused = document.activeElement;
  shift(item, event.key === "ArrowUp");
  focused.focus();
});

document.addEventListener("dragstart", (event) => {
  dragged = itemOf(event.target);
  if (!dragged) return;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", "");
  dragged.classList.add("is-dragged");
});

document.addEventListener("dragover", (event) => {
  const over = itemOf(event.target);
  if (!dragged || !over || over === dragged || over.parentElement !== dragged.parentElement) return;
  event.preventDefault();
  const box = over.getBoundingClientRect();
  if (event.clientY > box.top + box.height / 2) over.after(dragged);
  else over.before(dragged);
});

document.addEventListener("dragend", () => {
  if (!dragged) return;
  dragged.classList.remove("is-dragged");
  moved(dragged);
  dragged = undefined;
});
