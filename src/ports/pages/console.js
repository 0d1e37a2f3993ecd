// A counter's console: the same on its own page and on the demo page.

import { fill, make } from "./elements.js";
import { command } from "./live.js";
import { book, minutes, word } from "./words.js";

// Keys by their place on the keyboard, so that they are the same in every script.
const KEYS = {
  "call-next": "N", start: "S", finish: "F", recall: "R", "no-show": "X",
  park: "P", transfer: "T", "walk-direct": "W", open: "O", close: "O",
};
/** The words of each action. */
export const LABELS = {
  "call-next": "console_call_next", start: "console_start", finish: "console_finish",
  recall: "console_recall", "no-show": "console_no_show", park: "console_park",
  transfer: "console_transfer", "walk-direct": "console_walk_direct",
  open: "console_open", close: "console_close",
};
/** What a clerk most often wants next, by what the counter is doing. */
const PRIMARY = { closed: "open", free: "call-next", calling: "start", serving: "finish" };
const NEEDS_SERVICE = ["transfer", "walk-direct"];

/** The sign of a ticket from a phone. */
export function phone() {
  return make("span", { class: "phone", role: "img", "aria-label": word("ticket_remote") });
}

/** The lines of what somebody must act on; what only a person can tell has a button. */
export function faultLines(faults) {
  return faults.map(({ what, advice, remedy }) => {
    const line = make("p", { class: "fault" }, make("span", {}, make("strong", {}, what), advice));
    if (remedy) line.append(remedyButton(remedy));
    return line;
  });
}

/** The button of something that only a person can tell. */
export function remedyButton({ kiosk, deed, words }) {
  const done = make("button", { type: "button", class: "button", "data-deed": deed }, words);
  done.onclick = () => command(`/api/kiosk/${kiosk}/${deed}`, book.language);
  return done;
}

function languageName(code) {
  return book.languages.find(([known]) => known === code)?.[1] ?? code;
}

/** Asks before a ticket is taken out of the line. Resolves to whether it shall be. */
export function sure(number) {
  const dialog = make("dialog", { class: "sure", "aria-label": word("console_cancel") },
    make("form", { method: "dialog" },
      make("p", {}, book.cancel_sure.replace("#", number)),
      make("div", {},
        make("button", { class: "button", value: "back", autofocus: true }, word("console_back")),
        make("button", { class: "button primary", value: "cancel" }, word("console_cancel")))));
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.onclose = () => {
      dialog.remove();
      resolve(dialog.returnValue === "cancel");
    };
  });
}

export class Console {
  /** `place` is the section that becomes the console; `steady` the branch's clock; the keys work within `reach`. */
  constructor(place, counter, steady, reach = place) {
    this.counter = counter;
    this.steady = steady;
    this.view = null;
    this.asking = false;
    /** Counts what was said: a late answer must not replace newer words. */
    this.sayings = 0;
    this.place = place;
    place.id = `console-${counter}`;
    place.tabIndex = -1;
    place.dataset.counter = counter;
    place.classList.add("console");
    const heading = `console-${counter}-name`;
    place.setAttribute("aria-labelledby", heading);
    this.name = make("h2", { id: heading });
    this.waiting = make("p", { class: "waiting" });
    this.stage = make("div", { class: "stage", "aria-live": "polite", "aria-atomic": "true" });
    this.time = make("p", { class: "time" });
    /** Why it was this person's turn, for a page that tells. */
    this.reason = make("p", { class: "reason", role: "status" });
    this.said = make("p", { class: "said", role: "status" });
    this.actions = make("div", { class: "actions" });
    this.choice = make("div", { class: "choice", role: "group", hidden: true });
    this.buttons = {};
    for (const action of Object.keys(KEYS)) {
      const button = make("button", {
        type: "button", class: "button", "data-action": action, "aria-keyshortcuts": KEYS[action],
      });
      button.onclick = () => this.press(action);
      this.buttons[action] = button;
      this.actions.append(button);
    }
    place.replaceChildren(
      make("header", {}, this.name, this.waiting),
      make("div", { class: "now" }, this.stage, this.time, this.reason),
      make("div", { class: "deck" }, this.actions, this.choice),
      this.said,
    );
    reach.addEventListener("keydown", (event) => this.key(event));
  }

  /** Draws a view; `null` while there is none. */
  show(view) {
    this.view = view;
    const { place } = this;
    const focused = place.contains(document.activeElement);
    if (this.language !== book.language) this.say("", true);
    this.language = book.language;
    place.classList.toggle("without", !view);
    place.dataset.mode = view?.mode ?? "without";
    this.name.textContent = view?.name ?? book.counters.find(([id]) => id === this.counter)?.[1] ?? "";
    this.waiting.textContent = view?.waiting ?? "";
    fill(this.stage, JSON.stringify([view?.headline, view?.ticket, book.language]), () => this.person(view));
    for (const { action, why_not } of view?.actions ?? []) {
      const button = this.buttons[action];
      button.disabled = why_not !== null;
      button.title = why_not ?? "";
    }
    for (const [action, button] of Object.entries(this.buttons)) {
      if (!view) button.disabled = true;
      button.classList.toggle("primary", action === PRIMARY[view?.mode]);
      fill(button, book.language, () => [
        make("span", {}, word(LABELS[action])),
        make("kbd", { "aria-hidden": "true" }, KEYS[action]),
      ]);
    }
    if (!view || !this.choosing || !this.can(this.choosing)) this.close();
    // A button that can't be pressed any more lets go of the focus, in some browsers at once; the keys shall go on working.
    const held = Object.values(this.buttons).find((button) => button === document.activeElement);
    const gone = held ? held.disabled || !held.checkVisibility({ visibilityProperty: true }) : !place.contains(document.activeElement);
    if (focused && gone) place.focus({ preventScroll: true });
    this.tick();
  }

  /** Writes the minutes; call it now and then. */
  tick() {
    const ticket = this.view?.ticket;
    const since = ticket ? minutes(this.steady.now() - ticket.since_ms) : "";
    this.time.textContent = [ticket?.recalls, since].filter(Boolean).join(" · ");
  }

  person(view) {
    if (!view) return [make("p", { class: "headline" }, word("page_no_power"))];
    const ticket = view.ticket;
    if (!ticket) return [make("p", { class: "headline" }, view.headline)];
    const marks = [
      ticket.remote ? phone() : null,
      ticket.priority ? make("span", { class: "mark" }, word("ticket_priority")) : null,
      make("span", { class: "mark", title: word("console_language"), lang: ticket.language }, languageName(ticket.language)),
    ];
    return [
      make("p", { class: "unseen" }, view.headline),
      make("p", { class: "number", "data-number": ticket.number, "aria-hidden": "true" }, ticket.number),
      make("div", {},
        make("p", { class: "doing", "aria-hidden": "true" }, word(view.mode === "calling" ? "ticket_called" : "ticket_serving")),
        make("p", { class: "service" }, ticket.service),
        make("p", { class: "marks" }, ...marks)),
    ];
  }

  can(action) {
    return this.view?.actions.some((known) => known.action === action && known.why_not === null);
  }

  key(event) {
    if (event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
    if (event.target.matches("input, select, textarea") || document.querySelector("dialog[open]")) return;
    if (event.key === "Escape" && this.choosing) {
      const button = this.buttons[this.choosing];
      this.close();
      button.focus();
      return;
    }
    if (this.choosing && /^Digit[1-9]$/.test(event.code)) {
      this.choice.querySelectorAll("button[data-service]")[event.code.slice(5) - 1]?.click();
      return;
    }
    const named = Object.keys(KEYS).filter((action) => event.code === `Key${KEYS[action]}`);
    const action = named.find((known) => this.can(known)) ?? named[0];
    if (!action || !this.view) return;
    event.preventDefault();
    if (this.can(action)) this.press(action);
    else this.say(this.view.actions.find((known) => known.action === action)?.why_not, false);
  }

  press(action) {
    if (this.choosing === action) return this.close();
    if (!NEEDS_SERVICE.includes(action)) return this.ask(action);
    const services = this.view.services.filter(({ here, name }) =>
      action === "transfer" ? name !== this.view.ticket?.service : here);
    if (action === "walk-direct" && services.length === 1) {
      return this.ask(action, { service: services[0].service });
    }
    this.choosing = action;
    this.choice.setAttribute("aria-label", word("console_transfer_to"));
    this.choice.replaceChildren(
      make("p", {}, word(LABELS[action])),
      ...services.map(({ service, name }, index) => {
        const button = make("button", { type: "button", class: "button", "data-service": service },
          make("span", {}, name), make("kbd", { "aria-hidden": "true" }, index + 1));
        button.onclick = () => this.ask(action, { service });
        return button;
      }),
    );
    this.choice.hidden = false;
    this.choice.querySelector("button")?.focus();
  }

  close() {
    this.choosing = null;
    if (this.choice.contains(document.activeElement)) this.place.focus({ preventScroll: true });
    this.choice.hidden = true;
  }

  /** One command at a time: a double click is one wish, and another wish waits for its turn. */
  async ask(action, details) {
    this.close();
    if (this.asking) {
      if (this.asking !== action) this.next = [action, details];
      return;
    }
    this.asking = action;
    const before = this.sayings;
    const { ok, words } = await command(`/api/counter/${this.counter}/${action}`, book.language, details);
    this.asking = null;
    if (before === this.sayings) this.say(words ?? word("console_disconnected"), ok);
    const next = this.next;
    this.next = null;
    if (next) this.ask(...next);
  }

  say(words, ok) {
    this.sayings += 1;
    this.said.textContent = words ?? "";
    this.said.classList.toggle("refused", !ok);
  }
}
