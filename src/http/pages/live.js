// A view that stays true: one stream of server-sent events, opened again whenever it breaks.

const RETRY_MS = 2000;
/** The server says at least every 25 seconds that it is there; a line without a word for so long is dead, whatever the browser thinks. */
const SILENT_MS = 60_000;

/** Steady time of the branch now, as far as the last message tells. */
export class Steady {
  #now_ms = 0;
  #at = performance.now();

  set(now_ms) {
    this.#now_ms = now_ms;
    this.#at = performance.now();
  }

  now() {
    return this.#now_ms + performance.now() - this.#at;
  }
}

/**
 * Follows a stream. `show(message)` gets every message, `lost(isLost)` whether the server is out of reach.
 * A page that nobody sees lets go of its stream, unless `staysOpen()`: browsers have few of them. Returns a function that
 * ends it.
 */
export function follow(address, show, lost, staysOpen = () => false) {
  let source = null;
  let timer = null;
  let silence = null;
  let ended = false;

  function open() {
    clearTimeout(timer);
    if (ended || source || (document.hidden && !staysOpen())) return;
    source = new EventSource(address());
    listen();
    source.onmessage = (event) => {
      listen();
      lost(false);
      show(JSON.parse(event.data));
    };
    source.addEventListener("alive", listen);
    source.onerror = () => {
      lost(true);
      // The browser tries again by itself, unless the answer was an error.
      if (source.readyState === EventSource.CLOSED) {
        close();
        timer = setTimeout(open, RETRY_MS);
      }
    };
  }

  function listen() {
    clearTimeout(silence);
    silence = setTimeout(() => {
      lost(true);
      close();
      open();
    }, SILENT_MS);
  }

  function close() {
    clearTimeout(silence);
    source?.close();
    source = null;
  }

  function seen() {
    if (document.hidden && !staysOpen()) close();
    else open();
  }

  document.addEventListener("visibilitychange", seen);
  addEventListener("pagehide", close);
  addEventListener("pageshow", open);
  open();
  return () => {
    ended = true;
    close();
    document.removeEventListener("visibilitychange", seen);
    removeEventListener("pagehide", close);
    removeEventListener("pageshow", open);
  };
}

/** Gives a command. Resolves to what was said, with `ok`, `status` and `words`; without an answer `words` is null. Never rejects. */
export async function command(path, language, details) {
  try {
    const answer = await fetch(`${path}?lang=${language}`, {
      method: "POST",
      headers: details ? { "Content-Type": "application/json" } : {},
      body: details ? JSON.stringify(details) : undefined,
    });
    const said = answer.status === 204 ? {} : await answer.json();
    return { ...said, ok: answer.ok, status: answer.status, words: said.words ?? "" };
  } catch {
    return { ok: false, words: null };
  }
}
