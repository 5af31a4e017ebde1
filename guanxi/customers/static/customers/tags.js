// Tags that are in use already are offered while one types; the last word of the list is the one being typed.
const input = document.querySelector(".customer-form input[name=tags]");

if (input) {
  const list = document.createElement("datalist");
  list.id = "known-tags";
  input.setAttribute("list", list.id);
  input.after(list);
  input.addEventListener("input", async (event) => {
    if (event.isComposing) return;
    const answer = await fetch(`/customers/tags/?tags=${encodeURIComponent(input.value)}`);
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    list.replaceChildren(
      ...[...page.querySelectorAll("[data-label]")].map((one) => {
        const option = document.createElement("option");
        option.value = one.dataset.label;
        return option;
      }),
    );
  });
}
