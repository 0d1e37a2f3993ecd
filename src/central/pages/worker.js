// What was seen opens without a connection: files at once and renewed behind, pages from the net if there is one.

const CACHE = "rinda-1";
/** Files and the pages that were seen last. */
const KEPT_MAX = 60;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

async function renewed(request) {
  const answer = await fetch(request);
  if (answer.ok) {
    const cache = await caches.open(CACHE);
    await cache.put(request, answer.clone());
    const [oldest, ...others] = await cache.keys();
    if (others.length >= KEPT_MAX) await cache.delete(oldest);
  }
  return answer;
}

async function file(event) {
  const known = await caches.match(event.request);
  const fresh = renewed(event.request);
  if (!known) return fresh;
  event.waitUntil(fresh.catch(() => {}));
  return known;
}

/** A page out of the cache, which says so to its scripts. */
async function kept(answer) {
  const html = await answer.text();
  const { status, headers } = answer;
  return new Response(html.replace("<html ", "<html data-kept "), { status, headers });
}

async function page(request) {
  try {
    return await renewed(request);
  } catch (error) {
    const known = await caches.match(request) ?? await caches.match(request, { ignoreSearch: true });
    if (known) return kept(known);
    throw error;
  }
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  const { pathname } = new URL(request.url);
  if (request.mode === "navigate") event.respondWith(page(request));
  else if (pathname.startsWith("/assets/") || pathname.startsWith("/fonts/") || pathname.endsWith("/code.svg")) {
    event.respondWith(file(event));
  }
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil((async () => {
    const path = `/t/${event.notification.tag}`;
    const windows = await self.clients.matchAll({ type: "window" });
    const open = windows.find(({ url }) => new URL(url).pathname === path);
    return open ? open.focus() : self.clients.openWindow(path);
  })());
});
