//! One closure on its way to the database and back.

use std::{
    any::Any,
    cell::Cell,
    panic::{AssertUnwindSafe, catch_unwind},
};

use tokio::sync::oneshot;

use crate::{Error, Tx};

/// Whether a closure's changes are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    Keep,
    Undo,
}

/// A queued closure with its type erased. It may be run several times; it is answered once.
pub(crate) trait Unit: Send {
    /// Runs the closure; its answer is kept until [`Unit::answer`].
    fn run(&mut self, tx: &mut Tx<'_>) -> Verdict;
    /// Gives the caller the kept answer, or the reason why nothing was committed.
    fn answer(self: Box<Self>, committed: Result<(), Error>);
}

pub(crate) struct Closure<T, E, F> {
    run: F,
    kept: Option<Result<T, E>>,
    reply: oneshot::Sender<Result<T, E>>,
}

impl<T, E, F> Closure<T, E, F>
where
    T: Send,
    E: Send,
{
    pub(crate) fn new(run: F) -> (Self, oneshot::Receiver<Result<T, E>>) {
        let (reply, answer) = oneshot::channel();
        (Self { run, kept: None, reply }, answer)
    }
}

thread_local! {
    static INSIDE: Cell<bool> = const { Cell::new(false) };
}

/// Whether this thread is running a database closure.
pub(crate) fn inside_closure() -> bool {
    INSIDE.get()
}

impl<T, E, F> Unit for Closure<T, E, F>
where
    T: Send,
    E: From<Error> + Send,
    F: Fn(&mut Tx<'_>) -> Result<T, E> + Send,
{
    fn run(&mut self, tx: &mut Tx<'_>) -> Verdict {
        INSIDE.set(true);
        let result = catch_unwind(AssertUnwindSafe(|| (self.run)(tx)));
        INSIDE.set(false);
        let result = result.unwrap_or_else(|panic| Err(E::from(Error::Panicked(panic_text(panic.as_ref())))));
        // A closure that swallowed a failed statement must not commit the half that worked.
        let result = match (result, tx.failure()) {
            (Ok(_), Some(error)) => Err(E::from(error)),
            (result, _) => result,
        };
        let verdict = if result.is_ok() { Verdict::Keep } else { Verdict::Undo };
        self.kept = Some(result);
        verdict
    }

    fn answer(self: Box<Self>, committed: Result<(), Error>) {
        let answer = match (committed, self.kept) {
            (Ok(()), Some(kept)) => kept,
            (Ok(()), None) => Err(E::from(Error::Unavailable("the closure was not run".into()))),
            // A refusal may rest on a neighbour's row that was never committed, so it falls too.
            (Err(error), _) => Err(E::from(error)),
        };
        // The caller may have gone away; the write stands all the same.
        let _ = self.reply.send(answer);
    }
}

fn panic_text(panic: &(dyn Any + Send)) -> String {
    panic
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned())
        .or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "unknown panic".to_owned())
}
