// `data-copy="id"`: copies the text of that element, or the value of that field. The button shows only where the browser lets it.
function ready(root) {
  if (!navigator.clipboard) return; // plain HTTP on another machine: the text is selected by a click instead
  for (const button of root.querySelectorAll?.("[data-copy]") ?? []) button.hidden = false;
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const source = document.getElementById(button.dataset.copy);
  await navigator.clipboard.writeText((source.value ?? source.textContent).trim());
  const label = button.querySelector("span") ?? button;
  const before = label.textContent;
  label.textContent = button.dataset.copied;
  button.setAttribute("aria-live", "polite");
  setTimeout(() => {
    label.textContent = before;
  }, 2000);
});

document.addEventListener("htmx:load", (event) => ready(event.detail.elt));
ready(document);
