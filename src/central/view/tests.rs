use super::super::gateway::{Gateway, Stored};
use super::super::sample::{Teller, WALL_MS, now, wait};
use super::*;
use crate::domain::event::ParkReason;
use crate::domain::ids::{CounterId, DeviceId, LinkId, PersonToken, RequestId, ServiceId, TicketId};
use crate::protocol::{Answer, DayNow, Refused, Reply, RequestBody, RequestKey, What, Wish};
use crate::wording::Words;
use chrono::TimeDelta;

struct World {
    gateway: Gateway,
    words: Words,
    teller: Teller,
    now_ms: i64,
}

const LINK: LinkId = LinkId(101);

impl World {
    fn new() -> Self {
        let gateway = Gateway::new(RequestKey::new("2026", &[7; 32]).unwrap(), Stored::default(), WALL_MS);
        let mut world = Self { gateway, words: Words::load(), teller: Teller::new(1, 7), now_ms: WALL_MS };
        world.gateway.connected(WALL_MS);
        world.hear("life", &world.teller.life(1, true));
        world.hear("state", &world.teller.state(now()));
        world.teller.happens(What::DayOpened { date: now().date_naive(), anew: true });
        world.tell();
        world
    }

    fn hear(&mut self, kind: &str, message: &impl serde::Serialize) {
        self.gateway.message(
            self.now_ms,
            &format!("rinda/1/riga-2/{kind}"),
            &serde_json::to_vec(message).unwrap(),
        );
    }

    /// The branch tells all it knows.
    fn tell(&mut self) {
        self.hear("facts", &self.teller.snapshot());
        let state = self.teller.state(DateTime::from_timestamp_millis(self.now_ms).unwrap());
        self.hear("state", &state);
    }

    fn happens(&mut self, what: What) {
        let before = self.teller.length();
        self.teller.happens(what);
        self.hear("facts", &self.teller.log(before, before + 1));
    }

    fn ask(&mut self, id: u128, wish: Wish) {
        let (branch, request) = ("riga-2".into(), RequestId(id));
        let body = RequestBody { branch, request, not_after_ms: self.now_ms + 120_000, wish };
        self.gateway.ask(self.now_ms, body);
    }

    fn join(&mut self) {
        let (service, language) = (ServiceId::new("passport"), Language::Ru);
        self.ask(1, Wish::Join { service, language, link: LINK, person: PersonToken(9) });
    }

    fn look(&self, language: Language) -> Look<'_> {
        Look { gateway: &self.gateway, say: self.words.say(language), now_ms: self.now_ms }
    }

    fn ticket(&self) -> TicketView {
        self.look(Language::En).ticket(LINK)
    }
}

#[test]
fn a_ticket_is_requested_then_confirmed_and_has_no_number_before() {
    let mut world = World::new();
    assert_eq!(world.ticket().stage, TicketStage::Unknown);
    world.join();
    let requested = world.ticket();
    assert_eq!(
        (requested.stage, requested.number, requested.headline.as_str()),
        (TicketStage::Requested, None, "Requested")
    );
    assert_eq!(
        (requested.office.as_deref(), requested.service.as_deref()),
        (Some("Rīga 2"), Some("Passports"))
    );
    world.teller.takes(Some(RequestId(1)), LINK);
    world.tell();
    let confirmed = world.ticket();
    assert_eq!((confirmed.stage, confirmed.headline.as_str()), (TicketStage::Waiting, "Confirmed"));
    assert_eq!(confirmed.number.as_deref(), Some("R001"));
    assert_eq!(confirmed.ahead.as_deref(), Some("nobody ahead of you"));
    assert_eq!(confirmed.turn, Some(("Your turn at about".into(), "11:05–11:20".into())));
    assert_eq!(confirmed.not_before.as_deref(), Some("not before 11:05"));
    assert!(
        confirmed.can_leave
            && confirmed.can_wait_longer
            && confirmed.can_check_in
            && confirmed.as_of.is_none()
    );
}

#[test]
fn when_to_set_out_depends_on_the_way() {
    let mut world = World::new();
    world.join();
    world.teller.takes(Some(RequestId(1)), LINK);
    world.tell();
    let set_out = |world: &World, min| {
        let row = world.ticket().set_out.into_iter().find(|row| row.travel_min == min).unwrap();
        ((row.at_ms - WALL_MS) / 1000, row.words)
    };
    assert_eq!(set_out(&world, 10), (10 * 60, "Set out at 10:52 at the latest".into()));
    assert_eq!(set_out(&world, 25), (0, "It is time to set out".into()));
    world.now_ms += 10 * 60_000;
    assert_eq!(
        set_out(&world, 10),
        (10 * 60, "It is time to set out".into()),
        "the moment is the same, and it has come"
    );
    world.happens(What::CheckedIn { ticket: TicketId(1) });
    let there = world.ticket();
    assert!(there.set_out.is_empty() && !there.can_check_in && there.can_leave);
    assert_eq!(
        there.advice.as_deref(),
        Some("The office knows that you are here. Please stay near the hall.")
    );
}

#[test]
fn who_would_be_late_is_told_so_and_until_when_the_number_is_kept() {
    let mut world = World::new();
    world.join();
    world.teller.takes(Some(RequestId(1)), LINK);
    world.tell();
    let set_out =
        |world: &World, min| world.ticket().set_out.into_iter().find(|row| row.travel_min == min).unwrap();
    // Half of the turns come within 30 min 30 s, and none before 11:05.
    let late = set_out(&world, 40);
    assert_eq!(late.words, "If you set out only now, you will probably be late");
    assert_eq!(
        late.late_advice,
        "This counts 40\u{a0}min for the way and a few minutes in the office. \
         Your number is kept until 11:50 at least. In the office, check in with the code or tell the staff."
    );
    assert_eq!((set_out(&world, 30).late_ms - WALL_MS, late.late_ms - WALL_MS), (30_000, -570_000));
    assert_eq!(set_out(&world, 30).words, "It is time to set out");
    world.now_ms += 30_001;
    assert_eq!(set_out(&world, 30).words, late.words, "the moment has passed");

    let mut state = world.teller.state(now() + TimeDelta::minutes(1));
    state.now.day = DayNow::Open { date: now().date_naive(), closes: Some(now() + TimeDelta::minutes(33)) };
    world.hear("state", &state);
    assert!(set_out(&world, 40).late_advice.contains("kept until 11:15 at least"), "the office closes");
    state.as_of += TimeDelta::minutes(1);
    state.office.hold_s = None;
    world.hear("state", &state);
    let late = set_out(&world, 40);
    assert_eq!(late.late_advice, late.advice, "an older branch does not say how long");
}

#[test]
fn who_has_a_number_already_is_shown_the_way_to_it() {
    let mut world = World::new();
    world.join();
    let refused = |world: &mut World, with: Refused| {
        let reply = Reply { request: RequestId(1), answer: Answer::Refused(with) };
        world.hear("reply", &reply);
        world.ticket()
    };
    let view = refused(&mut world, Refused::OneTicketOnly);
    assert_eq!((view.stage, view.has_another), (TicketStage::Refused, true));
    let mut world = World::new();
    world.join();
    let view = refused(&mut world, Refused::Overloaded);
    assert_eq!((view.stage, view.has_another), (TicketStage::Refused, false));
}

#[test]
fn without_a_trusted_clock_no_clock_time_is_said() {
    let mut world = World::new();
    world.join();
    world.teller.takes(Some(RequestId(1)), LINK);
    world.hear("facts", &world.teller.snapshot());
    let mut state = world.teller.state(now() - TimeDelta::days(4000));
    state.clock_trusted = false;
    world.hear("state", &state);
    let view = world.ticket();
    assert_eq!(view.turn, Some(("Your turn in about".into(), "23–38 min".into())));
    assert_eq!(view.not_before, None);
    let ten = view.set_out.iter().find(|row| row.travel_min == 10).unwrap();
    assert_eq!(
        (ten.at_ms - WALL_MS, ten.words.as_str()),
        (10 * 60_000, "Set out in 10\u{a0}min at the latest")
    );
    assert!(
        ten.late_advice.contains("After your turn your number is kept for 45\u{a0}min."),
        "{}",
        ten.late_advice
    );
}

#[test]
fn a_ticket_is_followed_to_the_counter_and_to_its_end() {
    let mut world = World::new();
    let id = world.teller.takes(None, LINK);
    world.tell();
    let view = world.ticket();
    assert_eq!(
        (view.number.as_deref(), view.can_check_in),
        (Some("A001"), false),
        "a ticket on paper is there"
    );
    let stage = |world: &World| (world.ticket().stage, world.ticket().headline, world.ticket().counter);
    let counter = CounterId(2);
    world.happens(What::Called { ticket: id, counter, again: false });
    assert_eq!(stage(&world), (TicketStage::Called, "Please come now".into(), Some("Counter 2".into())));
    world.happens(What::Parked { ticket: id, reason: ParkReason::NoShow, until_ms: WALL_MS + 30 * 60_000 });
    assert_eq!(stage(&world), (TicketStage::Parked, "Your number is set aside".into(), None));
    let advice = world.ticket().advice.unwrap();
    assert!(advice.ends_with("The number is kept until 11:12."), "{advice}");
    assert!(world.ticket().can_check_in, "also who was there before has to come back");
    world.happens(What::CheckedIn { ticket: id });
    world.happens(What::ServiceStarted { ticket: id, counter });
    assert_eq!(stage(&world).0, TicketStage::Serving);
    world.happens(What::Served { ticket: id });
    assert_eq!(stage(&world), (TicketStage::Ended, "You have been served".into(), None));
    let over = world.ticket();
    assert!(!over.can_leave && !over.can_check_in && !over.can_wait_longer);
}

#[test]
fn a_refusal_is_said_in_the_language_of_the_reader() {
    for (why, latvian, english) in [
        (
            Refused::OneTicketOnly,
            "Jums jau ir derīgs numurs.",
            "You have a number already that is still good.",
        ),
        (
            Refused::OutsideRemoteHours { opens: Some(now() + TimeDelta::days(1)) },
            "Numuri atkal rīt no",
            "Numbers again tomorrow from\u{a0}10:42.",
        ),
        (
            Refused::UnknownService,
            "Šajā nodaļā tāda pakalpojuma vairs nav.",
            "This office does not offer that service any more.",
        ),
    ] {
        let mut world = World::new();
        world.join();
        let answer = Answer::Refused(why.clone());
        world.hear("reply", &Reply { request: RequestId(1), answer });
        for (language, expected) in [(Language::Lv, latvian), (Language::En, english)] {
            let view = world.look(language).ticket(LINK);
            assert_eq!(view.stage, TicketStage::Refused);
            let advice = view.advice.unwrap();
            assert!(advice.contains(expected), "{why:?}: {advice}");
        }
    }
}

#[test]
fn a_request_without_an_answer_says_so() {
    let mut world = World::new();
    world.join();
    world.gateway.pass(WALL_MS + 120_001);
    let view = world.ticket();
    assert_eq!(
        (view.stage, view.headline.as_str()),
        (TicketStage::Unconfirmed, "The office has not answered")
    );
    assert!(view.number.is_none() && !view.can_leave);
}

#[test]
fn what_came_of_a_wish_stands_on_the_page() {
    let mut world = World::new();
    world.join();
    world.teller.takes(Some(RequestId(1)), LINK);
    world.tell();
    assert_eq!(world.ticket().wished, None);
    world.ask(2, Wish::MoreTime { link: LINK });
    let wished = world.ticket().wished.unwrap();
    assert_eq!((wished.open, wished.words.as_str()), (true, "Sent to the office."));
    let answer = Answer::Refused(Refused::NobodyBehind);
    world.hear("reply", &Reply { request: RequestId(2), answer });
    let wished = world.ticket().wished.unwrap();
    assert!(!wished.open && !wished.granted && wished.words.contains("Nobody"), "{wished:?}");
    world.ask(3, Wish::CheckIn { link: LINK, code: "123456".into() });
    let answer = Answer::Refused(Refused::TooManyRequests);
    world.hear("reply", &Reply { request: RequestId(3), answer });
    let wished = world.ticket().wished.unwrap();
    assert!(wished.words.contains("scanner of the kiosk"), "how to check in all the same: {wished:?}");
}

#[test]
fn what_came_of_a_check_in_stands_no_longer_than_it_is_true() {
    const STAY: &str = "The office knows that you are here. Please stay near the hall.";
    let mut world = World::new();
    world.join();
    let id = world.teller.takes(Some(RequestId(1)), LINK);
    world.tell();
    let check_in = |world: &mut World, request: u128, answer: Answer| {
        world.ask(request, Wish::CheckIn { link: LINK, code: "123456".into() });
        world.hear("reply", &Reply { request: RequestId(request), answer });
    };
    let said = |world: &World| (world.ticket().advice, world.ticket().wished.map(|wished| wished.words));
    check_in(&mut world, 2, Answer::Refused(Refused::WrongCode));
    assert!(said(&world).1.unwrap().contains("code"));
    world.happens(What::CheckedIn { ticket: id });
    assert_eq!(said(&world), (Some(STAY.into()), None), "somebody else has checked the person in");

    check_in(&mut world, 3, Answer::Done);
    assert_eq!(said(&world), (Some(STAY.into()), None), "it is said once");
    let counter = CounterId(2);
    world.happens(What::Called { ticket: id, counter, again: false });
    assert_eq!(said(&world), (None, None));
    world.happens(What::Parked { ticket: id, reason: ParkReason::NoShow, until_ms: WALL_MS + 30 * 60_000 });
    assert!(world.ticket().can_check_in);
    assert!(world.ticket().advice.unwrap().starts_with("In the office, check in here"));
    assert_eq!(world.ticket().wished, None, "the office knows no more that the person is here");
    check_in(&mut world, 4, Answer::Refused(Refused::WrongCode));
    assert!(world.ticket().wished.is_some(), "what is wrong now is said");
    world.happens(What::CheckedIn { ticket: id });
    world.happens(What::ServiceStarted { ticket: id, counter });
    assert_eq!(said(&world), (None, None));
}

#[test]
fn an_office_that_cannot_be_reached_says_of_when_it_is() {
    let mut world = World::new();
    world.teller.takes(None, LINK);
    world.tell();
    world.now_ms += 10 * 60_000;
    world.hear("life", &world.teller.life(1, false));
    assert_eq!(world.ticket().as_of.as_deref(), Some("As of 10:42; the office is offline"));
    assert!(
        !world.ticket().can_check_in && world.ticket().can_leave,
        "who leaves is told to the office when it is back"
    );
    let office = world.look(Language::En).office("riga-2").unwrap();
    assert_eq!(office.as_of.as_deref(), Some("As of 10:42; the office is offline"));
    let row = &world.look(Language::Lv).offices().offices[0];
    assert_eq!((row.offline, row.wait.as_str(), row.line.as_str()), (true, "—", "Nav sakaru ar nodaļu"));
    assert_eq!(row.waiting, "Dati uz plkst. 10:42");
    world.hear("life", &world.teller.life(2, true));
    world.tell();
    assert_eq!(world.ticket().as_of, None);
    world.gateway.lost(world.now_ms);
    assert_eq!(
        world.ticket().as_of.as_deref(),
        Some("As of 10:52; the office is offline"),
        "the broker is lost"
    );
}

#[test]
fn quiet_offices_come_first_and_closed_ones_say_when_they_open() {
    let mut world = World::new();
    let mut tell = |key: &str, change: &dyn Fn(&mut State)| {
        let mut state = world.teller.state(now());
        state.device = DeviceId(7);
        state.office.names = [(Language::Lv, key.to_owned())].into();
        change(&mut state);
        let life = world.teller.life(1, true);
        world.gateway.message(WALL_MS, &format!("rinda/1/{key}/life"), &serde_json::to_vec(&life).unwrap());
        world.gateway.message(WALL_MS, &format!("rinda/1/{key}/state"), &serde_json::to_vec(&state).unwrap());
    };
    tell("busy", &|state| state.now.services[0].wait = Some(wait(25, 40)));
    tell("quiet", &|state| state.now.services[0].wait = Some(wait(0, 5)));
    tell("shut", &|state| {
        state.now.day = DayNow::Closed { opens: Some(now() + TimeDelta::days(1)) };
        state.now.services[0].refused = Some(Refused::Closed { opens: Some(now() + TimeDelta::days(1)) });
    });
    let rows = world.look(Language::Lv).offices().offices;
    let told: Vec<_> =
        rows.iter().map(|row| (row.branch.as_str(), row.wait.as_str(), row.line.as_str())).collect();
    assert_eq!(
        told[..3],
        [
            ("quiet", "līdz 5 min", "līdz 18:42"),
            ("riga-2", "12–20 min", "līdz 18:42"),
            ("busy", "25–40 min", "līdz 18:42"),
        ]
    );
    assert_eq!((told[3].0, told[3].1), ("shut", "—"));
    assert!(told[3].2.starts_with("Nodaļa ir slēgta. Strādājam rīt no"), "{}", told[3].2);
    assert_eq!(rows[0].waiting, "11 rindā");
    let shut = world.look(Language::Lv).office("shut").unwrap();
    assert!(shut.line.starts_with("Nodaļa ir slēgta. Strādājam rīt no"), "{}", shut.line);
    let row = &shut.services[0];
    assert_eq!((shut.counters, row.gives, &row.refused, &row.turn), (None, false, &None, &None), "said once");
}

#[test]
fn a_letter_about_a_problem_has_what_helps_and_not_the_link() {
    let mut world = World::new();
    world.teller.takes(None, LinkId(u128::MAX / 3));
    world.tell();
    let letter = world.look(Language::En).ticket(LinkId(u128::MAX / 3)).problem.unwrap();
    assert!(
        letter.starts_with(
            "mailto:riga-2@example.lv?subject=A%20problem%20with%20the%20queue%3A%20R%C4%ABga%202&body="
        ),
        "{letter}"
    );
    let link = LinkId(u128::MAX / 3).to_string();
    assert!(letter.contains(&link[20..]) && !letter.contains(&link[19..]), "six letters of it");
    assert!(
        letter.contains("riga-2%20")
            && letter.contains("2026-11-24T08%3A42%3A00Z")
            && letter.contains("0.1.0"),
        "{letter}"
    );
}

#[test]
fn the_operator_sees_each_branch_and_what_is_wrong_with_it() {
    let mut world = World::new();
    world.join();
    let row = |world: &World| world.look(Language::En).operator().branches.remove(0);
    let value = |row: &BranchRow, label: &str| {
        row.rows.iter().find(|known| known.label == label).map(|row| row.value.clone()).unwrap()
    };
    let quiet = row(&world);
    assert!(quiet.live && quiet.troubles.is_empty(), "{quiet:?}");
    assert_eq!(quiet.line, "Connected; last word at 10:42");
    assert_eq!(value(&quiet, "Passports"), "9 here, 2 by phone");
    assert_eq!(value(&quiet, "Counters"), "1");
    assert_eq!(value(&quiet, "Forecasts that held"), "82\u{a0}%");
    assert_eq!(value(&quiet, "Requests today"), "open 1, granted 0, refused 0, unanswered 0");
    let mut second = world.teller.clone();
    second.device = DeviceId(u128::MAX);
    world.hear("life", &second.life(9, true));
    let conflict = row(&world).troubles.remove(0);
    assert!(
        conflict.starts_with("A second device speaks as this office (") && conflict.contains("10:42"),
        "{conflict}"
    );
    world.hear("life", &world.teller.life(1, false));
    assert_eq!(row(&world).line, "Not connected; last word at 10:42");
    world.gateway.lost(WALL_MS);
    assert!(world.look(Language::En).operator().broker.unwrap().contains("10:42"));
}

#[test]
fn a_branch_that_died_with_its_broker_is_not_there_although_no_will_came() {
    let mut world = World::new();
    world.join();
    world.teller.takes(Some(RequestId(1)), LINK);
    world.tell();
    // The broker is killed, then the branch; the broker that comes back has the birth and the picture still.
    world.now_ms += 20_000;
    world.gateway.lost(world.now_ms);
    let row = world.look(Language::En).operator().branches.remove(0);
    assert!(
        !row.live && row.line.starts_with("Not connected"),
        "a centre without a broker hears nobody: {row:?}"
    );
    assert!(!world.ticket().can_check_in && !world.ticket().can_wait_longer);
    world.now_ms += 10_000;
    world.gateway.connected(world.now_ms);
    let (birth, picture) = (world.teller.life(1, true), world.teller.state(now()));
    world.hear("life", &birth);
    world.hear("state", &picture);
    world.gateway.pass(world.now_ms);
    world.gateway.take_changed();
    let ticket = world.ticket();
    assert!(ticket.as_of.is_none() && ticket.can_check_in && ticket.can_wait_longer, "it may be there yet");
    world.now_ms = WALL_MS + 90_000;
    world.gateway.pass(world.now_ms);
    assert_eq!(world.gateway.take_changed(), Default::default());
    world.now_ms += 1;
    world.gateway.pass(world.now_ms);
    let changed = world.gateway.take_changed();
    assert!(changed.branches.contains("riga-2") && changed.links.contains(&LINK), "pages are drawn anew");
    let ticket = world.ticket();
    assert_eq!(ticket.as_of.as_deref(), Some("As of 10:42; the office is offline"));
    assert!(!ticket.can_check_in && !ticket.can_wait_longer && ticket.can_leave);
    assert!(world.look(Language::En).offices().offices[0].offline);
    assert!(!world.look(Language::En).operator().branches[0].live);
    world.gateway.pass(world.now_ms + 1000);
    assert_eq!(world.gateway.take_changed(), Default::default(), "told once");
    world.tell();
    assert_eq!(world.ticket().as_of, None);
}
