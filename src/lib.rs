//! # rinda: the queue of a public office
//!
//! One binary, one crate, one daemon per branch. This page is the map of the house.
//!
//! ## Five rules that decide everything else
//!
//! 1. **One writer.** The branch daemon alone gives numbers and decides the order.
//! 2. **Durable before visible.** No number is printed, shown or answered before the event that creates it is on disk.
//! 3. **What the world is owed is derived from state.** Executors read their duties from the branch; nothing is emitted and
//!    forgotten, so a restart loses nothing.
//! 4. **The core is pure.** No clock, no I/O, no randomness: time comes in as an argument, and the same core runs in the
//!    daemon, in the simulation and in every test.
//! 5. **Half-broken is a normal state.** No paper, no clock, no disk space: each has a behaviour that a person can see.
//!
//! ## Promises
//!
//! What a branch never breaks, and what would notice. The simulation plays days with every fault that it knows and checks
//! all of them after each step; `simulation::promise` names them.
//!
//! | promise | also held by |
//! |---|---|
//! | A number is given once per day and series: through crashes, clock jumps, full disks and damaged files. | [`journal::marks`], the power cut in the browser tests |
//! | Every byte that is sent to a printer has an earlier durable row. | [`engine::turn`]: effects begin after the commit |
//! | Every press that a machine can know ends as a ticket, an answer to its question, a refusal in words, or a journalled bounce. | [`devices::buttons`] against random fingers |
//! | A slip counts as printed on evidence only, and no slip comes out for somebody who was told that there is none. | [`devices::printer`]'s conversation against a printer with every fault |
//! | A device that vanishes, answers garbage, late or falsely, or is named wrongly is a fault in words, is tried again with growing pauses, and stops nobody else. | [`devices::printer`]'s wires and [`devices::wiring`] against devices that go and come |
//! | A ticket is in the language that its person chose, and nobody finds at a kiosk the language of a stranger. | [`scene::visitor`] |
//! | The order of calls is the discipline's order, and no ticket is called twice without a recall. | [`domain::discipline`] against a naive queue |
//! | Replaying the journal gives the live state exactly. | [`domain::branch`]: `apply` is the only way to change it |
//! | When the faults stop, everything that is owed is delivered. | the simulation's last phase |
//! | Memory, queues, files and writes stay bounded. | `cargo bench`, the journal's tests |
//!
//! ## Floors
//!
//! A file imports only from floors below its own. Rooms on one floor do not know each other. A test reads this table and
//! enforces it.
//!
//! | floor | room | what is in it |
//! |---|---|---|
//! | 7 | [`simulation`] | a seeded world around the real engine, its disk and its devices |
//! | 6 | [`daemon`] | puts a branch together: `run`, and `demo` with its switches |
//! | 5 | [`central`] | the centre: mirrors of branches, requests from phones, phone pages and the operator's page |
//! | 4 | [`devices`] | buttons, lamps, keypads, code scanners, printers, screens, small panels and sound: state machines beside thin shells, what drives real ones, and what finds them |
//! | 4 | [`link`] | the way to the centre: requests in, answers and facts out |
//! | 4 | [`ports`] | HTTP: the counter consoles, the ticket page, the demo page |
//! | 4 | [`service`] | the service port: what technicians see, watch and do, by API, command line and page |
//! | 3 | [`access`] | PINs as salted hashes, the waits after wrong ones, and the record of who did what |
//! | 3 | [`album`] | a day as pictures, from the journal: every slip, and what the hall showed |
//! | 3 | [`bundle`] | one file for whoever helps from afar, without secrets |
//! | 3 | [`explanation`] | why a ticket was called when it was, from the journal |
//! | 3 | [`report`] | a day of a branch in figures, from its journal: as text, as a page, as a log |
//! | 3 | [`study`] | made-up days under different rules, compared |
//! | 3 | [`engine`] | the turn: commands in, one commit, effects out |
//! | 2 | [`http`] | servers for browsers: connections, the door, problems in words, files |
//! | 2 | [`config`] | `site.toml` and `boards/*.toml`, read and checked once |
//! | 2 | [`journal`] | SQLite: append a turn, recover, checkpoint, marks, quarantine |
//! | 2 | [`slip`] | a ticket → layout → bitmap → ESC/POS bytes, and back |
//! | 2 | [`protocol`] | MQTT topics and messages of a branch and its centre |
//! | 2 | [`replay`] | the past of a queue played through the forecast, and the scores |
//! | 2 | [`scene`] | what hall, kiosk and counters show, as frames |
//! | 2 | [`speech`] | what hall and kiosk say, as words for the ear |
//! | 1 | [`mqtt`] | one MQTT connection that is kept, for a branch and for its centre |
//! | 1 | [`wording`] | what people read and hear, in four languages |
//! | 0 | [`archive`] | archives that any tool opens, for what is taken away |
//! | 0 | [`domain`] | the queue: commands, events, `decide` and `apply`, discipline, forecast |
//! | 0 | [`lettering`] | the one typeface: measure and draw text |
//! | 0 | [`random`] | random numbers from a seed, for made-up worlds |
//! | 0 | [`square_code`] | QR codes: a text as dark and light modules |
//!
//! ## A press, from the finger to the paper
//!
//! [`devices::buttons`] turns contacts into a wish; the kiosk's shell asks the engine's [`engine::Handle`]; the
//! [`engine::turn`] decides it ([`domain::branch`]), appends `ticket_taken` and `slip_sent` in one transaction
//! ([`journal`]), makes them visible and answers. The printer's shell finds [`domain::duty::Duty::Print`], draws the slip
//! ([`slip`]), and lets [`devices::printer`]'s conversation bring it to paper; what the printer proves comes back as a
//! command. After a crash anywhere on this way the journal says what is owed, and what nobody can know.

pub mod access;
pub mod album;
pub mod archive;
pub mod bundle;
pub mod central;
pub mod config;
pub mod daemon;
pub mod devices;
pub mod domain;
pub mod engine;
pub mod explanation;
pub mod http;
pub mod journal;
pub mod lettering;
pub mod link;
pub mod mqtt;
pub mod ports;
pub mod protocol;
pub mod random;
pub mod replay;
pub mod report;
pub mod scene;
pub mod service;
#[cfg(any(test, feature = "simulation"))]
pub mod simulation;
pub mod slip;
pub mod speech;
pub mod square_code;
pub mod study;
pub mod wording;
