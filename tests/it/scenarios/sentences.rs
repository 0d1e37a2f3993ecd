//! The sentences of a scenario, and what each of them does.

use super::words;
use super::world::{World, span};
use chrono::{DateTime, TimeDelta, Utc};
use rinda::domain::command::{ButtonReport, Command, SlipOutcome};
use rinda::domain::duty::Duty;
use rinda::domain::event::{Configured, Part, PrintEvidence, SlipTrouble};
use rinda::domain::ids::{CallId, CounterId, JobId, KioskId, LinkId, PersonToken, RequestId, TicketNumber};
use rinda::domain::remote::{Request, Wish};
use rinda::domain::ticket::{Class, Language};
use rinda::domain::time::ClockTrust;

/// What may follow a sentence: where, for whom, in which language.
struct Aside {
    kiosk: KioskId,
    class: Class,
    language: Language,
}

impl World {
    /// Does what a sentence says.
    pub(crate) fn sentence(&mut self, words: &[&str]) -> Result<(), String> {
        let mut aside = Aside { kiosk: KioskId(1), class: Class::Normal, language: Language::Lv };
        let words = aside.take_from(words)?;
        match words {
            ["nothing"] => {}
            ["given", rest @ ..] => self.given(rest)?,
            ["show", rest @ ..] => self.show(rest)?,
            ["expect", rest @ ..] => self.expect(rest)?,

            ["the", "branch", "starts"] | ["power", "on"] => self.power_on()?,
            ["power", "on", "without", "a", "time", "server"] => {
                self.trust = ClockTrust::Unsynced;
                self.wall_error = self.wall_when_off() - self.truth();
                self.power_on()?;
            }
            ["power", "off"] => {
                self.power_off()?;
                self.booted = None;
            }
            ["restart"] => self.restart()?,
            ["restart", "in", "epoch", epoch] => {
                self.epoch = number(epoch)?;
                self.restart()?;
            }

            ["the", "clock", "is", "synchronised"] => {
                self.trust = ClockTrust::Synced;
                self.wall_error = TimeDelta::zero();
            }
            ["the", "clock", "is", "not", "synchronised"] => self.trust = ClockTrust::Unsynced,
            ["the", "clock", "jumps", by, unit] => self.wall_error += span(by, unit)?,
            ["the", "clock", "is", "set", "right"] => self.wall_error = TimeDelta::zero(),

            ["a", "person", "says", "that", "it", "is", date, time] => {
                let wall_ms = self.time_of(&[date, time])?.0.timestamp_millis();
                self.command(Command::StateTime { wall_ms });
            }
            ["the", "day", "is", "opened", "by", "a", "person"] => self.command(Command::OpenDay),
            ["the", "day", "is", "closed", "by", "a", "person"] => self.command(Command::CloseDay),

            ["press", key] => {
                let Aside { kiosk, class, language } = aside;
                let (service, link) = (words::service(key), self.new_link());
                self.command(Command::TakeTicket { kiosk, service, class, language, link });
            }
            ["a", "phone", ..] | ["a", "join", ..] | ["the", "same", ..] => self.phone(words)?,
            ["counter", counter, rest @ ..] => self.counter(CounterId(number(counter)?), rest)?,

            ["a", "technician", "tries", "the", "printer"] => {
                self.command(Command::TryPaper { kiosk: aside.kiosk });
            }
            ["a", "new", "roll", "is", "in"] => {
                self.command(Command::ChangeRoll { kiosk: aside.kiosk });
            }
            ["the", "printer", "was", "switched", "off", "and", "on"] => {
                self.command(Command::ConfirmPowerCycle { kiosk: aside.kiosk });
            }
            ["printer", state @ ..] => {
                let printer = words::printer_from_words(&state.join(" ")).ok_or("no such printer state")?;
                self.command(Command::ReportPrinter { kiosk: aside.kiosk, printer });
            }
            ["slip", rest @ ..] => {
                let job = self.job_at(aside.kiosk).ok_or("no slip is under way")?;
                self.slip(aside.kiosk, job, rest)?;
            }
            ["job", job, rest @ ..] => self.slip(aside.kiosk, JobId(number(job)?), rest)?,
            ["the", "hall", "has", "shown", which] => {
                let call = self.call_of(which)?;
                self.command(Command::ReportCallShown { call });
            }
            ["button", button, rest @ ..] => {
                let (kiosk, button) = (aside.kiosk, number(button)?);
                self.report(rest, |report| Command::ReportButton { kiosk, button, report })?;
            }
            ["key", key, "of", "counter", counter, rest @ ..] => {
                let (counter, key) = (CounterId(number(counter)?), number(key)?);
                self.report(rest, |report| Command::ReportKey { counter, key, report })?;
            }
            ["a", "new", "configuration", "is", "tried"] => {
                self.command(Command::ReportConfiguration { configured: Configured::Tried });
            }
            ["the", "new", "configuration", "is", "kept"] => {
                self.command(Command::ReportConfiguration { configured: Configured::Files });
            }
            ["the", "last", "good", "configuration", "is", "in", "force"] => {
                self.command(Command::ReportConfiguration { configured: Configured::LastGood });
            }
            ["a", "technician", "has", part @ .., "begin", "anew"] => {
                let part = match part {
                    ["the", "printer"] => Part::Printer(aside.kiosk),
                    ["the", "displays"] => Part::Displays,
                    ["the", "link"] => Part::Link,
                    _ => return Err("no such part".into()),
                };
                self.command(Command::ReportRestart { part });
            }
            ["the", "disk", "is", "full"] => self.command(Command::ReportStorage { full: true }),
            ["the", "disk", "has", "room"] => self.command(Command::ReportStorage { full: false }),

            [number, rest @ ..] => self.ticket(ticket_number(number)?, aside.kiosk, rest)?,
            [] => return Err("a time without a sentence".into()),
        }
        Ok(())
    }

    fn counter(&mut self, counter: CounterId, words: &[&str]) -> Result<(), String> {
        let command = match words {
            ["opens"] => Command::OpenCounter { counter },
            ["is", "held"] => Command::HoldCounter { counter },
            ["is", "released"] => Command::ReleaseCounter { counter },
            ["closes"] => Command::CloseCounter { counter },
            ["calls", "next"] => Command::CallNext { counter },
            ["calls", "again"] => Command::Recall { counter },
            ["nobody", "came"] => Command::NoShow { counter },
            ["starts"] => Command::Start { counter },
            ["finishes"] => Command::Finish { counter },
            ["sets", "aside"] => Command::Park { counter },
            ["passes", "on", "to", key] => Command::Transfer { counter, service: words::service(key) },
            ["takes", "somebody", "for", key] => {
                Command::WalkDirect { counter, service: words::service(key), link: self.new_link() }
            }
            _ => return Err("no such deed of a counter".into()),
        };
        self.command(command);
        Ok(())
    }

    fn ticket(&mut self, number: TicketNumber, kiosk: KioskId, words: &[&str]) -> Result<(), String> {
        match words {
            ["is", "here"] => self.command(Command::CheckIn { number }),
            ["is", "cancelled"] => self.command(Command::Cancel { number }),
            ["has", "a", "void", "slip"] => self.command(Command::VoidSlip { number }),
            ["wants", "a", "copy"] => self.command(Command::Reprint { number, kiosk }),
            ["is", "shown", "to", "the", "scanner"] => {
                let link = self.link_of(number)?;
                self.command(Command::ShowTicket { link });
            }
            ["leaves", "by", "phone"] => {
                let link = self.link_of(number)?;
                self.ask_from_elsewhere(Wish::Leave { link });
            }
            ["asks", "for", "more", "time"] => {
                let link = self.link_of(number)?;
                self.ask_from_elsewhere(Wish::MoreTime { link });
            }
            ["types", "the", "code"] => {
                let (link, now) = (self.link_of(number)?, self.now());
                let code = self.branch().check_in_code(now).ok_or("no code is shown")?;
                self.ask_from_elsewhere(Wish::CheckIn { link, code });
            }
            ["types", "a", "wrong", "code"] => {
                let link = self.link_of(number)?;
                self.ask_from_elsewhere(Wish::CheckIn { link, code: "WRONG".into() });
            }
            _ => return Err("no such deed of a ticket".into()),
        }
        Ok(())
    }

    /// What somebody does at a phone.
    fn phone(&mut self, words: &[&str]) -> Result<(), String> {
        match words {
            ["a", "phone", "joins", "for", key] => {
                let (link, person) = (self.new_link(), self.new_person());
                self.ask_from_elsewhere(join(key, link, person));
            }
            ["the", "same", "person", "joins", "for", key] => {
                let (link, person) = (self.new_link(), self.person());
                self.ask_from_elsewhere(join(key, link, person));
            }
            ["a", "phone", "leaves", "before", "its", "join", "for", key, "arrives"] => {
                let (link, person) = (self.new_link(), self.new_person());
                self.ask_from_elsewhere(Wish::Leave { link });
                self.ask_from_elsewhere(join(key, link, person));
            }
            ["a", "join", "for", key, "arrives", "an", "hour", "after", "its", "time"] => {
                let (link, person) = (self.new_link(), self.new_person());
                self.ask_until(join(key, link, person), self.truth() - TimeDelta::hours(1));
            }
            ["the", "same", "request", "comes", "again"] => {
                let request = self.request.clone().ok_or("nobody has asked yet")?;
                let journalled = self.journalled();
                self.command(Command::Request { request });
                self.say_if_nothing_since(journalled);
            }
            _ => return Err("no such deed of a phone".into()),
        }
        Ok(())
    }

    /// Somebody asks for something and waits ten minutes for the answer.
    fn ask_from_elsewhere(&mut self, wish: Wish) {
        self.ask_until(wish, self.truth() + TimeDelta::minutes(10));
    }

    fn ask_until(&mut self, wish: Wish, not_after: DateTime<Utc>) {
        let id = RequestId(self.new_link().0);
        let request = Request { id, not_after_ms: not_after.timestamp_millis(), wish };
        self.request = Some(request.clone());
        self.command(Command::Request { request });
    }

    fn slip(&mut self, kiosk: KioskId, job: JobId, words: &[&str]) -> Result<(), String> {
        let trouble = |words: &[&str]| match words {
            ["no", "answer"] => Ok(SlipTrouble::NoAnswer),
            printer => words::printer_from_words(&printer.join(" "))
                .map(SlipTrouble::Printer)
                .ok_or("no such trouble".to_owned()),
        };
        let outcome = match words {
            ["is", "echoed"] => SlipOutcome::Printed(PrintEvidence::JobEcho),
            ["is", "out,", "the", "status", "says"] => SlipOutcome::Printed(PrintEvidence::QueuedStatus),
            ["fails:", rest @ ..] => SlipOutcome::Failed(trouble(rest)?),
            ["is", "uncertain:", rest @ ..] => SlipOutcome::Uncertain(trouble(rest)?),
            _ => return Err("no such fate of a slip".into()),
        };
        let journalled = self.journalled();
        self.command(Command::ReportSlip { kiosk, job, outcome });
        self.say_if_nothing_since(journalled);
        Ok(())
    }

    /// What a button or a key did.
    fn report(
        &mut self,
        words: &[&str],
        command: impl FnOnce(ButtonReport) -> Command,
    ) -> Result<(), String> {
        let report = match words {
            ["bounces", times, "times"] => ButtonReport::Bounced(number(times)?),
            ["is", "stuck"] => ButtonReport::Stuck,
            ["comes", "free"] => ButtonReport::Freed,
            _ => return Err("no such deed of a button".into()),
        };
        let journalled = self.journalled();
        self.command(command(report));
        self.say_if_nothing_since(journalled);
        Ok(())
    }

    fn link_of(&self, number: TicketNumber) -> Result<LinkId, String> {
        let ticket = self.branch().ticket_by_number(number);
        ticket.map(|ticket| ticket.link).ok_or("no such ticket".into())
    }

    fn restart(&mut self) -> Result<(), String> {
        self.power_off()?;
        self.power_on()
    }

    fn job_at(&self, kiosk: KioskId) -> Option<JobId> {
        self.branch().duties().into_iter().find_map(|duty| match duty {
            Duty::Print { kiosk: at, job, .. } => (at == kiosk).then_some(job),
            Duty::Announce { .. } => None,
        })
    }

    /// A call by the number of its ticket, newest first.
    fn call_of(&self, which: &str) -> Result<CallId, String> {
        let number = ticket_number(which)?;
        let mut calls = self.branch().state().calls.iter().rev();
        calls.find(|call| call.number == number).map(|call| call.id).ok_or("it was not called".into())
    }
}

impl Aside {
    fn take_from<'a>(&mut self, words: &'a [&'a str]) -> Result<&'a [&'a str], String> {
        match words {
            [sentence @ .., "at", "kiosk", kiosk] => {
                self.kiosk = KioskId(number(kiosk)?);
                self.take_from(sentence)
            }
            [sentence @ .., "with", "priority"] => {
                self.class = Class::Priority;
                self.take_from(sentence)
            }
            [sentence @ .., "in", language] => match language_from_words(language) {
                Some(language) => {
                    self.language = language;
                    self.take_from(sentence)
                }
                None => Ok(words),
            },
            _ => Ok(words),
        }
    }
}

fn join(key: &str, link: LinkId, person: PersonToken) -> Wish {
    Wish::Join { service: words::service(key), language: Language::Lv, link, person }
}

fn language_from_words(words: &str) -> Option<Language> {
    match words {
        "Latvian" => Some(Language::Lv),
        "Russian" => Some(Language::Ru),
        "English" => Some(Language::En),
        "Ukrainian" => Some(Language::Uk),
        _ => None,
    }
}

fn number<N: std::str::FromStr>(word: &str) -> Result<N, String> {
    word.parse().map_err(|_| format!("'{word}' is no number"))
}

fn ticket_number(word: &str) -> Result<TicketNumber, String> {
    TicketNumber::try_from(word.to_owned())
}
