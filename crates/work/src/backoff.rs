//! How long to wait before the next attempt.

use jiff::SignedDuration;

/// A job that failed this often is dead: about nine hours after its first attempt.
pub const MAX_JOB_ATTEMPTS: i64 = 20;
/// A timer whose handler failed this often is parked: about twenty seconds after it was due.
pub const MAX_TIMER_ATTEMPTS: i64 = 5;

const JOB_CEILING: SignedDuration = SignedDuration::from_hours(1);

/// The wait after a job's `attempts`-th attempt: 1 s, 2 s, 4 s … 1 h, shortened by up to a half so that jobs
/// which failed together do not come back together. `chance` is from 0 to 1.
pub(crate) fn job_wait(attempts: i64, chance: f64) -> SignedDuration {
    let doublings = u32::try_from((attempts - 1).clamp(0, 20)).unwrap_or(0);
    let full = SignedDuration::from_secs(1_i64 << doublings).min(JOB_CEILING);
    full.mul_f64(1.0 - chance.clamp(0.0, 1.0) / 2.0)
}

/// The wait after a timer's `attempts`-th failure: 250 ms, 1 s, 4 s, 16 s.
pub(crate) fn timer_wait(attempts: i64) -> SignedDuration {
    let quadruplings = u32::try_from((attempts - 1).clamp(0, 6)).unwrap_or(0);
    SignedDuration::from_millis(250_i64 << (2 * quadruplings))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_job_waits_twice_as_long_each_time_up_to_an_hour() {
        let seconds = |attempts| job_wait(attempts, 0.0).as_secs();
        assert_eq!([1, 2, 3, 4, 12, 13, 20, i64::MAX].map(seconds), [1, 2, 4, 8, 2048, 3600, 3600, 3600]);
    }

    #[test]
    fn chance_shortens_a_job_wait_by_a_half_at_most() {
        for attempts in 1..=MAX_JOB_ATTEMPTS {
            let (full, half) = (job_wait(attempts, 0.0), job_wait(attempts, 1.0));
            assert_eq!(half, full / 2);
            let some = job_wait(attempts, 0.3);
            assert!(half < some && some < full);
        }
    }

    #[test]
    fn a_timer_is_parked_within_half_a_minute() {
        let waits: Vec<i128> = (1..MAX_TIMER_ATTEMPTS).map(|n| timer_wait(n).as_millis()).collect();
        assert_eq!(waits, [250, 1000, 4000, 16_000]);
    }
}
