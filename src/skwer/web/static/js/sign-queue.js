// Reports that wait in the telephone (IndexedDB) until there is a net. Shared by the page and its service worker, which
// not every browser lets be a module: hence one name on `self` instead of exports.
self.skwerSigns = (() => {
  const CACHE = "skwer-signs-1";
  const STORE = "reports";

  function open() {
    return new Promise((resolve, reject) => {
      const asked = indexedDB.open("skwer-signs", 1);
      asked.onupgradeneeded = () => asked.result.createObjectStore(STORE, { keyPath: "uid" });
      asked.onsuccess = () => resolve(asked.result);
      asked.onerror = () => reject(asked.error);
    });
  }

  async function run(mode, work) {
    const database = await open();
    try {
      return await new Promise((resolve, reject) => {
        const transaction = database.transaction(STORE, mode);
        const asked = work(transaction.objectStore(STORE));
        transaction.oncomplete = () => resolve(asked.result);
        transaction.onerror = transaction.onabort = () => reject(transaction.error);
      });
    } finally {
      database.close();
    }
  }

  const keep = (report) => run("readwrite", (store) => store.put(report));
  const drop = (uid) => run("readwrite", (store) => store.delete(uid));
  const all = () => run("readonly", (store) => store.getAll());

  // One report to the server. → {state: "arrived" | "refused" | "later", answer}
  async function send(report) {
    const json = { headers: { Accept: "application/json" }, credentials: "same-origin" };
    let response;
    try {
      // The page in the telephone may be old, and so its token: a fresh one is asked for each time.
      const asked = await fetch(report.url, { ...json, cache: "no-store" });
      if (asked.status === 404) return { state: "refused", answer: await words(asked) };
      const { token } = await asked.json();
      const form = new FormData();
      for (const [name, value] of Object.entries(report.fields)) form.set(name, value);
      if (report.photo) form.set("photo", new Blob([report.photo.bytes], { type: report.photo.type }), report.photo.name);
      form.set("csrfmiddlewaretoken", token);
      response = await fetch(report.url, { ...json, method: "POST", body: form });
    } catch {
      return { state: "later" };
    }
    if (response.status === 201) return { state: "arrived", answer: await words(response) };
    const later = response.status >= 500 || response.status === 429 || response.status === 403;
    return { state: later ? "later" : "refused", answer: await words(response) };
  }

  async function words(response) {
    try {
      return await response.json();
    } catch {
      return {};
    }
  }

  // Everything that waits, one after another. → what became of each, by uid
  async function sendAll() {
    const told = new Map();
    const work = async () => {
      for (const report of await all()) {
        if (report.refused) continue;
        const result = await send(report);
        told.set(report.uid, result);
        if (result.state === "arrived") await drop(report.uid);
        else if (result.state === "refused") await keep({ ...report, refused: result.answer.errors ?? {} });
        else break; // no net, or too many at once: the others would fail too
      }
    };
    // Two open pages, or a page and the worker, take turns. (A report sent twice arrives once in any case.)
    if (self.navigator.locks) await self.navigator.locks.request("skwer-signs", work);
    else await work();
    return told;
  }

  return { CACHE, keep, drop, all, sendAll };
})();
