// An open board keeps up: after one's own move at once, after a colleague's within seconds. The page is asked for anew as its
// reader sees it, and only the cards that differ are exchanged, so that focus, scroll and cards read further down stay.
const PAUSE = 600; // several moves at once are one question,
const SPREAD = 900; // and not all screens of a company ask in the same moment
let waiting;
let unseen = false; // it changed while nobody looked
let asking = false;
let again = false;

// Not under somebody's hand: while a card is dragged or a dialog is open the board waits.
function busy() {
  return document.querySelector(".board-card.is-dragged, dialog[open]") !== null;
}

function later() {
  unseen = document.hidden;
  clearTimeout(waiting);
  if (!unseen) waiting = setTimeout(() => (busy() ? later() : refresh(false)), PAUSE + Math.random() * SPREAD);
}

async function refresh(own) {
  again = true;
  if (asking) return;
  asking = true;
  while (again) {
    again = false;
    const fresh = await ask();
    if (fresh && !own && busy()) later();
    else if (fresh) exchange(fresh);
  }
  asking = false;
}

async function ask() {
  try {
    const reply = await fetch(location.href, { headers: { Accept: "text/html" } });
    const page = reply.ok && new DOMParser().parseFromString(await reply.text(), "text/html");
    return page && page.getElementById("board");
  } catch {
    return null; // offline: the stream tells when it is back
  }
}

function exchange(fresh) {
  const held = document.activeElement?.id;
  const elsewhere = new Map();
  for (const card of fresh.querySelectorAll(".board-card")) elsewhere.set(card.id, card.closest("[data-stage]").dataset.stage);
  for (const theirs of fresh.querySelectorAll("[data-stage]")) {
    const mine = document.querySelector(`#board [data-stage="${theirs.dataset.stage}"]`);
    if (!mine) return location.reload(); // the stages themselves have changed
    const [head, wanted] = [mine.querySelector("header"), theirs.querySelector("header")];
    if (head.innerHTML !== wanted.innerHTML) head.innerHTML = wanted.innerHTML;
    fill(mine.querySelector(".board-cards"), theirs.querySelector(".board-cards"), (id) => {
      return elsewhere.has(id) && elsewhere.get(id) !== theirs.dataset.stage;
    });
  }
  if (held && document.activeElement?.id !== held) document.getElementById(held)?.focus({ preventScroll: true });
}

// The first cards as they are now; behind them those that were read further down, unless they moved away.
function fill(mine, theirs, moved) {
  const known = new Map([...mine.children].filter((one) => one.id).map((one) => [one.id, one]));
  const further = known.size > theirs.querySelectorAll(".board-card").length && theirs.querySelector(".board-more");
  const wanted = [...theirs.children].filter((one) => !further || one.id);
  const kept = wanted.map((one) => (same(known.get(one.id), one) ? known.get(one.id) : document.adoptNode(one)));
  const ids = new Set(wanted.map((one) => one.id));
  if (further) kept.push(...[...mine.children].filter((one) => !ids.has(one.id) && !moved(one.id)));
  if (kept.length === mine.children.length && kept.every((one, place) => one === mine.children[place])) return;
  for (const one of [...mine.children]) if (!kept.includes(one)) one.remove();
  kept.forEach((one, place) => {
    if (mine.children[place] === one) return;
    mine.insertBefore(one, mine.children[place] ?? null);
    htmx.process(one);
  });
}

function same(known, one) {
  return known !== undefined && known.className === one.className && known.innerHTML === one.innerHTML;
}

document.body.addEventListener("boardChanged", () => refresh(true));
document.addEventListener("changed", (event) => (event.detail.what ?? "board") === "board" && later());
document.addEventListener("visibilitychange", () => unseen && later());
