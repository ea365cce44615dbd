//! Flows that wait in one process on a `Schedule`: `scale FLOWS`. Prints JSON.
//!
//! The replies to the reads are at hand, so that what is counted is our work: one round wakes every
//! flow once, builds its request, hands it a reply and puts it to sleep again.
#![expect(clippy::print_stdout, reason = "the figures are its output")]

use std::env;

use ig_bench::{
    calls::Calls,
    flow::{in_progress, waiting},
    usage::{resident, thread_time},
};
use ig_core::{Flow as _, PublishFlow, Schedule, SharedReads, Step, Timestamp};
use serde_json::json;

fn main() -> Result<(), String> {
    let flows = env::args().nth(1).and_then(|word| word.parse().ok());
    let flows: usize = flows.ok_or("usage: scale FLOWS")?;
    let calls = Calls::new();
    let before = resident();
    let mut schedule = Schedule::new();
    let start = thread_time();
    for _ in 0..flows {
        let (flow, until) = waiting(&calls);
        schedule.insert(flow, until);
    }
    let filled = thread_time();
    let memory = resident().zip(before).map(|(after, before)| after.saturating_sub(before));
    let polls = round(&mut schedule, &calls);
    let rounded = thread_time();
    let requests = shared_round(&mut schedule, &calls)?;
    let figures = json!({
        "flows": flows,
        "bytes": memory,
        "fill_seconds": (filled - start).as_secs_f64(),
        "round_seconds": (rounded - filled).as_secs_f64(),
        "shared_round_seconds": (thread_time() - rounded).as_secs_f64(),
        "polls": polls,
        "shared_requests": requests,
    });
    println!("{figures}");
    Ok(())
}

/// Every flow reads its container once, each in a request of its own.
fn round(schedule: &mut Schedule<PublishFlow>, calls: &Calls) -> usize {
    let (mut polls, everybody) = (0, schedule.len());
    while polls < everybody {
        let Some(now) = schedule.next_at() else { break };
        while let Some((_, mut flow)) = schedule.pop(now) {
            polls += 1;
            if let Step::Send(call) = flow.poll(now) {
                let request = calls.request(&call);
                drop(std::hint::black_box(request));
                flow.handle(now, Ok(in_progress()));
            }
            sleep(schedule, flow, now);
            if polls == everybody {
                break;
            }
        }
    }
    polls
}

/// The same with up to 50 reads in one request.
fn shared_round(schedule: &mut Schedule<PublishFlow>, calls: &Calls) -> Result<usize, String> {
    const PART: &str = r#"{"code":200,"body":"{\"status_code\":\"IN_PROGRESS\"}"}"#;
    let (mut left, mut requests) = (schedule.len(), 0);
    while left != 0 {
        let Some(now) = schedule.next_at() else { break };
        let (mut reads, mut waiting) = (SharedReads::new(), Vec::new());
        while left != 0
            && reads.len() < ig_core::Batch::MOST
            && let Some((_, mut flow)) = schedule.pop(now)
        {
            left -= 1;
            let Step::Send(call) = flow.poll(now) else {
                sleep(schedule, flow, now);
                continue;
            };
            match reads.push(call) {
                Ok(()) => waiting.push(flow),
                Err(call) => return Err(format!("not a read: {call:?}")),
            }
        }
        drop(std::hint::black_box(calls.request(&reads.call())));
        requests += 1;
        let body = format!("[{}]", vec![PART; reads.len()].join(","));
        let reply = ig_core::http::Response::new(body.into_bytes());
        let replies = reads.replies(Ok(reply)).unwrap_or_default();
        for (mut flow, reply) in waiting.into_iter().zip(replies) {
            flow.handle(now, reply);
            sleep(schedule, flow, now);
        }
    }
    Ok(requests)
}

fn sleep(schedule: &mut Schedule<PublishFlow>, mut flow: PublishFlow, now: Timestamp) {
    if let Step::Wait(until) = flow.poll(now) {
        schedule.insert(flow, until);
    }
}
