// The way to the port: a token that this window keeps, and that no browser sends by itself.

const KEY = "rinda.service";
const RETRY_MS = 2000;

let token = sessionStorage.getItem(KEY);

function keep(value) {
  token = value;
  if (value) sessionStorage.setItem(KEY, value);
  else sessionStorage.removeItem(KEY);
}

function send(method, path, language, details, signal) {
  const headers = token ? { Authorization: `Bearer ${token}` } : {};
  if (details) headers["Content-Type"] = "application/json";
  const body = details ? JSON.stringify(details) : undefined;
  return fetch(`${path}?lang=${language}`, { method, headers, body, signal, cache: "no-store" });
}

/** Asks. Resolves to what was said, with `ok`, `status` and `words`; without an answer `words` is null. Never rejects. */
export async function ask(method, path, language, details) {
  try {
    const answer = await send(method, path, language, details);
    const said = answer.status === 204 ? {} : await answer.json();
    return { said, ok: answer.ok, status: answer.status, words: said.words ?? "" };
  } catch {
    return { said: {}, ok: false, status: 0, words: null };
  }
}

/** Asks, and gives the answer as it is. Rejects when there is none. */
export function get(path, language) {
  return send("GET", path, language);
}

/** Signs in; resolves to the words of a refusal, or "" when it went well. */
export async function signIn(pin, language) {
  const answer = await ask("POST", "/api/session", language, { pin });
  if (answer.ok) keep(answer.said.token);
  return answer.ok ? "" : answer.words;
}

export async function signOut(language) {
  await ask("DELETE", "/api/session", language);
  keep(null);
}

/**
 * Follows the picture until it may not be seen any more: `show(picture)` gets each one, `lost(isLost)` whether the port is out of
 * reach. Resolves to the status of the refusal and its words.
 */
export async function follow(language, show, lost) {
  for (;;) {
    try {
      const answer = await send("GET", "/api/status/events", language);
      if (answer.status === 401 || answer.status === 403) {
        keep(null);
        return { status: answer.status, words: (await answer.json()).words };
      }
      if (answer.ok) await read(answer.body, show, lost);
    } catch {
      // The line broke; what is shown is old.
    }
    lost(true);
    await new Promise((done) => setTimeout(done, RETRY_MS));
  }
}

/**
 * Watches what people press: `show(seen)` gets each message. Resolves to "" when it is over, to words of a refusal, or to null when the
 * line broke.
 */
export async function watchInputs(language, details, show) {
  try {
    const answer = await send("POST", "/api/watch", language, details);
    if (!answer.ok) return (await answer.json()).words;
    let isOver = false;
    const showing = (seen) => {
      isOver = seen.over;
      show(seen);
    };
    await read(answer.body, showing, () => {});
    return isOver ? "" : null;
  } catch {
    return null;
  }
}

async function read(body, show, lost) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    text += value;
    const messages = text.split("\n\n");
    text = messages.pop();
    for (const message of messages) {
      const data = message.split("\n").find((line) => line.startsWith("data: {"));
      if (data) {
        lost(false);
        show(JSON.parse(data.slice("data: ".length)));
      }
    }
  }
}
