//! A batch to its end: which part is sent again, and which is not.

use std::time::Duration;

use ig_core::{
    Call, Delivery, Effect, Error, Flow, ResponseError, RetryPolicy, Step,
    batch::{Batch, BatchFlow, BatchReply, Slot},
    endpoint::{CreateContainer, PublishContainer, ReadContainer},
    error::ErrorClass,
};
use serde_json::{Value, json};

use crate::script::{START, Said, Script, error, heard, ok};

const BATCH: &str = "POST /";
const FINISHED: &str = r#"{"status_code":"FINISHED"}"#;
const MADE: &str = r#"{"id":"1001"}"#;
const BUSY: &str = r#"{"error":{"message":"no","code":2}}"#;
const EXPIRED: &str = r#"{"error":{"message":"no","code":190,"error_subcode":463}}"#;
const THROTTLED: &str = r#"{"error":{"message":"no","code":80002}}"#;

/// A read, a create and a publish: one of each effect.
struct Trio {
    flow: BatchFlow,
    read: Slot<ReadContainer>,
    create: Slot<CreateContainer>,
    publish: Slot<PublishContainer>,
    /// What each request carried.
    carried: Vec<Vec<&'static str>>,
}

impl Trio {
    fn new(policy: RetryPolicy) -> Self {
        let (user, container) = (|| "1".parse().unwrap(), || "1001".parse().unwrap());
        let photo = ig_core::Photo::new("https://example.com/a.jpg".parse().unwrap());
        let mut batch = Batch::new();
        let read = batch.push(&ReadContainer::new(container())).unwrap();
        let create = batch.push(&CreateContainer::new(user(), photo)).unwrap();
        let publish = batch.push(&PublishContainer::new(user(), container())).unwrap();
        Self { flow: BatchFlow::new(batch, policy, 7), read, create, publish, carried: Vec::new() }
    }

    fn carry(&mut self, call: &Call) {
        let entries = call.draft().form().find(|(key, _)| key == "batch").unwrap().1;
        let entries: Vec<Value> = serde_json::from_str(&entries).unwrap();
        let carried: Vec<_> = entries
            .iter()
            .map(|entry| match entry["relative_url"].as_str().unwrap() {
                "1001?fields=status_code" => "read",
                "1/media" => "create",
                "1/media_publish" => "publish",
                other => panic!("{other}"),
            })
            .collect();
        let effect = match carried.as_slice() {
            [.., "publish"] => Effect::Once,
            [.., "create"] => Effect::Repeatable,
            _ => Effect::Read,
        };
        assert_eq!(call.effect(), effect, "{carried:?}");
        self.carried.push(carried);
    }

    fn run(&mut self, script: &mut Script) -> BatchReply {
        for _ in 0..100 {
            match self.flow.poll(script.time()) {
                Step::Save(never) => match never {},
                Step::Send(call) => {
                    self.carry(&call);
                    let reply = script.answer(&call);
                    self.flow.handle(script.time(), reply);
                }
                Step::Wait(until) => {
                    let wait = until.since(script.time());
                    assert!(!wait.is_zero());
                    script.waits.push(wait);
                    script.now += wait;
                }
                Step::Done(reply) => return reply,
            }
        }
        panic!("no end in sight")
    }
}

/// What became of the three.
struct Run {
    carried: Vec<Vec<&'static str>>,
    /// Whether each part ended well, ended ill or is unknown.
    ends: [&'static str; 3],
    reply: BatchReply,
    waits: Vec<Duration>,
}

fn run(lines: impl IntoIterator<Item = Said>) -> Run {
    let mut trio = Trio::new(RetryPolicy::default());
    let mut script = Script::new().says(BATCH, lines);
    let mut reply = trio.run(&mut script);
    let ends = [
        word(reply.take(trio.read)),
        word(reply.take(trio.create)),
        word(reply.take(trio.publish)),
    ];
    Run { carried: trio.carried, ends, reply, waits: script.waits }
}

fn word<T>(result: Option<Result<T, ResponseError>>) -> &'static str {
    match result {
        Some(Ok(_)) => "ok",
        Some(Err(_)) => "error",
        None => "unknown",
    }
}

fn entries(entries: &[Option<(u16, &str)>]) -> Said {
    let entry = |&(code, body): &(u16, &str)| json!({"code": code, "body": body});
    let entries: Vec<_> = entries.iter().map(|part| part.as_ref().map(entry)).collect();
    ok(serde_json::to_string(&entries).unwrap())
}

const ALL: [&str; 3] = ["read", "create", "publish"];
const HARMLESS: [&str; 2] = ["read", "create"];

#[test]
fn what_is_answered_is_sent_once() {
    let all = entries(&[Some((200, FINISHED)), Some((200, MADE)), Some((200, MADE))]);
    let Run { carried, ends, reply, waits } = run([all]);
    assert_eq!((carried, ends), (vec![ALL.to_vec()], ["ok"; 3]));
    assert!(reply.error().is_none() && waits.is_empty());
}

#[test]
fn only_the_open_parts_are_sent_again() {
    let Run { carried, ends, reply, waits } = run([
        entries(&[Some((500, BUSY)), Some((200, MADE)), Some((200, MADE))]),
        entries(&[None]),
        entries(&[Some((200, FINISHED))]),
    ]);
    assert_eq!(carried, [ALL.to_vec(), vec!["read"], vec!["read"]]);
    assert_eq!(ends, ["ok"; 3]);
    assert!(reply.error().is_none());
    assert_eq!(waits.len(), 2);
    assert!(waits.is_sorted_by(|a, b| a.as_millis() / 2 <= b.as_millis()), "growing");
}

#[test]
fn a_part_that_may_do_harm_is_never_repeated_after_it_may_have_been_delivered() {
    let rest = || entries(&[Some((200, FINISHED)), Some((200, MADE))]);
    for first in [
        Said::Lost,
        entries(&[]),
        entries(&[None, None, None]),
        ok("[{},{},{}]"),
        ok("{"),
        ok("[null,null,null,null]"),
        error(500, 2, 0),
        Said::Body(502, "<html>".into()),
    ] {
        let Run { carried, ends, .. } = run([first.clone(), rest()]);
        assert_eq!(carried, [ALL.to_vec(), HARMLESS.to_vec()], "{first:?}");
        assert_eq!(ends, ["ok", "ok", "unknown"], "{first:?}");
    }
}

#[test]
fn a_part_that_may_do_harm_and_failed_is_not_repeated_and_keeps_its_error() {
    let first = entries(&[Some((200, FINISHED)), Some((200, MADE)), Some((500, BUSY))]);
    let Run { carried, ends, reply, .. } = run([first]);
    assert_eq!((carried, ends), (vec![ALL.to_vec()], ["ok", "ok", "error"]));
    assert!(reply.error().is_none());
}

#[test]
fn what_was_certainly_not_sent_is_sent_again_whole() {
    let all = entries(&[Some((200, FINISHED)), Some((200, MADE)), Some((200, MADE))]);
    let Run { carried, ends, reply, .. } = run([Said::NotSent, Said::NotSent, all]);
    assert_eq!((carried, ends), (vec![ALL.to_vec(); 3], ["ok"; 3]));
    assert!(reply.error().is_none(), "every part has a result");
}

#[test]
fn a_flow_ends_after_as_many_requests_as_the_policy_allows() {
    let Run { carried, ends, reply, .. } = run([Said::NotSent]);
    assert_eq!((carried, ends), (vec![ALL.to_vec(); 4], ["unknown"; 3]));
    let Some(Error::Transport(lost)) = reply.error() else { panic!("{reply:?}") };
    assert_eq!(lost.delivery(), Delivery::NotSent, "nothing was ever sent");

    let Run { carried, ends, reply, .. } = run([Said::Lost]);
    assert_eq!(carried.len(), 4);
    assert_eq!(ends, ["unknown"; 3]);
    assert!(
        matches!(reply.error(), Some(Error::Transport(lost)) if lost.delivery() == Delivery::Unknown)
    );

    let mut trio = Trio::new(RetryPolicy::never());
    let mut script = Script::new().says(BATCH, [entries(&[None])]);
    assert_eq!(trio.run(&mut script).unknown(), 3);
    assert_eq!((script.count(BATCH), script.waits.len()), (1, 0));
}

#[test]
fn the_last_answer_is_the_one_that_counts() {
    // Still busy: the error is kept.
    let busy = entries(&[Some((200, FINISHED)), Some((500, BUSY)), Some((200, MADE))]);
    let again = entries(&[Some((500, BUSY))]);
    let Run { carried, ends, .. } = run([busy.clone(), again]);
    assert_eq!((carried.len(), ends), (4, ["ok", "error", "ok"]));
    // Busy, then lost: a second container may have been made.
    let Run { carried, ends, .. } = run([busy.clone(), Said::Lost]);
    assert_eq!((carried.len(), ends), (4, ["ok", "unknown", "ok"]));
    // Busy, then not sent: what was said still holds.
    let Run { carried, ends, .. } = run([busy, Said::NotSent]);
    assert_eq!((carried.len(), ends), (4, ["ok", "error", "ok"]));
}

#[test]
fn what_will_stay_wrong_is_not_repeated() {
    let wrong = entries(&[Some((400, EXPIRED)), Some((400, THROTTLED)), Some((200, "{"))]);
    let Run { carried, ends, .. } = run([wrong]);
    assert_eq!((carried.len(), ends), (1, ["error"; 3]));

    let Run { carried, ends, reply, .. } = run([error(400, 190, 463)]);
    assert_eq!((carried.len(), ends), (1, ["unknown"; 3]), "an error reply proves nothing");
    let Some(Error::Response(ResponseError::Api(error))) = reply.error() else {
        panic!("{reply:?}")
    };
    assert_eq!(error.class(), ErrorClass::Auth);
}

#[test]
fn the_longest_wait_that_is_asked_for_is_waited() {
    let part = |seconds: u64| {
        json!({
            "code": 429,
            "headers": [{"name": "Retry-After", "value": seconds.to_string()}],
            "body": "slow down",
        })
    };
    let done = json!({"code": 200, "body": MADE});
    let first = ok(json!([part(3), part(7), done]).to_string());
    let rest = entries(&[Some((200, FINISHED)), Some((200, MADE))]);
    let Run { carried, ends, waits, .. } = run([first, rest]);
    assert_eq!((carried.len(), ends), (2, ["ok"; 3]));
    assert_eq!(waits, [Duration::from_secs(7)]);
    // Not what a part is asked that does not go out again.
    let first = ok(json!([part(3), done, part(15)]).to_string());
    let Run { carried, ends, waits, .. } = run([first, entries(&[Some((200, FINISHED))])]);
    assert_eq!((carried.len(), ends), (2, ["ok", "ok", "error"]));
    assert_eq!(waits, [Duration::from_secs(3)]);
    // Longer than the policy waits: given up, and no reason to wait for the other.
    let first = ok(json!([part(3), part(700), done]).to_string());
    let Run { carried, ends, waits, .. } = run([first, entries(&[Some((200, FINISHED))])]);
    assert_eq!((carried, ends), (vec![ALL.to_vec(), vec!["read"]], ["ok", "error", "ok"]));
    assert_eq!(waits, [Duration::from_secs(3)]);
    // The whole of it.
    let whole = |value| Said::Headed(503, "slow down".into(), "retry-after", value);
    let rest = || entries(&[Some((200, FINISHED)), Some((200, MADE))]);
    let Run { carried, ends, waits, .. } = run([whole("9"), rest()]);
    assert_eq!((carried.len(), ends), (2, ["ok", "ok", "unknown"]));
    assert_eq!(waits, [Duration::from_secs(9)]);
    let Run { carried, .. } = run([whole("900"), rest()]);
    assert_eq!(carried.len(), 1);
}

#[test]
fn a_batch_of_nothing_is_done_at_once() {
    let mut flow = BatchFlow::new(Batch::new(), RetryPolicy::default(), 7);
    assert!(matches!(flow.poll(START), Step::Done(reply) if reply.unknown() == 0));
}

#[test]
fn polled_with_a_reply_outstanding_the_reply_is_lost() {
    let mut trio = Trio::new(RetryPolicy::default());
    let mut script =
        Script::new().says(BATCH, [entries(&[Some((200, FINISHED)), Some((200, MADE))])]);
    let Step::Send(call) = trio.flow.poll(START) else { panic!() };
    trio.carry(&call);
    assert!(matches!(trio.flow.poll(START), Step::Wait(_)));
    // A reply that comes too late is not taken for another request's.
    let late = entries(&[Some((200, FINISHED)), Some((200, MADE)), Some((200, MADE))]);
    let late = Script::new().says(BATCH, [late]).answer(&call);
    trio.flow.handle(START, late);
    let mut reply = trio.run(&mut script);
    assert_eq!(trio.carried, [ALL.to_vec(), HARMLESS.to_vec()]);
    assert_eq!(word(reply.take(trio.publish)), "unknown");
    assert_eq!(word(reply.take(trio.read)), "ok");
}

#[test]
fn spurious_polls_are_free_and_a_clock_set_back_freezes_nothing() {
    let mut trio = Trio::new(RetryPolicy::default());
    let Step::Send(_) = trio.flow.poll(START) else { panic!() };
    trio.flow.handle(START, heard(Err(Delivery::NotSent.into())));
    let Step::Wait(until) = trio.flow.poll(START) else { panic!() };
    for _ in 0..10 {
        assert!(matches!(trio.flow.poll(START), Step::Wait(again) if again == until));
    }
    let back = START.before(Duration::from_secs(24 * 3600));
    let Step::Wait(until) = trio.flow.poll(back) else { panic!() };
    assert!(until.since(back) <= Duration::from_millis(500), "{:?}", until.since(back));
    assert!(matches!(trio.flow.poll(until), Step::Send(_)));
}
