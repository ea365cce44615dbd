//! Flows that wait in one process on a `Schedule`: `scale FLOWS`. Prints JSON.
//!
//! A turn wakes a flow, builds its request, hands it the reply and puts it to sleep again; the CPU
//! time of that is counted, with the freeing of request and reply. The replies are made before,
//! while the clock stands: enough for 50 turns, so that they are as near to the processor as those
//! that a socket was just read into. A reply says the same, and has the same headers, alone and as
//! a part of a shared one. However many flows there are, a million turns are counted, after a tenth
//! as many that are not.
//!
//! The memory is that of flows with the policy that they have where none is set, when they are made
//! or after two turns of each, whichever is more. Those whose turns are counted have a policy of
//! their own, with which they never give up, and are a little larger.
#![expect(clippy::print_stdout, reason = "the figures are its output")]

use std::{env, hint::black_box, time::Duration};

use ig_bench::{
    calls::Calls,
    flow::{in_progress, plan, shared_in_progress, waiting},
    usage::{resident, thread_time},
};
use ig_core::{
    Exchange, Flow as _, PublishFlow, Step, Timestamp,
    batch::{Batch, SharedReads},
    publish::PublishPolicy,
    schedule::Schedule,
};
use serde_json::json;

const TURNS: usize = 1_000_000;

fn main() -> Result<(), String> {
    let flows = env::args().nth(1).and_then(|word| word.parse().ok());
    let flows: usize = flows.filter(|flows| *flows != 0).ok_or("usage: scale FLOWS")?;
    let calls = Calls::new();
    let before = resident();
    let held = || resident().zip(before).map(|(after, before)| after.saturating_sub(before));
    let held = {
        let mut process = Process::new(&calls, flows, &PublishPolicy::default());
        let filled = held();
        process.turns(flows)?;
        process.shared_turns(flows)?;
        filled.max(held())
    };
    let mut process = Process::new(&calls, flows, &patient());
    process.turns(TURNS / 10)?;
    let alone = process.turns(TURNS)?;
    process.shared_turns(TURNS / 10)?;
    let shared = process.shared_turns(TURNS)?;
    let figures = json!({
        "flows": flows,
        "bytes": held,
        "turn_seconds": alone,
        "shared_turn_seconds": shared,
        "reads_in_one": Batch::MOST.min(flows),
    });
    println!("{figures}");
    Ok(())
}

/// With it a flow is in progress for as long as it is asked.
fn patient() -> PublishPolicy {
    const CENTURY: Duration = Duration::from_secs(100 * 365 * 24 * 3600);
    PublishPolicy::default().with_process_for(CENTURY)
}

/// A process with nothing but flows that wait, and its clock.
struct Process<'a> {
    calls: &'a Calls,
    schedule: Schedule<PublishFlow>,
    now: Timestamp,
}

impl<'a> Process<'a> {
    fn new(calls: &'a Calls, flows: usize, policy: &PublishPolicy) -> Self {
        let mut schedule = Schedule::new();
        for _ in 0..flows {
            let (flow, until) = waiting(calls, plan().with_policy(policy.clone()));
            schedule.insert(flow, until);
        }
        Self { calls, schedule, now: Timestamp::EPOCH }
    }

    /// The seconds of one of so many turns, each with a request of its own.
    fn turns(&mut self, turns: usize) -> Result<f64, String> {
        let mut time = Duration::ZERO;
        let size = Batch::MOST.min(turns);
        let groups = turns.div_ceil(size);
        for _ in 0..groups {
            let replies: Vec<_> = (0..size).map(|_| in_progress()).collect();
            let start = thread_time();
            for reply in replies {
                let mut flow = self.woken()?;
                let Step::Send(call) = flow.poll(self.now) else { return Err(no("read")) };
                let Exchange { request, pending } = self.calls.exchange(call);
                drop(black_box(request));
                flow.handle(self.now, pending.received(reply));
                self.sleep(flow)?;
            }
            time += thread_time().saturating_sub(start);
        }
        Ok(each(time, groups * size))
    }

    /// The same with up to 50 reads in one request.
    fn shared_turns(&mut self, turns: usize) -> Result<f64, String> {
        let mut time = Duration::ZERO;
        let size = Batch::MOST.min(self.schedule.len());
        let groups = turns.div_ceil(size);
        for _ in 0..groups {
            let reply = shared_in_progress(size);
            let start = thread_time();
            let (mut reads, mut waiting) = (SharedReads::new(), Vec::with_capacity(size));
            while waiting.len() < size {
                let mut flow = self.woken()?;
                let Step::Send(call) = flow.poll(self.now) else { return Err(no("read")) };
                reads.push(call).map_err(|call| format!("it does not only read: {call:?}"))?;
                waiting.push(flow);
            }
            let Exchange { request, pending } = self.calls.exchange(reads.call());
            drop(black_box(request));
            let replies =
                reads.replies(pending.received(reply)).map_err(|error| format!("{error:?}"))?;
            if replies.len() != size {
                return Err(format!("{} replies to {size} reads", replies.len()));
            }
            for (mut flow, reply) in waiting.into_iter().zip(replies) {
                flow.handle(self.now, reply);
                self.sleep(flow)?;
            }
            time += thread_time().saturating_sub(start);
        }
        Ok(each(time, groups * size))
    }

    /// Whoever's turn it is, now or later.
    fn woken(&mut self) -> Result<PublishFlow, String> {
        if let Some((_, flow)) = self.schedule.pop(self.now) {
            return Ok(flow);
        }
        self.now = self.schedule.next_at().ok_or_else(|| no("flow"))?;
        self.schedule.pop(self.now).map(|(_, flow)| flow).ok_or_else(|| no("turn"))
    }

    fn sleep(&mut self, mut flow: PublishFlow) -> Result<(), String> {
        let Step::Wait(until) = flow.poll(self.now) else { return Err(no("pause")) };
        self.schedule.insert(flow, until);
        Ok(())
    }
}

fn no(what: &str) -> String {
    format!("there is no {what} where one was expected: what would be counted is not a turn")
}

#[expect(clippy::cast_precision_loss, reason = "a mean of a million")]
fn each(time: Duration, turns: usize) -> f64 {
    time.as_secs_f64() / turns as f64
}
