//! The everyday tickets, at the rhythm of a desk: mornings and early afternoons, little at night and on weekends.

use base::ctx::Channel;
use jiff::{
    Timestamp,
    civil::{Date, Time},
};
use rules::{
    priority::Priority,
    ticket_state::{Kind as TicketKind, State},
};

use super::{
    cast::Crew,
    dice::Dice,
    house::{House, Kind, Requester},
    script::{Act, Pen, Script},
    subjects::{SUBJECTS, Subject},
};
use crate::tickets::{NewTicket, Solved, actions::Step};

/// How many of a day's tickets come in each hour, out of a hundred or so.
const HOURS: [(i8, i64); 16] = [
    (6, 2),
    (7, 4),
    (8, 12),
    (9, 17),
    (10, 14),
    (11, 10),
    (12, 4),
    (13, 7),
    (14, 12),
    (15, 9),
    (16, 7),
    (17, 4),
    (18, 2),
    (19, 1),
    (20, 1),
    (22, 1),
];

/// What requesters say of the service.
const WORDS: [(i64, &str); 8] = [
    (5, "Très rapide, merci !"),
    (5, ""),
    (4, "Bon accueil, c’est réglé."),
    (4, ""),
    (5, "Claire et efficace."),
    (3, "Résolu, mais j’ai dû relancer."),
    (4, "Merci."),
    (2, "Trop long, nous étions bloqués."),
];

/// Writes the everyday tickets down.
pub(super) fn write(script: &mut Script<'_>, dice: &mut Dice, start: Timestamp) {
    let zone = script.house.hours.zone().clone();
    let mut day = start.to_zoned(zone.clone()).date();
    let now = script.now;
    let last = now.to_zoned(zone).date();
    while day <= last {
        let count =
            if script.house.hours.is_working_day(day) { dice.between(12, 17) } else { dice.between(1, 2) };
        let mut opened: Vec<Timestamp> = (0..count).filter_map(|_| moment(script.house, dice, day)).collect();
        opened.sort();
        for at in opened.into_iter().filter(|at| *at >= start && *at <= now) {
            ticket(script, dice, at);
        }
        let Ok(next) = day.tomorrow() else { return };
        day = next;
    }
}

fn moment(house: &House, dice: &mut Dice, day: Date) -> Option<Timestamp> {
    let (hour, _) = dice.weighted(&HOURS, |(_, weight)| *weight)?;
    let minute = i8::try_from(dice.between(0, 59)).ok()?;
    let second = i8::try_from(dice.between(0, 59)).ok()?;
    let time = Time::new(*hour, minute, second, 0).ok()?;
    house.hours.zone().to_timestamp(day.to_datetime(time)).ok()
}

/// The people of an ordinary ticket.
#[derive(Clone, Copy)]
struct Hands {
    requester: i64,
    first_line: i64,
    solver: i64,
}

fn ticket(script: &mut Script<'_>, dice: &mut Dice, at: Timestamp) {
    let house = script.house;
    let Some(requester) = dice.pick(&house.requesters).cloned() else { return };
    let fits = |subject: &Subject| if subject.english == requester.is_english() { subject.weight } else { 0 };
    let Some(subject) = dice.weighted(&SUBJECTS, fits) else { return };
    let Some(kind) = house.category(subject.code) else { return };
    let one_of =
        |dice: &mut Dice, crew: Crew| house.crews.get(&crew).and_then(|crew| dice.pick(crew)).copied();
    let (Some(first_line), Some(solver)) = (one_of(dice, Crew::HelpDesk), one_of(dice, kind.crew)) else {
        return;
    };
    let hands = Hands { requester: requester.id, first_line, solver };
    let new = reported(house, subject, &requester);
    let by_phone = house.hours.is_open(at) && dice.percent(35);
    if by_phone {
        call(script, dice, at, (subject, kind, hands), new);
    } else {
        let by = if dice.percent(65) { Channel::Portal } else { Channel::Mail };
        let mut pen = script.open(at, requester.id, by, new);
        if dice.percent(3) {
            pen.later(dice.between(2, 12)).portal(requester.id, Act::Move(Box::new(withdrawn())));
            return;
        }
        let waits = if kind.priority <= Priority::P2 { dice.between(2, 22) } else { dice.between(4, 95) };
        pass(&mut pen, kind, waits);
        pen.qualify(first_line, kind.id);
        work(&mut pen, dice, (subject, kind, hands));
    }
}

fn withdrawn() -> Step {
    Step { reason: "Finalement, cela remarche.".to_owned(), ..Step::to(State::Cancelled) }
}

fn reported(house: &House, subject: &Subject, requester: &Requester) -> NewTicket {
    let said = |text: &str| text.replace("{site}", requester.site);
    NewTicket {
        kind: if subject.is_request { TicketKind::Request } else { TicketKind::Incident },
        description: said(subject.words),
        service_id: subject.service.and_then(|service| house.services.get(service).copied()),
        ..NewTicket::titled(&said(subject.title))
    }
}

/// Time that passes: at night too for what is critical.
fn pass(pen: &mut Pen<'_>, kind: Kind, minutes: i64) {
    if kind.priority == Priority::P1 {
        pen.later(minutes);
    } else {
        pen.working(minutes);
    }
}

/// A call: qualified while they speak, and often solved before they hang up.
fn call(
    script: &mut Script<'_>,
    dice: &mut Dice,
    at: Timestamp,
    (subject, kind, hands): (&Subject, Kind, Hands),
    new: NewTicket,
) {
    let solves = kind.crew == Crew::HelpDesk && dice.percent(60);
    let solved = Solved {
        resolution: subject.resolution.to_owned(),
        kind: Some(subject.how),
        cause: Some(subject.why),
    };
    let new = NewTicket {
        requester_id: Some(hands.requester),
        category_id: Some(kind.id),
        impact: Some(kind.impact),
        urgency: Some(kind.urgency),
        assignee_id: Some(hands.first_line).filter(|_| solves),
        solved: Some(solved).filter(|_| solves),
        ..new
    };
    let mut pen = script.open(at, hands.first_line, Channel::Phone, new);
    if solves {
        pen.web(hands.first_line, Act::Spend(dice.between(5, 15), "Appel"));
        end(&mut pen, dice, (subject, hands.requester, hands.first_line));
    } else {
        work(&mut pen, dice, (subject, kind, hands));
    }
}

/// From the team's queue to the resolution.
fn work(pen: &mut Pen<'_>, dice: &mut Dice, (subject, kind, hands): (&Subject, Kind, Hands)) {
    let Hands { requester, solver, .. } = hands;
    let (wait, longest) = match kind.priority {
        Priority::P1 => (dice.between(2, 9), 190),
        Priority::P2 => (dice.between(3, 28), 480),
        Priority::P3 => (dice.between(10, 200), 1_500),
        Priority::P4 => (dice.between(20, 380), 2_300),
        Priority::P5 => (dice.between(60, 700), 3_600),
    };
    pass(pen, kind, wait);
    pen.begin(solver);
    pass(pen, kind, dice.between(1, 8));
    pen.answer(solver, subject.answer);
    // Most are quick; one in fourteen takes longer than was promised.
    let share =
        if dice.percent(7) { dice.between(95, 125) } else { dice.between(8, 34) + dice.between(0, 58) };
    let mut left = longest * share / 100;
    if let Some(note) = subject.note.filter(|_| dice.percent(60)) {
        pass(pen, kind, left / 6);
        left -= left / 6;
        pen.note(solver, note);
    }
    if let Some((question, reply)) = subject.question.filter(|_| dice.percent(55)) {
        pass(pen, kind, left / 5);
        left -= left / 5;
        pen.ask(solver, question);
        pen.working(dice.between(15, 700)).mail(requester, reply);
    }
    if dice.percent(12) {
        pen.web(solver, Act::AddTask("Prévenir le responsable du site", None));
        pass(pen, kind, left / 4);
        left -= left / 4;
        pen.web(solver, Act::DoTask);
    }
    pass(pen, kind, left.max(3));
    if dice.percent(70) {
        pen.web(solver, Act::Spend(dice.between(2, 18) * 5, "Diagnostic et intervention"));
    }
    pen.resolve(solver, subject.resolution, subject.how, subject.why);
    end(pen, dice, (subject, requester, solver));
}

/// After the resolution: validated, refused once, or left to the automatic closure.
fn end(pen: &mut Pen<'_>, dice: &mut Dice, (subject, requester, solver): (&Subject, i64, i64)) {
    if dice.percent(6) {
        let words = if subject.english { "It happens again." } else { "Cela recommence depuis ce matin." };
        pen.working(dice.between(60, 700)).portal(requester, Act::Refuse(words.to_owned()));
        pen.working(dice.between(30, 240)).resolve(solver, subject.resolution, subject.how, subject.why);
    }
    if dice.percent(58) {
        pen.working(dice.between(5, 900)).portal(requester, Act::Validate);
        if dice.percent(55)
            && let Some((score, words)) = dice.pick(&WORDS)
        {
            pen.later(1).portal(requester, Act::Rate(*score, words));
        }
    }
}
