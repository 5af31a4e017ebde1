// Filling the pocket: asked in pieces, kept only when whole. What does not fit is counted, and the page says so.
import { empty, era, pocket, put } from "./store.js";

const LARGEST = 4 * 1024 * 1024; // bytes before sealing
const OFTEN = 2 * 3600 * 1000; // ms after which a visit fills it anew

class Refused extends Error {}
class Out extends Error {}

async function ask(address) {
  const reply = await fetch(address, { cache: "no-store", headers: { "HX-Request": "true" } });
  if (reply.status === 404) return undefined; // a customer that was there a moment ago
  if (reply.status === 401) throw new Out();
  if (reply.status === 403) throw new Refused();
  if (!reply.ok) throw new TypeError(`${address}: ${reply.status}`);
  return reply.json();
}

async function pricesOf(most) {
  const prices = [];
  let after = "0.0";
  while (after && prices.length < most) {
    const answer = await ask(`/pocket/content/prices/?after=${after}`);
    prices.push(...answer.prices);
    after = answer.more;
  }
  return { prices: prices.slice(0, most), more: Boolean(after) || prices.length > most };
}

// An old pocket, or one of another day, is filled anew.
export async function isDue() {
  const facts = await pocket();
  if (!facts) return true;
  const made = new Date(facts.madeAt);
  return Date.now() - made > OFTEN || made.toDateString() !== new Date().toDateString();
}

// Answers "filled", "refused" or "out" (nobody is signed in; then it is empty), or "offline" (then it is as before).
export async function fill(told = () => {}) {
  return navigator.locks.request("guanxi-fill", async () => {
    const began = await era();
    try {
      return await collect(began, told);
    } catch (error) {
      if (error instanceof Refused || error instanceof Out) {
        await empty();
        return error instanceof Out ? "out" : "refused";
      }
      if (error instanceof TypeError) return "offline";
      throw error;
    }
  });
}

async function collect(began, told) {
  const index = await ask("/pocket/content/");
  const contents = {};
  const inside = [];
  let bytes = 0;
  const weigh = (value) => JSON.stringify(value).length;
  const prices = await pricesOf(index.most_prices);
  bytes += weigh(prices) + weigh(index);
  for (const one of index.customers) {
    told(inside.length, index.customers.length);
    const customer = await ask(`/pocket/content/customer/${one.id}/`);
    if (!customer) continue;
    const size = weigh(customer);
    if (bytes + size > LARGEST) {
      index.left_out += 1;
      continue;
    }
    bytes += size;
    contents[`customer/${one.id}`] = customer;
    inside.push(one);
  }
  index.customers = inside;
  contents.index = index;
  contents.prices = { books: index.books, ...prices };
  const facts = {
    member: index.member, language: index.language, timeZone: index.time_zone, until: index.until,
    madeAt: new Date().toISOString(), bytes, customers: inside.length, leftOut: index.left_out,
    tasks: index.tasks.length, moreTasks: index.more_tasks, prices: prices.prices.length, morePrices: prices.more,
  };
  await put(facts, contents, began);
  // the worker notes it from pages that pass through it; there may have been none yet
  await (await caches.open("guanxi-notes")).put("/language", new Response(index.language));
  return "filled";
}
