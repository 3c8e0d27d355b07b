// The service worker: keeps the app's page and files, so that it opens in a tunnel. Ballots never pass through it.
// TypeScript's library takes every worker for a dedicated one.
const worker = globalThis as unknown as ServiceWorkerGlobalScope;

const CACHE = "guanmo-ballot-1";
const PATIENCE_MS = 3000;

worker.addEventListener("install", () => void worker.skipWaiting());
worker.addEventListener("activate", (event) => event.waitUntil(worker.clients.claim()));

// The page tells which of its own files it needs; their names carry hashes only it knows.
worker.addEventListener("message", (event: ExtendableMessageEvent) => {
  const { keep } = event.data as { keep?: string[] };
  if (keep) {
    event.waitUntil(store(keep).then(() => event.source?.postMessage({ kept: true })));
  }
});

worker.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || new URL(request.url).origin !== worker.location.origin) {
    return;
  }
  if (request.mode === "navigate") {
    event.respondWith(fresh(request));
  } else if (request.destination !== "") {
    event.respondWith(kept(request)); // files with hashed names never change; data requests go to the network
  }
});

async function store(addresses: string[]): Promise<void> {
  const cache = await caches.open(CACHE);
  await cache.addAll(addresses);
  const wanted = new Set(addresses.map((address) => new URL(address, worker.location.href).href));
  for (const request of await cache.keys()) {
    // Another juror's page on this phone stays; files of an older version go.
    if (!wanted.has(request.url) && !request.url.endsWith("/")) {
      await cache.delete(request);
    }
  }
}

/** The kept page unless the network is quick with one that is ours: not an error, a redirect, a captive portal's page. */
async function fresh(request: Request): Promise<Response> {
  const old = () => caches.match(request, { ignoreSearch: true });
  try {
    const response = await fetch(request, { signal: AbortSignal.timeout(PATIENCE_MS) });
    return (await isOurs(response)) ? response : ((await old()) ?? response);
  } catch (error) {
    const found = await old();
    if (found) {
      return found;
    }
    throw error;
  }
}

async function isOurs(response: Response): Promise<boolean> {
  return response.ok && !response.redirected && (await response.clone().text()).includes('id="ballot"');
}

async function kept(request: Request): Promise<Response> {
  return (await caches.match(request)) ?? fetch(request);
}
