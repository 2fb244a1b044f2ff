//! Ranges of a civil day, and how sets of them are joined and cut.

/// Part of a civil day on the wall clock: seconds since midnight, start included, end (up to 24:00) excluded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct WallRange {
    start: u32,
    end: u32,
}

impl WallRange {
    /// 00:00 to 24:00.
    pub const DAY: Self = Self { start: 0, end: 86_400 };

    /// The range, if it is not empty and ends by 24:00.
    pub const fn new(start: u32, end: u32) -> Option<Self> {
        if start < end && end <= Self::DAY.end { Some(Self { start, end }) } else { None }
    }

    /// Seconds from midnight to the start.
    pub const fn start(self) -> u32 {
        self.start
    }

    /// Seconds from midnight to the end; 86 400 is 24:00.
    pub const fn end(self) -> u32 {
        self.end
    }

    /// Length on the wall clock, in seconds.
    pub const fn seconds(self) -> i64 {
        (self.end - self.start) as i64
    }
}

/// The same set of times, in order, with overlapping and touching ranges joined.
pub(super) fn union(mut ranges: Vec<WallRange>) -> Vec<WallRange> {
    ranges.sort_unstable();
    let mut joined: Vec<WallRange> = Vec::with_capacity(ranges.len());
    for range in ranges {
        match joined.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => joined.push(range),
        }
    }
    joined
}

/// The ranges without what `cut` covers.
pub(super) fn without(ranges: Vec<WallRange>, cut: WallRange) -> Vec<WallRange> {
    let before = |range: &WallRange| WallRange::new(range.start, range.end.min(cut.start));
    let after = |range: &WallRange| WallRange::new(range.start.max(cut.end), range.end);
    ranges.iter().flat_map(|range| [before(range), after(range)]).flatten().collect()
}
