// The price books of the pocket, narrowed while one types: every word must stand in the code, the name or the book.
import { make, said } from "./pages.js";
import { page } from "./store.js";

const MOST = 100; // rows shown at once

export async function showPrices() {
  const kept = (await page("prices")) ?? { books: [], prices: [], more: false };
  const box = document.createElement("div");
  box.append(make("t-prices"));
  const books = new Map(kept.books.map((one) => [one.id, one]));
  const rows = kept.prices.map(([book, code, name, from, price]) => ({
    book: books.get(book), code, name, from, price, hay: `${code} ${name} ${books.get(book)?.name}`.toLowerCase(),
  }));
  const input = box.querySelector("[data-find]");
  const list = box.querySelector("[data-list]");
  const words = box.querySelector('[data-slot="said"]');
  box.querySelector("[data-more]").hidden = !kept.more;
  box.querySelector("[data-none]").hidden = rows.length > 0;
  const narrow = () => {
    const wanted = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    const found = rows.filter((one) => wanted.every((word) => one.hay.includes(word)));
    list.replaceChildren(...found.slice(0, MOST).map(row));
    words.textContent = said(words.dataset.words, { n: Math.min(found.length, MOST), all: found.length });
    words.hidden = !rows.length;
  };
  input.addEventListener("input", narrow);
  narrow();
  return box;
}

function row({ book, code, name, from, price }) {
  const { words } = document.getElementById("pocket-from").dataset;
  const note = [code, from === "1" ? "" : said(words, { n: from }), book?.name, book?.tax].filter(Boolean).join(" · ");
  return make("t-price", { name, note, price });
}
