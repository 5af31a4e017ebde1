// The page for paper (?print): prints itself once every part that comes later is there.
const waiting = () => document.querySelector(".skeleton");
let asked = false;

function printWhenReady() {
  if (asked || waiting()) return;
  asked = true;
  print();
}

for (const folded of document.querySelectorAll("details.panel")) folded.open = true;
document.addEventListener("htmx:afterSettle", printWhenReady);
document.addEventListener("htmx:responseError", () => setTimeout(printWhenReady, 1000));
addEventListener("load", printWhenReady);
