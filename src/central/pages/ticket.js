// One ticket, from the request to its end.

import { fill, make } from "./elements.js";
import { $, ask, book, forget, live, myTickets, now_ms, offerTravel, remember, sure, travel, word } from "./phone.js";

const link = book.subject;
let view = null;
let said = null;
let timer = null;
let typing = false;
let typed = "";
/** The wish that was refused last. */
let refused = null;
/** What had the focus until it went away: a button cannot hold it while it waits for the office. */
let held = null;
/** What a notice was given for, so that each is given once. */
const noticed = new Set();

function show(next) {
  view = next;
  typing &&= view.can_check_in;
  clearRefused();
  document.body.dataset.stage = view.stage;
  document.title = [view.number, view.counter ?? view.headline].filter(Boolean).join(" · ");
  if (["waiting", "parked", "called"].includes(view.stage)) remember(link, view.branch);
  if (["ended", "refused", "unknown"].includes(view.stage)) forget(link);
  if (view.stage === "called") notice(`called ${view.counter}`, `${view.headline} → ${view.counter}`);
  draw();
}

/** A code that was wrong is not typed again. */
function clearRefused() {
  const { wished } = view;
  if (!wished || wished.open || wished.granted || wished.request === refused) return;
  refused = wished.request;
  typed = "";
  if ($("code")) $("code").value = "";
}

/** What changes rarely and matters is read out at once; a range that moves by a minute is not. */
function readOut() {
  const news = [view.headline, view.counter, view.number].filter(Boolean).join(". ");
  if ($("told").textContent !== news) $("told").textContent = news;
}

function draw() {
  const active = document.activeElement;
  const focused = active === document.body ? held : active?.id;
  const leaving = setOut();
  readOut();
  fill($("ticket"), JSON.stringify([view, leaving]), () => parts(leaving));
  fill($("doing"), JSON.stringify([doings(), typing]), buttons);
  fill($("foot"), JSON.stringify([view.problem, view.branch]), foot);
  hold(focused);
  tell(said ?? view.wished?.words ?? "");
  wake(leaving);
}

/** Keeps the focus where it was. When that is gone, it goes to how the ticket stands: that is what came of it. */
function hold(focused) {
  held = null;
  if (!focused || document.activeElement?.id === focused) return;
  const place = $(focused) ?? $("stands");
  place?.focus();
  if (document.activeElement !== place) held = focused;
}

function tell(words) {
  if ($("said").textContent !== words) $("said").textContent = words;
  $("said").hidden = !words;
}

/** When to set out, for the way of this phone; nothing for who is there. */
function setOut() {
  const row = view.set_out.find(({ travel_min }) => travel_min === travel());
  if (!row) return null;
  const now = row.at_ms <= now_ms();
  if (row.late_ms < now_ms()) return { ...row, now: true, words: word("phone_set_out_late"), advice: row.late_advice };
  return { ...row, now, words: now ? word("phone_set_out_now") : row.words };
}

/** Draws again when it is time. */
function wake(leaving) {
  clearTimeout(timer);
  if (!leaving) return;
  if (leaving.now) notice("set out", leaving.words);
  const left_ms = (leaving.now ? leaving.late_ms : leaving.at_ms) - now_ms();
  if (left_ms >= 0) timer = setTimeout(draw, Math.min(left_ms + 1, 60_000));
}

function notice(key, words) {
  if (noticed.has(key)) return;
  noticed.add(key);
  if (mayNotify() && document.hidden) {
    navigator.serviceWorker?.ready
      .then((worker) => worker.showNotification(view.number ?? "rinda", { body: words, tag: link, renotify: true }))
      .catch(() => {});
  }
  if (navigator.userActivation?.hasBeenActive) navigator.vibrate?.([200, 100, 200]);
}

function mayNotify() {
  return globalThis.Notification?.permission === "granted";
}

function parts(leaving) {
  const { stage, number, office, service, headline, advice, counter, turn, ahead, not_before, as_of } = view;
  const stands = { id: "stands", tabindex: -1 };
  const other = view.has_another && myTickets().find((mine) => mine.branch === view.branch && mine.link !== link);
  const told = [as_of && make("p", { class: "card stale as-of" }, as_of)];
  if (number) {
    told.push(make("section", { class: "card who" },
      stage === "waiting" && make("p", { class: "state", ...(!advice && stands) }, headline),
      make("p", { class: "number", id: "number" }, number),
      make("p", { class: "quiet" }, [office, service].filter(Boolean).join(" · "))));
  }
  if (counter && stage === "called") {
    told.push(make("section", { class: "card call", ...stands },
      make("p", {}, headline), make("p", { class: "where", id: "where" }, `→ ${counter}`)));
  } else if (stage !== "waiting") {
    told.push(make("section", { class: `card words ${stage}`, ...stands },
      make("strong", {}, headline),
      counter && make("p", {}, counter),
      advice && make("p", {}, advice),
      !number && office && make("p", { class: "quiet" }, [office, service].filter(Boolean).join(" · ")),
      other && make("a", { class: "button primary", id: "other", href: `/t/${other.link}` }, word("phone_other_number")),
      ["unconfirmed", "refused"].includes(stage) &&
        make("a", { class: "button", href: `/o/${view.branch}` }, word("phone_join_again"))));
  }
  if (stage === "waiting") {
    told.push(make("section", { class: "card turn" },
      turn && make("p", { class: "quiet" }, turn[0]),
      turn && make("p", { class: "when", id: "when" }, turn[1]),
      make("p", { class: "quiet", id: "ahead" }, [ahead, not_before].filter(Boolean).join(" · ")),
      advice && make("p", { class: "advice", ...stands }, advice)));
  }
  if (leaving) told.push(leave(leaving));
  return told.filter(Boolean);
}

function leave({ words, advice, now }) {
  const select = make("select", { id: "travel" });
  offerTravel(select, draw);
  const section = make("section", { class: `card set-out ${now ? "now" : ""}`, id: "set-out" },
    make("strong", {}, words),
    make("p", { class: "quiet" }, advice),
    make("label", { class: "travel" }, make("span", { class: "quiet" }, word("phone_travel")), select));
  if (now) return section;
  if (mayNotify()) {
    section.append(make("p", { class: "quiet" }, word("phone_notified")));
  } else if (globalThis.Notification?.permission === "default") {
    const button = make("button", { type: "button", class: "button" }, word("phone_notify"));
    button.onclick = () => Notification.requestPermission().then(() => {
      delete $("ticket").dataset.filled;
      draw();
    });
    section.append(button);
  }
  return section;
}

/** What can be done now. */
function doings() {
  const { can_check_in, can_wait_longer, can_leave, wished } = view;
  return { can_check_in, can_wait_longer, can_leave, open: Boolean(wished?.open) };
}

function buttons() {
  const { can_check_in, can_wait_longer, can_leave, open } = doings();
  const made = [];
  const add = (id, words, kind, act) => {
    const button = make("button", { type: "button", id, class: `button ${kind}`, disabled: open }, words);
    button.onclick = act;
    made.push(button);
  };
  if (can_check_in && typing) made.push(codeForm(open));
  else if (can_check_in) {
    add("here", word("phone_here"), "primary loud", () => {
      typing = true;
      draw();
      $("code").focus();
    });
  }
  if (can_wait_longer) add("more-time", word("phone_more_time"), "", () => wish("more-time"));
  if (can_leave) {
    add("leave", word("phone_leave"), "plain", async () => {
      if (await sure(word("phone_leave_sure"), word("phone_leave_yes"), word("phone_leave_no"))) wish("leave");
    });
  }
  return made;
}

function codeForm(waits) {
  const input = make("input", {
    id: "code", name: "code", required: true, maxlength: 8, autocomplete: "off", inputmode: "numeric",
    spellcheck: "false", "aria-describedby": "code-advice", value: typed,
  });
  input.oninput = () => {
    typed = input.value;
  };
  const form = make("form", { class: "card code" },
    make("label", { for: "code" }, word("phone_code")),
    input,
    make("p", { class: "quiet", id: "code-advice" }, word("phone_code_advice")),
    make("button", { type: "submit", id: "send", class: "button primary loud", disabled: waits }, word("phone_send")),
    make("p", { class: "quiet" }, word("phone_show_code")),
    make("img", { class: "picture", src: `/t/${link}/code.svg`, alt: word("phone_code_picture"), width: 220, height: 220 }));
  form.onsubmit = (event) => {
    event.preventDefault();
    wish("check-in", { code: input.value.trim() });
  };
  return form;
}

async function wish(what, details = {}) {
  said = word("phone_asked");
  tell(said);
  const answer = await ask(`/api/ticket/${link}/${what}`, details);
  // What comes of it is pushed.
  said = answer.ok ? null : answer.words ?? word("phone_no_connection");
  draw();
}

function foot() {
  return [
    view.problem && make("a", { id: "problem", href: view.problem }, word("phone_problem")),
    make("a", { href: "/" }, word("phone_back")),
  ].filter(Boolean);
}

live(`/t/${link}/events`, show, mayNotify);
