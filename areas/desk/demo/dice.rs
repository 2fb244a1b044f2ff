//! Chance that repeats itself: SplitMix64 (Steele, Lea, Flood 2014), so that a demo is the same wherever it is made.

/// A seeded sequence.
pub(super) struct Dice(u64);

impl Dice {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// From `least` to `most`, both possible.
    pub(super) fn between(&mut self, least: i64, most: i64) -> i64 {
        let span = u64::try_from(most - least).unwrap_or(0) + 1;
        least + i64::try_from(self.roll() % span).unwrap_or(0)
    }

    /// True in so many cases of a hundred.
    pub(super) fn percent(&mut self, chance: i64) -> bool {
        self.between(1, 100) <= chance
    }

    /// One of several.
    pub(super) fn pick<'a, T>(&mut self, all: &'a [T]) -> Option<&'a T> {
        let last = i64::try_from(all.len()).unwrap_or(0) - 1;
        if last < 0 {
            return None;
        }
        all.get(usize::try_from(self.between(0, last)).unwrap_or(0))
    }

    /// One of several, each as often as its weight says.
    pub(super) fn weighted<'a, T>(&mut self, all: &'a [T], weight: impl Fn(&T) -> i64) -> Option<&'a T> {
        let total: i64 = all.iter().map(&weight).sum();
        if total < 1 {
            return None;
        }
        let mut left = self.between(1, total);
        all.iter().find(|one| {
            left -= weight(one);
            left <= 0
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_throws_the_same_dice_within_bounds() {
        let throw = |seed| {
            let mut dice = Dice::new(seed);
            (0..200).map(|_| dice.between(-3, 3)).collect::<Vec<_>>()
        };
        assert_eq!(throw(7), throw(7));
        assert_ne!(throw(7), throw(8));
        assert!(
            (-3..=3).all(|side| throw(7).contains(&side))
                && throw(7).iter().all(|side| (-3..=3).contains(side))
        );
    }

    #[test]
    fn weights_are_kept_and_nothing_is_picked_from_nothing() {
        let mut dice = Dice::new(1);
        let picks: Vec<i64> = (0..300).filter_map(|_| dice.weighted(&[0, 1, 9], |n| *n).copied()).collect();
        assert_eq!(picks.len(), 300);
        assert!(!picks.contains(&0) && picks.iter().filter(|n| **n == 9).count() > 200);
        assert_eq!(dice.pick::<i64>(&[]), None);
    }
}
