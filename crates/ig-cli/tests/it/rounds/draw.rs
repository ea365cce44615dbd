//! The events of a round, all drawn from one seed.

use serde_json::{Value, json};

use super::gate::Side;

/// A post and its disturbances.
#[derive(Debug)]
pub(crate) struct Round {
    pub(crate) kind: Kind,
    pub(crate) second_publish: &'static str,
    pub(crate) faults: Value,
    /// The runs of the command, one after the other.
    pub(crate) turns: Vec<Turn>,
    /// How many processes resume it at once after the disturbances.
    pub(crate) at_once: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Photo,
    Story,
    Carousel,
    Upload,
}

/// A disturbance of a run of the command, and its moment.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Turn {
    pub(crate) moment: Moment,
    pub(crate) deed: Deed,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Moment {
    /// After this time from the start.
    Micros(u64),
    /// When its nth request is on this side.
    Request(usize, Side),
    /// When it has saved the post for the nth time.
    Kept(usize),
    /// When the nth new file of the post exists, and has not replaced the old one.
    Keeping(usize),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Deed {
    Kill,
    KillSandbox,
    KillBoth,
    /// Files of the command can no longer grow.
    FillDisk,
}

/// `SplitMix64`: small, and the same everywhere.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) % end
    }

    pub(crate) fn one_of<T: Clone>(&mut self, all: &[T]) -> T {
        all[usize::try_from(self.below(all.len() as u64)).unwrap()].clone()
    }

    pub(crate) fn nth(&mut self, most: u64) -> usize {
        usize::try_from(1 + self.below(most)).unwrap()
    }
}

impl Deed {
    pub(crate) fn of(dice: &mut Dice) -> Self {
        match dice.below(8) {
            0 | 1 => Self::KillSandbox,
            2 => Self::KillBoth,
            3 => Self::FillDisk,
            _ => Self::Kill,
        }
    }
}

impl Kind {
    pub(crate) const ALL: [Self; 4] = [Self::Photo, Self::Story, Self::Carousel, Self::Upload];

    /// The arguments of `ig publish`.
    pub(crate) fn args(self) -> &'static [&'static str] {
        match self {
            Self::Photo => &["photo.jpg", "--caption=Ayyy! #BronzFonz @fonz"],
            Self::Story => &["photo.jpg", "--story"],
            Self::Carousel => &["photo.jpg", "video.mp4", "photo.jpg", "--caption=all of it"],
            Self::Upload => &["video.mp4", "--caption=a video", "--upload-slice=64kB"],
        }
    }
}

impl Round {
    pub(crate) fn of(seed: u64) -> Self {
        let mut dice = Dice::new(seed);
        let kind = dice.one_of(&Kind::ALL);
        Self {
            kind,
            second_publish: dice.one_of(&["again", "again", "refuse"]),
            faults: faults(&mut dice, kind),
            turns: (0..1 + dice.below(4)).map(|_| turn(&mut dice, kind)).collect(),
            at_once: dice.nth(3),
        }
    }
}

/// At most one fault of the server, because kills come on top.
pub(crate) fn faults(dice: &mut Dice, kind: Kind) -> Value {
    let publish = |what: &str| json!({ "on": "publish", "do": what });
    let error = |what: &str, status: u32, code: u32, subcode: u32| json!({ "on": "publish", "do": what, "status": status, "code": code, "subcode": subcode });
    let fault = match dice.below(16) {
        0 => publish("commit_then_drop"),
        1 => publish("garble"),
        2 => publish("original_response"),
        3 => error("commit_then_error", 500, 2, 0),
        4 => error("commit_then_error", 403, 4, 2_207_051),
        5 => error("commit_then_error", 400, 9007, 2_207_027),
        6 => error("error", 500, 2, 0),
        7 => publish("drop"),
        // The post appears within twice the shortest pause of the command.
        8 => json!({ "on": "publish", "do": "late_commit", "status": 500, "delay_ms": 500 }),
        9 => json!({ "on": "publish", "do": "status_lag", "delay_ms": 1500 }),
        10 => json!({ "on": "create", "do": "commit_then_drop" }),
        11 => json!({ "on": "media_list", "do": "drop" }),
        12 if kind == Kind::Upload => {
            json!({ "on": "upload", "do": "cut", "after_bytes": 30_000 })
        }
        _ => return json!([]),
    };
    json!([fault])
}

fn turn(dice: &mut Dice, kind: Kind) -> Turn {
    // As many requests and saves as a post takes, and some that never happen.
    let most = if matches!(kind, Kind::Photo | Kind::Story) { 8 } else { 16 };
    let moment = match dice.below(8) {
        0 | 1 => Moment::Micros(dice.below(60_000)),
        2 => Moment::Kept(dice.nth(most)),
        3 => Moment::Keeping(dice.nth(most)),
        4 | 5 => Moment::Request(dice.nth(most), Side::Before),
        _ => Moment::Request(dice.nth(most), Side::After),
    };
    Turn { moment, deed: Deed::of(dice) }
}
