//! No posting for a while after "action is blocked": trying again prolongs it.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::{
    post::Surface,
    value::{Timestamp, UserId},
};

/// Holds back the posts of one account to one surface after error 4/2207051,
/// "action is blocked" (reference §10.2).
///
/// Meta documents neither how long such a block lasts nor how to tell that it is
/// over without trying. What was seen (reference §13.8): four tries a day, one
/// in six hours, kept a block alive (F-BRAKE); a pause of 48 hours was not
/// enough once (F-UPN). The pauses are therefore ours:
///
/// | blocks in a row | held for | because |
/// |---|---|---|
/// | 1 | 12 hours | twice the spacing that kept a block alive |
/// | 2 | 24 hours | the first pause was not enough |
/// | 3 and more | 48 hours | one try in two days; the owner should object in the app |
///
/// A block while the brake is on starts the pause again and does not lengthen it:
/// posts that were on their way together are one block. A block more than seven
/// days after the last is the first of a new row.
///
/// ```
/// use std::time::Duration;
/// use ig_core::{Timestamp, publish::{Brake, Surface}};
///
/// let now = Timestamp::from_unix_millis(1_800_000_000_000);
/// let mut brake = Brake::new("17841400008460056".parse()?, Surface::Feed);
/// assert_eq!(brake.until(now), None);
/// brake.blocked(now);
/// assert_eq!(brake.until(now), Some(now.after(Duration::from_secs(12 * 3600))));
/// # Ok::<(), ig_core::id::InvalidId>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Brake {
    account: UserId,
    surface: Surface,
    row: Option<Row>,
}

/// Blocks, each after the pause of the one before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Row {
    blocks: u32,
    last: Timestamp,
}

const HOUR: Duration = Duration::from_secs(3600);

impl Brake {
    /// The longest pause.
    pub const MOST: Duration = Duration::from_secs(48 * 3600);

    /// How long a block counts towards the next one's pause.
    pub const MEMORY: Duration = Duration::from_secs(7 * 24 * 3600);

    /// A brake that is off.
    pub fn new(account: UserId, surface: Surface) -> Self {
        Self { account, surface, row: None }
    }

    /// Whether it never was on.
    pub(crate) fn is_blank(&self) -> bool {
        self.row.is_none()
    }

    /// Whose posts it holds back.
    pub fn account(&self) -> &UserId {
        &self.account
    }

    /// Which posts it holds back.
    pub fn surface(&self) -> Surface {
        self.surface
    }

    /// Puts it on: at `now` a post was answered with "action is blocked". That
    /// is so even where the post turns out to be live.
    pub fn blocked(&mut self, now: Timestamp) {
        let held = self.until(now).is_some();
        let blocks = match self.row.filter(|row| now.since(row.last) <= Self::MEMORY) {
            Some(row) if held => row.blocks,
            Some(row) => row.blocks.saturating_add(1),
            None => 1,
        };
        self.row = Some(Row { blocks, last: now });
    }

    /// Takes it off and forgets the row: at `now` a post was answered with a
    /// success. One from before the last block says nothing of it.
    pub fn published(&mut self, now: Timestamp) {
        self.row = self.row.filter(|row| now < row.last);
    }

    /// Until when posts are held back, later than `now`; `None` where they are
    /// not.
    ///
    /// A clock that is set back lengthens no pause: what is left is never more
    /// than the whole of it.
    pub fn until(&self, now: Timestamp) -> Option<Timestamp> {
        let row = self.row?;
        let pause = row.pause();
        let until = row.last.after(pause).min(now.after(pause));
        if now < until { Some(until) } else { None }
    }
}

impl Row {
    fn pause(self) -> Duration {
        match self.blocks {
            0 | 1 => HOUR * 12,
            2 => HOUR * 24,
            _ => Brake::MOST,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: Timestamp = Timestamp::from_unix_millis(1_800_000_000_000);

    fn brake(surface: Surface) -> Brake {
        Brake::new("17841400008460056".parse().unwrap(), surface)
    }

    const fn at(hours: u32) -> Timestamp {
        START.after(HOUR.saturating_mul(hours))
    }

    /// Blocked at each of `blocks`, in hours: held until when, after the last?
    #[test]
    fn the_pauses_grow_to_two_days() {
        for (blocks, hours) in [
            (&[0][..], 12),
            (&[0, 12], 12 + 24),
            (&[0, 12, 36], 36 + 48),
            (&[0, 12, 36, 84], 84 + 48),
            (&[0, 12, 36, 84, 132, 180], 180 + 48),
            // While it is on: again, and no longer than before.
            (&[0, 0, 0, 0], 12),
            (&[0, 6, 12, 18], 18 + 12),
            (&[0, 12, 13], 13 + 24),
            // A week later it is a new row.
            (&[0, 12, 12 + 168], 12 + 168 + 48),
            (&[0, 12, 12 + 169], 12 + 169 + 12),
        ] {
            let mut brake = brake(Surface::Feed);
            for &hour in blocks {
                brake.blocked(at(hour));
            }
            let last = at(*blocks.last().unwrap());
            assert_eq!(brake.until(last), Some(at(hours)), "{blocks:?}");
            assert!(brake.until(at(hours).before(Duration::from_millis(1))).is_some());
            assert_eq!(brake.until(at(hours)), None, "{blocks:?}");
        }
    }

    #[test]
    fn a_post_that_went_through_takes_it_off() {
        let mut brake = brake(Surface::Feed);
        brake.blocked(at(0));
        brake.blocked(at(12));
        brake.published(at(11));
        assert_eq!(brake.until(at(12)), Some(at(36)), "it was before the block");
        brake.published(at(13));
        assert_eq!(brake.until(at(13)), None);
        brake.blocked(at(14));
        assert_eq!(brake.until(at(14)), Some(at(26)), "the first of a new row");
    }

    #[test]
    fn each_surface_has_its_own() {
        let (mut feed, stories) = (brake(Surface::Feed), brake(Surface::Stories));
        feed.blocked(START);
        assert!(feed.until(START).is_some() && stories.until(START).is_none());
        assert_eq!((feed.surface(), stories.surface()), (Surface::Feed, Surface::Stories));
        assert_eq!(feed.account(), stories.account());
        assert_eq!(format!("{}, {}", feed.surface(), stories.surface()), "feed, stories");
    }

    #[test]
    fn a_clock_that_is_set_back_lengthens_no_pause() {
        let mut brake = brake(Surface::Feed);
        brake.blocked(START);
        let back = START.before(HOUR * 1000);
        assert_eq!(brake.until(back), Some(back.after(HOUR * 12)));
        brake.blocked(back);
        assert_eq!(brake.until(back), Some(back.after(HOUR * 12)));
        let (first, last) = (Timestamp::EPOCH, Timestamp::from_unix_millis(u64::MAX));
        brake.blocked(last);
        assert_eq!(brake.until(last), None, "there is no later");
        assert!(brake.until(first).is_some());
        brake.published(first);
        brake.blocked(first);
        assert_eq!(brake.until(last), None);
    }

    #[test]
    fn it_can_be_kept() {
        let mut brake = brake(Surface::Stories);
        for at in [START, START.after(HOUR * 12)] {
            let json = serde_json::to_string(&brake).unwrap();
            assert_eq!(serde_json::from_str::<Brake>(&json).unwrap(), brake);
            brake.blocked(at);
        }
        assert_eq!(
            serde_json::to_string(&brake).unwrap(),
            r#"{"account":"17841400008460056","surface":"stories","row":{"blocks":2,"last":1800043200000}}"#
        );
    }
}
