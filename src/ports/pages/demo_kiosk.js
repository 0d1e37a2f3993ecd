// A kiosk: its display, its buttons with their lamps, and what came out of its printer.

import { Contact } from "./demo_contact.js";
import { fill, make } from "./elements.js";
import { command } from "./live.js";
import { book, word } from "./words.js";

/** Older slips that are shown beside the newest. */
const OLDER = 4;

/** One button, with what stands on it. */
class Button {
  constructor(kiosk, button, explain) {
    this.element = make("button", { type: "button", class: "push", id: `button-${kiosk}-${button}`, "data-button": button });
    // The display says it to those who see it.
    this.contact = new Contact(this.element, `/demo/kiosk/${kiosk}/button/${button}`, () => explain(this.reason));
  }

  show({ letter, name, detail, language, ticket }, lamp, reason, chosen) {
    this.ticket = ticket;
    this.element.dataset.lamp = lamp;
    this.reason = reason ? { reason, language: chosen ?? language } : null;
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
    this.codeName = make("span");
    this.codes = make("datalist", { id: `codes-${kiosk}` });
    this.code = make("input", { type: "text", name: "code", list: this.codes.id, autocomplete: "off", spellcheck: "false", required: true });
    this.scan = make("button", { class: "button" });
    this.scanner = make("form", { class: "scanner", id: `scanner-${kiosk}`, hidden: true },
      make("label", {}, this.codeName, this.code), this.codes, this.scan);
    this.scanner.onsubmit = (event) => {
      event.preventDefault();
      command(`/demo/kiosk/${kiosk}/scan`, book.language, { code: this.code.value });
    };
    this.slipsName = make("h3");
    this.slips = make("div", { class: "paper" });
    place.append(
      make("section", { class: "kiosk", id: `kiosk-${kiosk}`, "aria-labelledby": this.name.id },
        this.name,
        make("div", { class: "body" }, this.picture, this.words, this.refusal, this.keys, this.scanner),
        make("div", { class: "tray", id: `slips-${kiosk}` }, this.slipsName, this.slips)),
    );
  }

  show(view, slips) {
    const names = book.kiosks.find(({ kiosk }) => kiosk === this.kiosk)?.buttons ?? [];
    this.name.textContent = view.name;
    this.slipsName.textContent = word("demo_slips");
    if (this.picture.getAttribute("src") !== view.picture) this.picture.src = view.picture;
    this.picture.alt = [word("demo_kiosk_display"), view.words].filter(Boolean).join(": ");
    this.picture.lang = this.words.lang = view.language ?? book.public_language;
    if (this.words.textContent !== view.words) this.words.textContent = view.words;
    const lamps = new Map(view.lamps.map((lamp) => [lamp.button, lamp]));
    for (const button of names) {
      if (!this.buttons.has(button.button)) {
        this.buttons.set(button.button, new Button(this.kiosk, button.button, (why) => this.explain(why)));
        this.keys.append(this.buttons.get(button.button).element);
      }
      const { lamp, reason } = lamps.get(button.button) ?? { lamp: "off", reason: null };
      this.buttons.get(button.button).show(button, lamp, reason, view.language);
    }
    const own = slips.filter(({ kiosk }) => kiosk === this.kiosk).slice(0, 1 + OLDER);
    this.paper(own);
    this.scanner.hidden = !view.scanner;
    this.codeName.textContent = word("demo_scanner");
    this.scan.textContent = word("demo_scan");
    const links = own.filter(({ follow }) => follow).map(({ name, follow }) => [follow.link, name]);
    fill(this.codes, JSON.stringify(links), () => links.map(([link, name]) => make("option", { value: link }, name)));
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
            ? make("a", { class: "follow", href: follow.url, target: "_blank", "data-follow": slip.id }, follow.words)
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
