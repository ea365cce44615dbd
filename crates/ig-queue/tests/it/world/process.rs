//! A process: a worker and its driver, which can stop between any two of its lines.

use std::time::Duration;

use ig_core::{Reply, Timestamp};
use ig_queue::{
    Answers, Claims, Clocks, Incarnation, Limits, Request, RequestId, Stamp, Worker, Written,
};

/// An answer of the store on its way to the worker.
#[derive(Debug)]
pub(crate) enum Answer {
    Claimed(Claims),
    Written(Answers<Written>),
    Read(Answers<Option<Stamp>>),
    TakenOver,
    Unknown,
}

/// A request on its way.
#[derive(Debug)]
pub(crate) enum Way {
    /// The driver has it.
    Out(Request),
    /// The driver has looked at the clocks, and is in the gap.
    Gap(Request),
    /// The server has it, or nobody will.
    Back(RequestId, Reply),
}

#[derive(Debug)]
pub(crate) struct Process {
    pub(crate) worker: Worker,
    pub(crate) answer: Option<Answer>,
    pub(crate) ways: Vec<Way>,
    /// When it goes on.
    pub(crate) wake: Timestamp,
    /// How far its wall clock is ahead of the time, in milliseconds.
    skew: i64,
    /// How much of the time its monotonic clock has missed.
    slept: Duration,
}

impl Process {
    pub(crate) fn new(name: usize, now: Timestamp, skew: i64, idle: Duration) -> Self {
        let me: Incarnation = format!("worker-{name}").parse().expect("valid");
        let mut limits = Limits::default();
        limits.idle = idle;
        let worker = Worker::new(me, limits);
        Self { worker, answer: None, ways: Vec::new(), wake: now, skew, slept: Duration::ZERO }
    }

    pub(crate) fn clocks(&self, now: Timestamp) -> Clocks {
        let boot = Duration::from_millis(now.as_unix_millis());
        let wall = now.as_unix_millis().saturating_add_signed(self.skew);
        Clocks {
            wall: Timestamp::from_unix_millis(wall),
            monotonic: boot.saturating_sub(self.slept),
            boot,
        }
    }

    /// It is stopped; while the machine sleeps, its monotonic clock stands still.
    pub(crate) fn stops(&mut self, now: Timestamp, time: Duration, is_asleep: bool) {
        self.wake = self.wake.max(now).after(time);
        if is_asleep {
            self.slept += time;
        }
    }

    pub(crate) fn wall_jumps(&mut self, by: i64) {
        self.skew += by;
    }
}
