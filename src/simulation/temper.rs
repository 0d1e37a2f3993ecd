//! How bad a world is: which faults there are in it, and how often.

use crate::random::Random;

/// What goes wrong in a world, each as chances in a thousand steps. Most worlds have only some of it, so that rare
/// things also happen without the others in their way.
#[derive(Debug, Clone)]
pub(super) struct Temper {
    /// How many steps there are before the world comes to rest.
    pub(super) steps: u64,
    /// The power fails between two steps.
    pub(super) power_cuts: u64,
    /// The power will fail at some storage operation.
    pub(super) storage_cuts: u64,
    /// The power will fail before or after some effect.
    pub(super) effect_cuts: u64,
    /// The daemon is stopped in order and started again.
    pub(super) clean_stops: u64,
    /// The clock goes wrong.
    pub(super) clock: u64,
    /// The disk becomes full, or has room again.
    pub(super) full: u64,
    /// A sync fails.
    pub(super) sync: u64,
    /// A file is damaged while the device is off, in a thousand restarts.
    pub(super) damage: u64,
    /// The site file is edited while the device is off, in a thousand restarts.
    pub(super) edits: u64,
    /// Somebody takes a backup; and, in a hundred restarts, somebody needs it.
    pub(super) restores: u64,
    /// How much is asked by people who are elsewhere, beside the 84 parts of those who are here.
    pub(super) phones: u64,
    /// Something happens to the broker or the centre; without it there is neither.
    pub(super) broker: u64,
    /// Something happens to a printer.
    pub(super) printer: u64,
    /// Something happens to a printer's cable.
    pub(super) cable: u64,
    /// A printer begins to lie about itself.
    pub(super) lies: u64,
    /// How many presses have contacts that bounce, in a thousand.
    pub(super) bounce: u64,
    /// How many presses lose edges, or the device that watches them, in a thousand.
    pub(super) contacts: u64,
}

impl Temper {
    /// The temper of a seed.
    pub(super) fn new(random: &mut Random) -> Self {
        let calm = random.chance(1, 16);
        let mut some = |most: u64| {
            let there = !calm && random.chance(1, 2);
            let bits = random.below(most) + 1;
            if there { bits } else { 0 }
        };
        Self {
            power_cuts: some(20),
            storage_cuts: some(40),
            effect_cuts: some(60),
            clean_stops: some(20),
            clock: some(40),
            full: some(60),
            sync: some(40),
            damage: some(300),
            edits: some(300),
            phones: some(60),
            broker: some(200),
            printer: some(150),
            cable: some(120),
            lies: some(30),
            bounce: some(500),
            contacts: some(200),
            steps: 60 + some(160),
            restores: some(80),
        }
    }

    /// A world in which nothing goes wrong any more.
    pub(super) fn calm(&mut self) {
        *self = Self {
            steps: self.steps,
            power_cuts: 0,
            storage_cuts: 0,
            effect_cuts: 0,
            clean_stops: 0,
            clock: 0,
            full: 0,
            sync: 0,
            damage: 0,
            edits: 0,
            restores: 0,
            phones: 0,
            broker: 0,
            printer: 0,
            cable: 0,
            lies: 0,
            bounce: 0,
            contacts: 0,
        };
    }
}
