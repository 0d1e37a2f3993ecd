// A kiosk: its display, its buttons with their lamps, and what came out of its printer.

import { fill, make } from "./console.js";
import { command } from "./live.js";
import { book, word } from "./words.js";

/** A finger is not faster than this, and neither is a click of a program. */
const HOLD_MS_MIN = 60;
/** How often, and how far apart, the page tries to tell that a contact has opened. */
const TRIES = 10;
const RETRY_MS = 500;
/** Older slips that are shown beside the newest. */
const OLDER = 4;

/** One button. Its contact closes with the pointer or the key, and opens with it. */
class Button {
  constructor(kiosk, button, explain) {
    this.explain = explain;
    this.address = `/demo/kiosk/${kiosk}/button/${button}`;
    this.isDown = false;
    this.queue = Promise.resolve();
    this.element = make("button", { type: "button", class: "push", id: `button-${kiosk}-${button}`, "data-button": button });
    const element = this.element;
    element.onpointerdown = (event) => {
      if (event.button === 0) this.down();
    };
    for (const name of ["pointerup", "pointercancel", "pointerleave", "blur"]) {
      element.addEventListener(name, () => this.up());
    }
    element.onkeydown = (event) => {
      if (event.key !== " " && event.key !== "Enter") return;
      event.preventDefault();
      if (!event.repeat) this.down();
    };
    element.onkeyup = (event) => {
      if (event.key !== " " && event.key !== "Enter") return;
      event.preventDefault();
      this.up();
    };
    // A screen reader clicks without a pointer and without a key.
    element.onclick = (event) => {
      if (event.detail !== 0) return;
      this.down();
      this.up();
    };
    element.oncontextmenu = (event) => event.preventDefault();
  }

  down() {
    if (this.isDown) return;
    this.isDown = true;
    this.element.classList.add("down");
    this.send("down", HOLD_MS_MIN);
  }

  up() {
    if (!this.isDown) return;
    this.isDown = false;
    this.element.classList.remove("down");
    this.send("up", 0);
    // The display says it to those who see it.
    this.explain(this.reason);
  }

  /** In order: the contact must not open before it has closed. */
  send(edge, pause_ms) {
    this.queue = this.queue
      .then(() => this.tell(edge))
      .then(() => new Promise((resolve) => setTimeout(resolve, pause_ms)));
  }

  /** A contact that stayed closed because a message was lost would be a stuck button. */
  async tell(edge) {
    for (let left = edge === "up" ? TRIES : 1; left > 0; left -= 1) {
      if ((await command(`${this.address}/${edge}`, book.language)).ok) return;
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }

  show({ letter, name, detail, language, ticket }, lamp, reason) {
    this.ticket = ticket;
    this.element.dataset.lamp = lamp;
    this.reason = reason ? { reason, language } : null;
    fill(this.element, JSON.stringify([lamp, book.language]), () => [
      make("span", { class: "lamp", "aria-hidden": "true" }, letter),
      make("span", { class: "label", lang: language }, make("strong", {}, name), detail ? make("span", {}, detail) : null),
      make("span", { class: "state" }, word(`lamp_${lamp}`)),
    ]);
  }
}

export class Kiosk {
  constructor(place, kiosk) {
    this.kiosk = kiosk;
    this.buttons = new Map();
    this.name = make("h2", { id: `kiosk-${kiosk}-name` });
    this.picture = make("img", { id: `kiosk-${kiosk}-display`, width: 800, height: 480, alt: "" });
    this.words = make("p", { class: "unseen", "aria-live": "polite" });
    this.refusal = make("p", { class: "unseen", role: "status", id: `kiosk-${kiosk}-refusal` });
    this.keys = make("div", { class: "keys" });
    this.slipsName = make("h3");
    this.slips = make("div", { class: "paper" });
    place.append(
      make("section", { class: "kiosk", id: `kiosk-${kiosk}`, "aria-labelledby": this.name.id },
        this.name,
        make("div", { class: "body" }, this.picture, this.words, this.refusal, this.keys),
        make("div", { class: "tray", id: `slips-${kiosk}` }, this.slipsName, this.slips)),
    );
  }

  show(view, slips) {
    const names = book.kiosks.find(({ kiosk }) => kiosk === this.kiosk)?.buttons ?? [];
    this.name.textContent = view.name;
    this.slipsName.textContent = word("demo_slips");
    if (this.picture.getAttribute("src") !== view.picture) this.picture.src = view.picture;
    this.picture.alt = [word("demo_kiosk_display"), view.words].filter(Boolean).join(": ");
    this.picture.lang = this.words.lang = book.public_language;
    if (this.words.textContent !== view.words) this.words.textContent = view.words;
    const lamps = new Map(view.lamps.map((lamp) => [lamp.button, lamp]));
    for (const button of names) {
      if (!this.buttons.has(button.button)) {
        this.buttons.set(button.button, new Button(this.kiosk, button.button, (why) => this.explain(why)));
        this.keys.append(this.buttons.get(button.button).element);
      }
      const { lamp, reason } = lamps.get(button.button) ?? { lamp: "off", reason: null };
      this.buttons.get(button.button).show(button, lamp, reason);
    }
    this.paper(slips.filter(({ kiosk }) => kiosk === this.kiosk).slice(0, 1 + OLDER));
  }

  /** Tells why the last press gave no ticket; nothing when it did. */
  explain(why) {
    this.refusal.textContent = "";
    if (!why) return;
    this.refusal.lang = why.language;
    // Said again when it is the same.
    requestAnimationFrame(() => (this.refusal.textContent = why.reason));
  }

  /** The newest on top; the ones before it small. */
  paper(slips) {
    fill(this.slips, JSON.stringify([slips, book.language]), () =>
      slips.length === 0
        ? [make("p", { class: "quiet" }, word("demo_no_slips"))]
        : slips.map((slip, index) => {
          const { name, follow } = slip;
          const button = make("button", {
            type: "button", class: "slip", "data-slip": slip.id, title: word("demo_enlarge"),
            "aria-label": `${name}. ${word("demo_enlarge")}`,
          }, make("img", { src: slip.picture, width: slip.width, height: slip.height, alt: "" }));
          button.onclick = () => zoom(slip, name);
          const link = index === 0 && follow
            ? make("a", { class: "follow", href: `/t/${follow.link}`, target: "_blank", "data-follow": slip.id }, follow.words)
            : null;
          return make("div", { class: "piece" }, button, link);
        }));
  }
}

function zoom(slip, name) {
  const picture = document.getElementById("zoom-picture");
  picture.src = slip.picture;
  picture.width = slip.width;
  picture.height = slip.height;
  picture.alt = name;
  document.getElementById("zoom-name").textContent = name;
  document.getElementById("zoom").showModal();
}
