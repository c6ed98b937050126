{% load static %}// Pages behind plates, kept in the telephone: without a net they open as they were last seen. Reports that wait in
// the telephone go out by themselves where the browser lets a worker do that; elsewhere the page sends them.
importScripts("{% static 'js/sign-queue.js' %}");

const CACHE = self.skwerSigns.CACHE;
const PATIENCE = 6000; // a net that only half works must not keep anybody waiting

addEventListener("install", () => self.skipWaiting());
addEventListener("activate", (event) => event.waitUntil(tidy()));
addEventListener("sync", (event) => event.tag === "skwer-signs" && event.waitUntil(sendHeld()));
addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  const page = request.mode === "navigate";
  const ours = url.origin === location.origin && (page || url.pathname.startsWith("{% get_static_prefix %}"));
  if (request.method === "GET" && ours) event.respondWith(answer(request, url, page));
});

// What did not go is tried again: a refused promise tells the browser so.
async function sendHeld() {
  const told = await self.skwerSigns.sendAll();
  for (const page of await self.clients.matchAll({ includeUncontrolled: true })) page.postMessage("skwer-signs");
  if ([...told.values()].some((one) => one.state === "later")) throw new Error("no net yet");
}

async function tidy() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith("skwer-signs-") && name !== CACHE).map((name) => caches.delete(name)));
  await self.clients.claim();
}

async function answer(request, url, page) {
  const cache = await caches.open(CACHE);
  const kept = () => cache.match(request, { ignoreSearch: page, ignoreVary: true });
  const fresh = fetch(request).then((response) => {
    if (response.ok && !(page && url.search)) cache.put(request, response.clone());
    else if (page && (response.status === 404 || response.status === 410)) cache.delete(request, { ignoreSearch: true, ignoreVary: true });
    return response;
  });
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE));
  try {
    return (await Promise.race([fresh, late])) ?? (await kept()) ?? (await fresh);
  } catch (error) {
    const found = await kept();
    if (found) return found;
    throw error;
  }
}
