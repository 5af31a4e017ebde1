// Native dialogs: [data-dialog="id"] opens, [data-close] closes; focus returns to where it was.
// Also: the error summary ([data-focus]) takes the focus when it appears.
const returns = new WeakMap();

function open(dialog) {
  if (!dialog || dialog.open) return;
  returns.set(dialog, document.activeElement);
  dialog.showModal();
  // a browser would focus the button that closes it
  if (!dialog.querySelector("[autofocus]"))
    dialog.querySelector(".dialog-body :is(input:not([type=hidden]), select, textarea)")?.focus();
  dialog.dispatchEvent(new Event("opened", { bubbles: true }));
}

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog]");
  if (opener) {
    const dialog = document.getElementById(opener.dataset.dialog);
    if (!dialog) return;
    event.preventDefault();
    open(dialog);
    return;
  }
  const closer = event.target.closest("[data-close]");
  if (closer) closer.closest("dialog")?.close();
  // a click on the backdrop has the dialog itself as target
  if (event.target instanceof HTMLDialogElement && event.target.open) {
    const box = event.target.getBoundingClientRect();
    const inside =
      event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
    if (!inside && event.detail > 0 && !event.target.hasAttribute("data-stays")) event.target.close();
  }
});

document.addEventListener(
  "close",
  (event) => {
    const back = returns.get(event.target);
    returns.delete(event.target);
    if (back?.isConnected) back.focus({ preventScroll: true });
  },
  true,
);

// htmx loads a dialog's content into <div data-modal>: show it when it arrives, drop it when it closes.
document.addEventListener("htmx:afterSwap", (event) => {
  const dialog = event.detail.target.querySelector?.(":scope > dialog[data-modal]");
  if (dialog) {
    open(dialog);
    dialog.addEventListener("close", () => dialog.remove(), { once: true });
  }
  focusSummary(event.detail.target);
});

// The server may close the dialog it came from: HX-Trigger: closeDialog
document.addEventListener("closeDialog", () => {
  for (const dialog of document.querySelectorAll("dialog[open]")) dialog.close();
});

function focusSummary(root) {
  root.querySelector?.("[data-focus]")?.focus();
}

focusSummary(document);
