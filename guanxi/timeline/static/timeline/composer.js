// The composer asks for what its kind wants: input[data-asks] is the placeholder while that kind is chosen.
function ask(form) {
  const text = form.querySelector("textarea");
  text.dataset.asked ??= text.placeholder;
  text.placeholder = form.querySelector("[name=kind]:checked")?.dataset.asks ?? text.dataset.asked;
}

for (const moment of ["change", "restored"]) {
  document.addEventListener(moment, (event) => {
    if (event.target.name === "kind" && event.target.form?.matches(".composer")) ask(event.target.form);
  });
}

// a draft may have been put back before this file came
for (const form of document.querySelectorAll(".composer")) ask(form);
