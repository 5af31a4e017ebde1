// Making pages of the <template>s that the server put into the frame; all words stand there.
export function make(id, texts = {}) {
  const made = document.getElementById(id).content.cloneNode(true);
  for (const [name, value] of Object.entries(texts)) {
    for (const slot of made.querySelectorAll(`[data-slot="${name}"]`)) {
      slot.textContent = value ?? "";
      slot.hidden = value === "" || value === undefined || value === null;
    }
  }
  return made;
}

export const said = (words, values) => words.replace(/\{(\w+)\}/g, (_all, name) => values[name] ?? "");

let zone;

export function useZone(name) {
  zone = name;
}

// A moment as people read it, in the member's own time zone.
export function moment(iso, style = { dateStyle: "medium", timeStyle: "short" }) {
  if (!iso) return "";
  return new Intl.DateTimeFormat(document.documentElement.lang, { ...style, timeZone: zone }).format(new Date(iso));
}

// A moment as the input datetime-local has it ("2026-12-01T10:00"), and back: in the member's time zone, as everything else.
export function local(iso) {
  const style = { dateStyle: "short", timeStyle: "short", timeZone: zone };
  return new Intl.DateTimeFormat("sv-SE", style).format(new Date(iso)).replace(" ", "T");
}

export function fromLocal(wall) {
  const guess = new Date(`${wall}Z`).getTime();
  const shown = new Date(`${local(guess)}Z`).getTime();
  return new Date(2 * guess - shown).toISOString();
}

const HERE = [/^\/$/, /^\/customers\/$/, /^\/customers\/\d+\/(briefing\/)?$/, /^\/timeline\/tasks\//, /^\/commerce\/(pricebooks|products)\//, /^\/pocket\//];

// HTML that the server wrote: "in two hours" was true then, and most of its links lead where there is no connection.
export function told(html, inside) {
  const made = document.createRange().createContextualFragment(html);
  for (const time of made.querySelectorAll("time[title]")) time.textContent = time.title;
  for (const link of made.querySelectorAll('a[href^="/"]')) {
    const { pathname } = new URL(link.href);
    const [, customer] = pathname.match(/^\/customers\/(\d+)\//) ?? [];
    const here = HERE.some((one) => one.test(pathname)) && (!customer || inside.has(Number(customer)));
    if (here && pathname !== location.pathname) continue;
    const words = document.createElement("span");
    words.className = link.className;
    words.append(...link.childNodes);
    link.replaceWith(words);
  }
  return made;
}

export function facts(kept) {
  const words = document.getElementById("pocket-words").dataset;
  const values = { ...kept, made: moment(kept.madeAt), until: moment(kept.until), size: Math.ceil(kept.bytes / 1024) };
  const missing = [
    kept.leftOut ? said(words.leftOut, { n: kept.leftOut }) : "",
    kept.moreTasks ? words.moreTasks : "",
    kept.morePrices ? words.morePrices : "",
  ];
  return [said(words.facts, values), missing.filter(Boolean).join(" ")];
}
