// The way to the console of a counter that has a PIN.

import { command } from "./live.js";
import { begin, book, offer, word } from "./words.js";

const counter = Number(location.pathname.split("/").pop());
const $ = (id) => document.getElementById(id);
let isAsking = false;

/** Says what is to be known before anybody types: that there is no PIN, or that it is not needed any more. */
async function show() {
  const name = book.counters.find(([known]) => known === counter)?.[1] ?? "";
  $("counter-name").textContent = name;
  $("said").textContent = "";
  document.title = [name, "rinda"].filter(Boolean).join(" · ");
  const answer = await fetch(`/api/counter/${counter}/session?lang=${book.language}`).catch(() => null);
  // The same address is the console then.
  if (answer?.ok) location.reload();
  if (answer?.status === 403) $("said").textContent = (await answer.json()).words;
}

$("sign-in").onsubmit = async (event) => {
  event.preventDefault();
  if (isAsking) return;
  isAsking = true;
  $("said").textContent = "";
  const { ok, words } = await command(`/api/counter/${counter}/session`, book.language, { pin: $("pin").value });
  isAsking = false;
  if (ok) return location.reload();
  $("said").textContent = words ?? word("console_disconnected");
  $("pin").select();
};

await begin();
offer($("language"), show);
show();
$("pin").focus();
