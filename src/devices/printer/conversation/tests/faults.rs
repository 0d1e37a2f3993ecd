//! Any trouble at any time: the promises hold at every step ([`World::exchange`]), and when the faults stop everything
//! ends well.

use super::super::*;
use super::world::{LONG_ROLL_MM, PROFILE, World};
use crate::devices::virtual_printer::Mechanics;
use crate::domain::printer_profile::{Clear, Cut, CutCommand, Evidence, OnTimeout, Presenter, StatusReport};
use proptest::prelude::*;

/// What happens, each after some time. A person needs half a second for a roll.
#[derive(Debug, Clone)]
enum Happening {
    Start,
    Cover(bool),
    Offline(bool),
    Silent(bool),
    Power(bool),
    /// Somebody says so, true or not.
    PowerSaid,
    Cutter(bool),
    Heat(bool),
    Damage(bool),
    Jam(bool),
    TakeSlip,
    /// So much paper is left.
    RollEndsSoon(u32),
    /// The paper ends here, and after a while there is a new roll.
    Refill {
        pause_ms: u64,
        length_mm: u32,
    },
}

fn happening() -> impl Strategy<Value = Happening> {
    let mostly_off = prop::bool::weighted(0.4);
    let length_mm = prop_oneof![1u32..60, Just(LONG_ROLL_MM)];
    prop_oneof![
        6 => Just(Happening::Start),
        1 => mostly_off.prop_map(Happening::Cover),
        1 => mostly_off.prop_map(Happening::Offline),
        2 => mostly_off.prop_map(Happening::Silent),
        1 => prop::bool::weighted(0.7).prop_map(Happening::Power),
        1 => Just(Happening::PowerSaid),
        1 => mostly_off.prop_map(Happening::Cutter),
        1 => mostly_off.prop_map(Happening::Heat),
        1 => mostly_off.prop_map(Happening::Damage),
        1 => mostly_off.prop_map(Happening::Jam),
        2 => Just(Happening::TakeSlip),
        1 => (1u32..60).prop_map(Happening::RollEndsSoon),
        2 => (500u64..9_000, length_mm)
            .prop_map(|(pause_ms, length_mm)| Happening::Refill { pause_ms, length_mm }),
    ]
}

fn pause_ms() -> impl Strategy<Value = u64> {
    prop_oneof![0u64..50, 50u64..700, 700u64..20_000]
}

fn mechanics() -> impl Strategy<Value = Mechanics> {
    let buffer_bytes = prop::sample::select(vec![256, 1024, 4096, 65536]);
    (buffer_bytes, any::<bool>(), any::<bool>(), 40u32..=150).prop_map(
        |(buffer_bytes, real_time_when_full, automatic_status, speed_mm_s)| Mechanics {
            buffer_bytes,
            real_time_when_full,
            automatic_status,
            speed_mm_s,
            ..Mechanics::default()
        },
    )
}

/// How a printer tells its state, and how it gives a slip out.
fn output() -> impl Strategy<Value = PrinterProfile> {
    let on_timeout = prop::sample::select(vec![OnTimeout::Retract, OnTimeout::Eject, OnTimeout::Hold]);
    let presenter = on_timeout.prop_map(|on_timeout| Presenter { present_mm: 80, timeout_s: 10, on_timeout });
    let full = (prop::option::of(presenter), any::<bool>()).prop_map(|(presenter, esc)| PrinterProfile {
        status: StatusReport::CustomFull,
        presenter,
        cut_command: if esc { CutCommand::Esc } else { CutCommand::GsV },
        ..PROFILE
    });
    let automatic = PrinterProfile { automatic_status: true, ..PROFILE };
    prop_oneof![Just(PROFILE), Just(automatic), full]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn no_trouble_makes_the_conversation_lie(
        queued in any::<bool>(),
        full_cut in any::<bool>(),
        clear in prop::sample::select(vec![Clear::DleDc4, Clear::DleEnq, Clear::PowerCycle]),
        mechanics in mechanics(),
        output in output(),
        chunk in prop_oneof![1usize..10, 10usize..5000],
        happenings in prop::collection::vec((pause_ms(), happening()), 1..25),
    ) {
        let evidence = if queued { Evidence::QueuedStatus } else { Evidence::JobEcho };
        let cut = if full_cut { Cut::Full } else { Cut::Partial };
        let mut world = World::new(PrinterProfile { evidence, cut, clear, ..output }, mechanics);
        world.chunk = chunk;
        let mut jobs = Vec::new();
        for (pause_ms, happening) in happenings {
            world.run(pause_ms);
            let now_ms = world.now_ms;
            match happening {
                Happening::Start => jobs.extend(world.start()),
                Happening::Cover(open) => world.printer.set_cover_open(now_ms, open),
                Happening::Offline(offline) => world.printer.set_offline(now_ms, offline),
                Happening::Silent(silent) => world.printer.set_silent(now_ms, silent),
                Happening::Power(on) => world.printer.set_power(now_ms, on),
                Happening::PowerSaid => world.conversation.power_was_cycled(now_ms),
                Happening::Cutter(blocked) => world.printer.set_cutter_blocked(now_ms, blocked),
                Happening::Heat(hot) => world.printer.set_overheated(now_ms, hot),
                Happening::Jam(jammed) => world.printer.set_jammed(now_ms, jammed),
                Happening::TakeSlip => world.printer.take_slip(now_ms),
                Happening::Damage(broken) => world.printer.set_broken(now_ms, broken),
                Happening::RollEndsSoon(length_mm) => world.printer.shorten_roll(now_ms, length_mm),
                Happening::Refill { pause_ms, length_mm } => {
                    world.printer.shorten_roll(now_ms, 0);
                    world.run(pause_ms);
                    world.printer.load_roll(world.now_ms, length_mm);
                }
            }
        }
        world.run(500);
        world.mend();
        world.run(60_000);
        for job in jobs {
            prop_assert!(world.outcomes.contains_key(&job), "job {} has an outcome", job);
        }
        prop_assert_eq!(world.conversation.state(), PrinterState::Ready);
        let last = world.start();
        prop_assert!(last.is_some(), "nothing is under way");
        world.run(20_000);
        let outcome = last.and_then(|job| world.outcomes.get(&job).copied());
        prop_assert!(matches!(outcome, Some(SlipOutcome::Printed(_))), "{:?}", outcome);
    }
}
