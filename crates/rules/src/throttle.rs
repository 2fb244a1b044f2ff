//! Slows down guessing of passwords and codes. Two counters, both asked before a secret is checked: one per
//! account and one per address (an IPv4 address or an IPv6 /64); the stricter answer wins, `max(account,
//! address)`.
//!
//! Sources. NIST SP 800-63B-4 §3.2.2: at most 100 consecutive failures on one account, with a wait that
//! grows from 30 seconds up to an hour as one of its techniques. OWASP ASVS 4.0.3 §2.2.1: no more than 100
//! failed attempts an hour on one account. OWASP Authentication Cheat Sheet: exponential waits rather than a
//! lock, since a lock lets anyone shut anyone out. Hence:
//!
//! | | free failures | first wait | doubling up to | forgotten | closed |
//! | --- | --- | --- | --- | --- | --- |
//! | account | 5 | 30 s | 1 h | on success only | after 100 failures in a row, until the secret is reset |
//! | address | 20 (an office shares one) | 5 s | 15 min | after 1 h without failure | never |

use jiff::{SignedDuration, Timestamp};

/// The numbers of one counter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Policy {
    /// Failures that cost nothing.
    pub free: u32,
    /// The wait after the first failure that is not free; each further one doubles it.
    pub first_wait: SignedDuration,
    /// The longest wait.
    pub longest_wait: SignedDuration,
    /// After this long without a failure the count starts again; `None`: only success clears it.
    pub forget_after: Option<SignedDuration>,
    /// The count at which no further attempt is taken; `None`: never.
    pub close_at: Option<u32>,
}

/// Per account: NIST's numbers.
pub const ACCOUNT: Policy = Policy {
    free: 5,
    first_wait: SignedDuration::from_secs(30),
    longest_wait: SignedDuration::from_secs(3600),
    forget_after: None,
    close_at: Some(100),
};

/// Per address: wide enough for an office behind one address, tight enough against one machine trying many
/// accounts.
pub const ADDRESS: Policy = Policy {
    free: 20,
    first_wait: SignedDuration::from_secs(5),
    longest_wait: SignedDuration::from_secs(900),
    forget_after: Some(SignedDuration::from_secs(3600)),
    close_at: None,
};

/// Whether an attempt may be made now. Ordered by strictness.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// Check the secret.
    Allowed,
    /// Refuse without checking; the next attempt is taken from this instant on.
    Wait(Timestamp),
    /// Refuse without checking until the secret is reset (by mail or by an administrator).
    Closed,
}

impl Policy {
    /// The wait that follows the given count of failures.
    pub fn wait(&self, failures: u32) -> SignedDuration {
        let Some(doublings) = failures.checked_sub(self.free.saturating_add(1)) else {
            return SignedDuration::ZERO;
        };
        let factor = 2_i32.saturating_pow(doublings);
        self.first_wait.checked_mul(factor).map_or(self.longest_wait, |wait| wait.min(self.longest_wait))
    }

    /// Decides from the failures since the last success, the last of them, and now. A last failure in the
    /// future (a clock set back) never makes anyone wait longer than the wait itself.
    pub fn check(&self, failures: u32, last_failure: Option<Timestamp>, now: Timestamp) -> Verdict {
        if self.close_at.is_some_and(|limit| failures >= limit) {
            return Verdict::Closed;
        }
        let Some(last) = last_failure.map(|last| last.min(now)) else { return Verdict::Allowed };
        if self.forget_after.is_some_and(|limit| now.duration_since(last) >= limit) {
            return Verdict::Allowed;
        }
        match last.checked_add(self.wait(failures)) {
            Ok(until) if until > now => Verdict::Wait(until),
            _ => Verdict::Allowed,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_763_631_720 + second).unwrap()
    }

    #[test]
    fn waits_grow_as_written() {
        let account = [
            (0, 0),
            (5, 0),
            (6, 30),
            (7, 60),
            (8, 120),
            (12, 1920),
            (13, 3600),
            (99, 3600),
            (u32::MAX, 3600),
        ];
        for (failures, seconds) in account {
            assert_eq!(ACCOUNT.wait(failures).as_secs(), seconds, "account, {failures} failures");
        }
        let address = [(20, 0), (21, 5), (22, 10), (28, 640), (29, 900), (100_000, 900)];
        for (failures, seconds) in address {
            assert_eq!(ADDRESS.wait(failures).as_secs(), seconds, "address, {failures} failures");
        }
    }

    #[test]
    fn an_account_waits_then_may_try_again() {
        assert_eq!(ACCOUNT.check(0, None, at(0)), Verdict::Allowed);
        assert_eq!(ACCOUNT.check(5, Some(at(0)), at(0)), Verdict::Allowed);
        assert_eq!(ACCOUNT.check(6, Some(at(0)), at(29)), Verdict::Wait(at(30)));
        assert_eq!(ACCOUNT.check(6, Some(at(0)), at(30)), Verdict::Allowed);
    }

    #[test]
    fn a_hundred_failures_in_a_row_close_the_account_but_not_the_address() {
        assert_eq!(ACCOUNT.check(99, Some(at(0)), at(3600)), Verdict::Allowed);
        assert_eq!(ACCOUNT.check(100, Some(at(0)), at(1_000_000)), Verdict::Closed);
        assert_eq!(ADDRESS.check(1_000_000, Some(at(0)), at(900)), Verdict::Allowed);
    }

    #[test]
    fn an_account_is_guessed_less_than_a_hundred_times_an_hour() {
        let (mut failures, mut now) = (0, at(0));
        let mut last = None;
        while now < at(3600) && failures < 1000 {
            match ACCOUNT.check(failures, last, now) {
                Verdict::Allowed => (failures, last) = (failures + 1, Some(now)),
                Verdict::Wait(until) => now = until,
                Verdict::Closed => break,
            }
        }
        assert_eq!(failures, 12);
    }

    #[test]
    fn the_stricter_answer_wins() {
        let strictest = Verdict::Wait(at(5)).max(Verdict::Allowed).max(Verdict::Wait(at(9)));
        assert_eq!(strictest, Verdict::Wait(at(9)));
        assert_eq!(strictest.max(Verdict::Closed), Verdict::Closed);
    }

    proptest! {
        #[test]
        fn nobody_waits_longer_than_the_longest_wait(
            failures in 0u32..99, last in -1_000_000i64..1_000_000, now in -1_000_000i64..1_000_000,
        ) {
            for policy in [ACCOUNT, ADDRESS] {
                if let Verdict::Wait(until) = policy.check(failures, Some(at(last)), at(now)) {
                    prop_assert!(until > at(now) && until <= at(now) + policy.longest_wait);
                    prop_assert_eq!(policy.check(failures, Some(at(last)), until.max(at(last) + policy.longest_wait)), Verdict::Allowed);
                }
            }
        }

        #[test]
        fn one_more_failure_never_shortens_the_wait(failures in 0u32..10_000) {
            for policy in [ACCOUNT, ADDRESS] {
                prop_assert!(policy.wait(failures) <= policy.wait(failures + 1));
            }
        }
    }
}
