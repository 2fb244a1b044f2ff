//! Where a ticket goes by itself when its facts change, so that nobody has to set a state by hand. Each
//! answer is a transition that the system may make: pass it to `check` with `Party::System`.

use super::{Facts, Field, State};

/// The state after an edit of category, impact, urgency or assignee. A ticket only moves forward here: new
/// becomes qualified once category, impact and urgency are confirmed, and new or qualified becomes assigned
/// once it is qualified and a person has it. An assignee alone does not move a new ticket: it is theirs, and
/// waits for its qualification. Any other state stays.
pub fn settled(facts: &Facts) -> State {
    match facts.state {
        State::New | State::Qualified if facts.is_qualified() => {
            if facts.has(Field::Assignee) {
                State::Assigned
            } else {
                State::Qualified
            }
        }
        state => state,
    }
}

/// The state after a hand-over to another team or person; `facts` say what is set afterwards. Work under way
/// goes back to assigned when a person was named, otherwise to qualified, in the queue of the team. What was
/// pending stays pending with its new person (they wait for the same thing); without one it goes to the
/// team's queue. Resolved and ended tickets stay.
pub fn handed_over(facts: &Facts) -> State {
    match (facts.state, facts.has(Field::Assignee)) {
        (State::Assigned | State::InProgress, true) => State::Assigned,
        (State::Assigned | State::InProgress | State::Pending, false) => State::Qualified,
        _ => settled(facts),
    }
}

/// The state after what a pending ticket waited for has come (the user replied, the provider answered, the
/// change is done): in progress when a person has it, otherwise qualified, so that it shows in the team's
/// queue. Any other state stays.
pub fn resumed(facts: &Facts) -> State {
    match facts.state {
        State::Pending if facts.has(Field::Assignee) && facts.is_qualified() => State::InProgress,
        State::Pending => State::Qualified,
        state => state,
    }
}
