// Files of the composer: chosen, dropped anywhere on it, or pasted; several times, each can be taken out again.
// form[data-files] holds input[type=file][name=files] and [data-file-names]. Refused, the form keeps them.
const inputOf = (form) => form.querySelector("input[type=file]");
const kept = new WeakMap();

function show(form) {
  const list = form.querySelector("[data-file-names]");
  list.replaceChildren(
    ...[...inputOf(form).files].map((file, place) => {
      const item = document.createElement("li");
      item.className = "chip";
      const name = document.createElement("span");
      name.textContent = `${file.name} · ${size(file.size)}`;
      const button = document.createElement("button");
      button.type = "button";
      button.className = "chip-x";
      button.textContent = "×";
      button.setAttribute("aria-label", `${list.dataset.remove} ${file.name}`);
      button.addEventListener("click", () => set(form, [...inputOf(form).files].filter((_one, other) => other !== place)));
      item.append(name, button);
      return item;
    }),
  );
}

function size(bytes) {
  return bytes < 1024 * 1024 ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

function set(form, files) {
  const transfer = new DataTransfer();
  for (const file of files) transfer.items.add(file);
  inputOf(form).files = transfer.files;
  kept.set(form, [...transfer.files]);
  show(form);
}

function add(form, files) {
  if (files.length) set(form, [...(kept.get(form) ?? []), ...files]);
}

const formOf = (event) => event.target.closest?.("form[data-files]");
const hasFiles = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");

document.addEventListener("change", (event) => {
  const form = formOf(event);
  if (!form || event.target !== inputOf(form)) return;
  const chosen = [...event.target.files];
  add(form, chosen);
});

document.addEventListener("dragover", (event) => {
  const form = formOf(event);
  if (!form || !hasFiles(event)) return;
  event.preventDefault();
  form.classList.add("is-over");
});

document.addEventListener("dragleave", (event) => {
  const form = formOf(event);
  if (form && !form.contains(event.relatedTarget)) form.classList.remove("is-over");
});

document.addEventListener("drop", (event) => {
  const form = formOf(event);
  if (!form || !hasFiles(event)) return;
  event.preventDefault();
  form.classList.remove("is-over");
  add(form, [...event.dataTransfer.files]);
});

document.addEventListener("paste", (event) => {
  const form = formOf(event);
  const files = [...(event.clipboardData?.files ?? [])];
  if (!form || !files.length) return;
  event.preventDefault();
  add(form, files);
});
