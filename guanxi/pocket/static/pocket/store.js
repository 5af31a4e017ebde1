// What this device keeps, in IndexedDB, sealed with AES-GCM. The keys cannot be taken out of the browser by script; without
// them what is stored is noise. The pocket and what was written here have a key each, so that the pocket can be forgotten alone.
const NAME = "guanxi-pocket";
const STORES = ["keys", "facts", "pages", "outbox"];
let opened;

export const usable = () => isSecureContext && "indexedDB" in self && Boolean(self.crypto?.subtle);

function base() {
  opened ??= new Promise((done, fail) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => {
      for (const one of STORES) asked.result.createObjectStore(one);
    };
    asked.onsuccess = () => {
      asked.result.onversionchange = () => asked.result.close();
      done(asked.result);
    };
    asked.onerror = () => fail(asked.error);
  });
  return opened;
}

// One transaction over `stores`; what `act` asked last is the answer.
export async function within(stores, mode, act) {
  const db = await base();
  return new Promise((done, fail) => {
    const all = db.transaction(stores, mode);
    const asked = act(...[stores].flat().map((one) => all.objectStore(one)));
    all.oncomplete = () => done(asked?.result);
    all.onerror = all.onabort = () => fail(all.error ?? new Error("aborted"));
  });
}

export const read = (store, name) => within(store, "readonly", (one) => one.get(name));
export const write = (store, name, value) => within(store, "readwrite", (one) => one.put(value, name));
export const remove = (store, name) => within(store, "readwrite", (one) => one.delete(name));
export const everything = (store) => within(store, "readonly", (one) => one.getAll());

// The first key that is stored is the one: two pages may begin at once.
async function keyOf(name) {
  const known = await read("keys", name);
  if (known) return known;
  const fresh = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  await within("keys", "readwrite", (keys) => {
    const asked = keys.get(name);
    asked.onsuccess = () => asked.result ?? keys.put(fresh, name);
  });
  return read("keys", name);
}

export async function seal(key, value) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const plain = new TextEncoder().encode(JSON.stringify(value));
  return { iv, data: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await keyOf(key), plain) };
}

// undefined where nothing is kept, or its key is gone
export async function unseal(key, sealed) {
  const known = sealed && (await read("keys", key));
  if (!known) return undefined;
  try {
    const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv: sealed.iv }, known, sealed.data);
    return JSON.parse(new TextDecoder().decode(plain));
  } catch {
    return undefined; // sealed with a key that was thrown away since
  }
}

// What the pocket holds in numbers: {member, madeAt, until, customers, …}. Past its time it is emptied, and there is none.
export async function pocket() {
  const facts = await read("facts", "pocket");
  if (!facts) return undefined;
  if (Date.now() < Date.parse(facts.until)) return facts;
  await empty();
  return undefined;
}

export const page = async (name) => unseal("pocket", await read("pages", name));

// The pocket is put in whole, or not at all when it was emptied while it was being filled.
export async function put(facts, contents, era) {
  const sealed = [];
  for (const [name, value] of Object.entries(contents)) sealed.push([name, await seal("pocket", value)]);
  return within(["facts", "pages"], "readwrite", (kept, pages) => {
    const asked = kept.get("era");
    asked.onsuccess = () => {
      if ((asked.result ?? 0) !== era) return;
      pages.clear();
      for (const [name, value] of sealed) pages.put(value, name);
      kept.put(facts, "pocket");
    };
  });
}

export const era = async () => (await read("facts", "era")) ?? 0;

export function empty() {
  return within(["facts", "pages", "keys"], "readwrite", (facts, pages, keys) => {
    const asked = facts.get("era");
    asked.onsuccess = () => facts.put((asked.result ?? 0) + 1, "era");
    facts.delete("pocket");
    pages.clear();
    return keys.delete("pocket");
  });
}

// Whether this member wants a pocket on this device.
export const wanted = async (member) => ((await read("facts", "wanted")) ?? []).includes(member);

export async function want(member, yes) {
  const others = ((await read("facts", "wanted")) ?? []).filter((one) => one !== member);
  await write("facts", "wanted", yes ? [...others, member] : others);
}
