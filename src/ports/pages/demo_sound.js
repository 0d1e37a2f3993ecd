// What hall and kiosks say: as text in any case, and as sound for who wants to listen.

import { fill, make } from "./elements.js";
import { book, word } from "./words.js";

const FATES = { "no-voice": "demo_unheard", quiet: "demo_quiet", missed: "demo_unheard" };

export class Sound {
  constructor() {
    this.listen = document.getElementById("listen");
    this.list = document.getElementById("sounds");
    this.noVoice = document.getElementById("no-voice");
    this.newest = null;
    this.waiting = [];
    this.playing = null;
    // Browsers let a page sound only after somebody has asked for it.
    this.listen.onchange = () => {
      if (!this.listen.checked) this.silence();
    };
  }

  show({ sounds }) {
    this.noVoice.hidden = sounds.at(-1)?.fate !== "no-voice";
    fill(this.list, JSON.stringify([sounds, book.language]), () =>
      sounds.length === 0
        ? [make("li", { class: "quiet" }, word("demo_silence"))]
        : sounds.toReversed().map(({ id, place, words, language, fate }) =>
          make("li", { "data-sound": id, "data-fate": fate },
            make("strong", {}, place),
            make("span", { lang: language }, words),
            FATES[fate] ? make("span", { class: "mark" }, word(FATES[fate])) : null)));
    this.hear(sounds);
  }

  /** Plays what is new, one after the other; what was interrupted in the office ends here, too. */
  hear(sounds) {
    const last = sounds.at(-1)?.id ?? 0;
    const fresh = this.newest === null ? [] : sounds.filter(({ id, sound }) => id > this.newest && sound);
    this.newest = last;
    const interrupted = sounds.filter(({ fate }) => fate === "interrupted").map(({ id }) => id);
    this.waiting = this.waiting.filter(({ id }) => !interrupted.includes(id));
    if (this.playing && interrupted.includes(this.playing.id)) this.next();
    if (!this.listen.checked) return;
    this.waiting.push(...fresh.filter(({ id }) => !interrupted.includes(id)));
    if (!this.playing) this.next();
  }

  next() {
    this.playing?.audio.pause();
    const entry = this.waiting.shift();
    this.playing = entry ? { id: entry.id, audio: new Audio(entry.sound) } : null;
    if (!this.playing) return;
    const { audio } = this.playing;
    const go = () => this.playing?.audio === audio && this.next();
    audio.onended = go;
    audio.onerror = go;
    audio.play().catch(go);
  }

  silence() {
    this.waiting = [];
    this.next();
  }
}
