// Running work on this page: [data-progress="id"] follows the "progress" events of notices.js and fires "finished"
// (use hx-trigger="finished") when its work is done, failed or cancelled.
const over = ["done", "failed", "cancelled"];

function show(element, { done, total, state }) {
  const bar = element.querySelector("progress");
  if (bar && total) {
    bar.max = total;
    bar.value = done;
  }
  const counted = element.querySelector("[data-done]");
  if (counted && done !== undefined) counted.textContent = Number(done).toLocaleString("en");
  const whole = element.querySelector("[data-total]");
  if (whole && total) whole.textContent = Number(total).toLocaleString("en");
  const was = element.dataset.state;
  if (state) element.dataset.state = state;
  if (over.includes(state) && !over.includes(was)) element.dispatchEvent(new Event("finished", { bubbles: true }));
}

document.addEventListener("progress", (event) => {
  for (const element of document.querySelectorAll(`[data-progress="${CSS.escape(event.detail.id)}"]`)) show(element, event.detail);
});
