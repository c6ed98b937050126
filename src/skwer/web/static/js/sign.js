// The page behind a plate. With this script a report is kept in the telephone first and sent from there, so that a dead
// spot in the park loses nothing; without it the form is an ordinary form.
const { CACHE, keep, drop, all, sendAll } = self.skwerSigns;
const LONGEST_SIDE = 1600;
const MOST_BYTES = 15 * 1024 * 1024; // what the server takes of a picture it was not scaled here
const AGAIN = 20000;

const form = document.querySelector("[data-sign]");
const said = document.querySelector("[data-said]");
const waiting = document.querySelector("[data-waiting]");
const words = form.dataset;
let busy = false;

function newUid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

function element(tag, attributes = {}, ...inside) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...inside);
  return made;
}

function say(text, { level = "success", link = "" } = {}) {
  const line = element("p", { class: "message", "data-level": level, tabindex: "-1" }, text);
  if (link) line.append(" ", element("a", { href: link }, words.see));
  said.replaceChildren(line);
  line.focus();
}

const first = (name) => form.querySelector(`[name="${name}"]`);

function showErrors(errors) {
  form.querySelectorAll(".ds-validation-message, .ds-error-summary").forEach((old) => old.remove());
  form.querySelectorAll("[aria-invalid]").forEach((old) => old.removeAttribute("aria-invalid"));
  const rows = Object.entries(errors);
  if (!rows.length) return;
  const list = element("ul");
  for (const [name, messages] of rows) {
    const input = name && first(name);
    const text = messages.join(" ");
    list.append(element("li", {}, input ? element("a", { href: `#${input.id}` }, text) : text));
    if (!input) continue;
    const id = `${input.id}-error`;
    if (input.type !== "radio") input.setAttribute("aria-invalid", "true");
    input.closest(".ds-field").append(element("p", { class: "ds-validation-message", id }, text));
  }
  const title = element("h2", { id: "errors-title" }, words.mend);
  const summary = element("div", { class: "ds-error-summary", tabindex: "-1", role: "alert", "aria-labelledby": "errors-title" }, title, list);
  form.prepend(summary);
  summary.focus();
}

// What would be refused later is said now: later nobody stands here any more.
function problems(data) {
  const found = {};
  const what = data.get("what");
  if (!what) found.what = [words.chooseWhat];
  if (what === "broken" && !data.get("defect")) found.defect = [words.chooseDefect];
  if (what === "note" && !data.get("text").trim() && !data.get("photo")?.size) found.text = [words.writeNote];
  return found;
}

// Smaller, upright and without what the camera wrote into it; a picture the browser cannot draw goes as it is, and the
// server says what it is.
async function picture(file) {
  try {
    const drawn = await createImageBitmap(file);
    const scale = Math.min(1, LONGEST_SIDE / Math.max(drawn.width, drawn.height));
    const canvas = element("canvas", { width: Math.round(drawn.width * scale), height: Math.round(drawn.height * scale) });
    canvas.getContext("2d").drawImage(drawn, 0, 0, canvas.width, canvas.height);
    drawn.close();
    const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.85));
    if (blob) return { name: `${file.name.replace(/\.[^.]*$/, "")}.jpg`, type: "image/jpeg", bytes: await blob.arrayBuffer() };
  } catch {
    // not a picture this browser knows
  }
  if (file.size > MOST_BYTES) return null;
  return { name: file.name, type: file.type, bytes: await file.arrayBuffer() };
}

async function submit() {
  const data = new FormData(form);
  const wrong = problems(data);
  showErrors(wrong);
  if (Object.keys(wrong).length) return;
  const file = data.get("photo");
  const photo = file?.size ? await picture(file) : undefined;
  if (photo === null) return showErrors({ photo: [words.photoTooLarge] });
  const uid = newUid();
  const fields = { uid, on: new Date().toLocaleDateString("sv-SE") };
  for (const name of ["what", "defect", "danger", "contact", "text"]) if (data.get(name)) fields[name] = data.get(name);
  const report = { uid, url: location.pathname, place: words.place, fields, photo };
  try {
    await keep(report);
  } catch {
    return form.submit(); // a telephone that keeps nothing sends at once, as without a script
  }
  const { [uid]: result } = Object.fromEntries(await sendAll());
  if (result?.state === "refused") {
    await drop(uid);
    return showErrors(result.answer.errors ?? { "": [words.refused] });
  }
  const arrived = result ? result.state === "arrived" : !(await all()).some((one) => one.uid === uid);
  form.reset();
  if (arrived) say(result?.answer.thanks ?? words.arrived, { link: result?.answer.sent ?? "" });
  else {
    say(result.answer?.errors?.[""]?.join(" ") ?? words.offline, { level: "warning" });
    askWorker();
  }
}

// Chromium's telephones send by themselves, even when the page is closed; elsewhere opening the page sends.
async function askWorker() {
  try {
    const registration = await navigator.serviceWorker.ready;
    await registration.sync.register("skwer-signs");
  } catch {
    // no such thing here
  }
}

let knownHeld = new Set();

async function showWaiting() {
  let reports = [];
  try {
    reports = await all();
  } catch {
    // nothing can be kept here
  }
  const held = reports.filter((one) => !one.refused);
  waiting.hidden = !reports.length;
  waiting.querySelector("[data-held]").hidden = !held.length;
  waiting.querySelector("[data-count]").textContent = held.length;
  waiting.querySelector("[data-refused]").replaceChildren(
    ...reports.filter((one) => one.refused).map((one) => {
      const away = element("button", { type: "button", class: "ds-button", "data-variant": "tertiary" }, words.away);
      away.addEventListener("click", () => drop(one.uid).then(showWaiting));
      return element("li", {}, `${words.notTaken} ${one.place}: ${Object.values(one.refused).flat().join(" ")} `, away);
    }),
  );
  // The worker, or another page, may have sent what waited here when this one looked last.
  const left = new Set(reports.map((one) => one.uid));
  if ([...knownHeld].some((uid) => !left.has(uid))) say(words.arrived);
  knownHeld = new Set(held.map((one) => one.uid));
  return held.length;
}

async function sendHeld() {
  if (busy || !(await showWaiting())) return;
  const told = await sendAll();
  const arrived = [...told].filter(([, one]) => one.state === "arrived");
  arrived.forEach(([uid]) => knownHeld.delete(uid));
  await showWaiting();
  if (arrived.length === 1) say(arrived[0][1].answer.thanks, { link: arrived[0][1].answer.sent });
  else if (arrived.length) say(words.arrived);
}

// The page and what it is drawn with, for the next time without a net.
async function remember() {
  await navigator.serviceWorker.register(words.worker);
  await navigator.serviceWorker.ready;
  const cache = await caches.open(CACHE);
  const drawn = performance.getEntriesByType("resource").map((entry) => entry.name);
  const things = [location.pathname, ...drawn.filter((name) => name.startsWith(new URL(words.static, location).href))];
  await Promise.allSettled(things.map((one) => cache.add(one)));
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (busy) return;
  busy = true;
  form.setAttribute("aria-busy", "true");
  submit().finally(async () => {
    busy = false;
    form.removeAttribute("aria-busy");
    await showWaiting();
  });
});
waiting.querySelector("[data-send]").addEventListener("click", sendHeld);
addEventListener("online", sendHeld);
navigator.serviceWorker?.addEventListener("message", sendHeld);
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && sendHeld());
setInterval(() => document.visibilityState === "visible" && navigator.onLine && sendHeld(), AGAIN);
sendHeld();
if ("serviceWorker" in navigator) remember().catch(() => {});
