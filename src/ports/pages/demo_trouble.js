// The switches for trouble, and the power.

import { faultLines, remedyButton } from "./console.js";
import { fill, make } from "./elements.js";
import { command } from "./live.js";
import { book, word } from "./words.js";

/** Numbers of a branch that are listed; more are counted. */
const LISTED = 12;

/** Every number that the branch knows: in the line, set aside, and at the counters. */
function numbers(branch) {
  const at = branch.counters.map(({ ticket }) => ticket?.number).filter(Boolean);
  return [...at, ...branch.line.waiting.map(({ number }) => number), ...branch.line.parked.map(({ number }) => number)];
}

/** A burst presses one button after the other that gives tickets, this far apart. */
const BURST_MS = 400;
/** Who switches a printer off and on waits so long in between. */
const CYCLE_MS = 1500;
/** Power that comes back by itself does so after this time. */
const BACK_MS = 3000;

export class Trouble {
  /** `kiosks` gives the kiosks whose buttons a burst presses. */
  constructor(kiosks) {
    this.kiosks = kiosks;
    this.burst = document.getElementById("burst");
    this.bursting = null;
    this.burst.onclick = () => this.toggleBurst();
    this.byItself = document.getElementById("by-itself");
    this.right = document.getElementById("clock-right");
    this.right.onclick = () => command(`/demo/clock/${-this.jumped_min}`, book.language);
    this.powered = true;
    this.known = null;
    this.before = null;
    this.after = null;
    for (const box of document.querySelectorAll("[data-trouble]")) {
      box.onchange = () => command(`/demo/trouble/${box.dataset.trouble}/${box.checked ? "on" : "off"}`, book.language);
    }
    this.cycle = document.getElementById("printer-cycle");
    this.cycle.onclick = async () => {
      this.cycle.disabled = true;
      await command("/demo/trouble/printer-off/on", book.language);
      await new Promise((done) => setTimeout(done, CYCLE_MS));
      await command("/demo/trouble/printer-off/off", book.language);
      this.cycle.disabled = false;
    };
    for (const button of document.querySelectorAll("[data-jump]")) {
      button.onclick = () => command(`/demo/clock/${button.dataset.jump}`, book.language);
    }
    this.button = document.getElementById("power");
    this.button.onclick = async () => {
      this.button.disabled = true;
      const cut = this.powered;
      await command(`/demo/power/${cut ? "cut" : "restore"}`, book.language);
      this.button.disabled = false;
      if (cut && this.byItself.checked) {
        setTimeout(() => this.powered || command("/demo/power/restore", book.language), BACK_MS);
      }
    };
    this.story = document.getElementById("power-story");
    this.faults = document.getElementById("faults");
    this.papers = document.getElementById("papers");
  }

  show(view) {
    for (const box of document.querySelectorAll("[data-trouble]")) {
      box.checked = view.troubles.includes(box.dataset.trouble);
    }
    this.powered = view.powered;
    this.jumped_min = view.clock_jumped_min;
    this.right.disabled = this.jumped_min === 0;
    for (const button of document.querySelectorAll("[data-jump]")) {
      button.textContent = amount(Number(button.dataset.jump));
    }
    this.burst.textContent = word(this.bursting ? "demo_burst_stop" : "demo_burst");
    this.button.textContent = word(view.powered ? "demo_power_cut" : "demo_power_on");
    this.button.dataset.powered = view.powered;
    if (!view.branch) {
      this.before = this.known ?? this.before;
      this.known = null;
      this.after = null;
    } else {
      this.known = numbers(view.branch);
      if (this.before && !this.after) this.after = this.known;
    }
    this.tell(view);
    const papers = view.branch?.papers ?? [];
    fill(this.papers, JSON.stringify(papers), () =>
      papers.flatMap(({ words, remedy }) => [make("p", {}, words), remedyButton(remedy)]));
    const faults = view.branch?.faults ?? [];
    fill(this.faults, JSON.stringify([faults, view.branch === null, book.language]), () =>
      faults.length === 0 && view.branch
        ? [make("p", { class: "well" }, word("fault_none"))]
        : faultLines(faults));
  }

  toggleBurst() {
    if (this.bursting) {
      clearInterval(this.bursting);
      this.bursting = null;
    } else {
      let count = 0;
      this.bursting = setInterval(() => {
        const buttons = [...this.kiosks()].flatMap((kiosk) => [...kiosk.buttons.values()].filter(({ ticket }) => ticket));
        const contact = buttons[count % buttons.length]?.contact;
        contact?.down();
        contact?.up();
        count += 1;
      }, BURST_MS);
    }
    this.burst.textContent = word(this.bursting ? "demo_burst_stop" : "demo_burst");
  }

  /** What happened to the numbers that people hold. */
  tell(view) {
    const state = JSON.stringify([view.powered, this.before, this.after, book.language]);
    fill(this.story, state, () => {
      const rows = [];
      if (!view.powered) rows.push(make("p", {}, word("demo_power_off")));
      if (!this.before) return rows;
      if (this.after) rows.push(make("p", {}, word("demo_power_back")));
      rows.push(row("demo_power_before", this.before));
      if (this.after) {
        rows.push(row("demo_power_after", this.after));
        const kept = this.before.every((number) => this.after.includes(number));
        if (kept && this.before.length) rows.push(make("p", { class: "kept" }, word("demo_power_kept")));
      }
      return rows;
    });
  }
}

/** "+5 min", "−1 h". */
function amount(minutes) {
  const [size, pattern] = minutes % 1440 === 0 ? [1440, book.days] : minutes % 60 === 0 ? [60, book.hours] : [1, book.minutes];
  return pattern.replace("#", (minutes < 0 ? "−" : "+") + Math.abs(minutes) / size);
}

function row(label, held) {
  const more = held.length - LISTED;
  return make("p", { class: "numbers" },
    `${word(label)}: `, make("strong", {}, held.length),
    make("span", {}, held.slice(0, LISTED).join(" ") + (more > 0 ? ` + ${more}` : "")));
}
