// A day in pictures: the hall as it was at a time, and the slips around it.

import { make } from "./elements.js";
import { ask, get } from "./service_door.js";

/** So many slips before a moment are shown, and one after it. */
const SLIPS_BEFORE = 3;

const $ = (id) => document.getElementById(id);
const book = JSON.parse($("words").textContent);
const { language } = book;
const query = new URLSearchParams(location.search);

/** The day, its pictures in their order, the one that is shown, and how often something was shown: what comes late is not. */
let day = "";
let pictures = [];
let now = -1;
let turn = 0;
/** Slips that are shown, by their places. */
let slips = new Map();

function word(key) {
  if (!(key in book.labels)) console.error(`there is no word for ${key}`);
  return book.labels[key] ?? key;
}

function say(words) {
  $("said").textContent = words ?? word("console_disconnected");
}

/** Who has not signed in does so first. */
function turnedAway(status) {
  const isRefused = status === 401 || status === 403;
  if (isRefused) location.replace(`/?lang=${language}`);
  return isRefused;
}

async function begin() {
  const { said, ok, status, words } = await ask("GET", "/api/days", language);
  if (turnedAway(status)) return;
  $("main").hidden = false;
  if (!ok) return say(words);
  if (!said.days.length) return say(word("album_no_days"));
  $("day").append(...said.days.map((day) => new Option(day)));
  if (said.days.includes(query.get("day"))) $("day").value = query.get("day");
  $("time").value = query.get("at") ?? "";
  choose();
}

async function choose() {
  if (day !== $("day").value) {
    say(word("service_working"));
    const wanted = $("day").value;
    const { said, ok, status, words } = await ask("GET", `/api/days/${wanted}/pictures`, language);
    if (turnedAway(status)) return;
    if (!ok) return say(words);
    [day, pictures, slips] = [wanted, said.pictures, new Map()];
  }
  const time = $("time").value && `${$("time").value}:00`.slice(0, "10:42:30".length);
  const last = pictures.findLastIndex((picture) => !time || picture.time <= time);
  show(last, time);
}

/** Shows a picture of the list and what was beside it; the hall as it was then, or at this time after it. */
async function show(index, time) {
  const mine = ++turn;
  now = index;
  const picture = pictures[now];
  $("previous").disabled = now <= 0;
  $("next").disabled = now >= pictures.length - 1;
  if (picture && !time) $("time").value = picture.time;
  remember();
  say(picture && `${now + 1}/${pictures.length} · ${time || picture.time} · ${picture.words}` || "");
  const before = pictures.slice(0, now + 1);
  const hall = await image(`/api/days/${day}/hall/${time || picture.place}`);
  if (mine !== turn) return;
  $("hall").hidden = !hall;
  if (hall) [$("hall").src, $("hall").alt] = [hall, before.findLast((one) => one.kind === "hall")?.words ?? ""];
  const isSlip = (one) => one.kind === "slip";
  const after = pictures.slice(now + 1).find(isSlip);
  showSlips([...before.filter(isSlip).slice(-SLIPS_BEFORE), ...(after ? [after] : [])], mine);
}

async function showSlips(wanted, mine) {
  const shown = new Map();
  for (const one of wanted) {
    const figure = slips.get(one.place) ?? (await slip(one));
    if (mine !== turn) return;
    if (figure) shown.set(one.place, figure);
  }
  slips = shown;
  $("slips").replaceChildren(...slips.values());
  $("no-slips").hidden = wanted.length > 0;
}

async function slip({ place, time, words, language }) {
  const src = await image(`/api/days/${day}/slips/${place}`);
  return src && make("figure", {}, make("figcaption", {}, time), make("img", { src, alt: words, lang: language }));
}

/** A picture for an element; what is refused is said. */
async function image(path) {
  try {
    const answer = await get(path, language);
    if (turnedAway(answer.status)) return null;
    if (!answer.ok) return say((await answer.json()).words);
    const reader = new FileReader();
    const read = new Promise((done) => (reader.onload = () => done(reader.result)));
    reader.readAsDataURL(await answer.blob());
    return await read;
  } catch {
    return say(null);
  }
}

/** The address leads to what is shown. */
function remember() {
  const address = new URLSearchParams({ day, at: $("time").value, lang: language });
  history.replaceState(null, "", `?${address}`);
}

function step(by) {
  if (pictures[now + by]) show(now + by);
}

$("choose").addEventListener("submit", (event) => {
  event.preventDefault();
  choose();
});
$("previous").addEventListener("click", () => step(-1));
$("next").addEventListener("click", () => step(1));
document.addEventListener("keydown", (event) => {
  const isTyping = event.target.matches("input, select") || event.altKey || event.ctrlKey || event.metaKey;
  const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (!isTyping && by) step(by);
});

for (const element of document.querySelectorAll("[data-word]")) {
  element.textContent = word(element.dataset.word);
}
document.title = word("album_title");
begin();
