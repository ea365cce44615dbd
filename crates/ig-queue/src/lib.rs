#![doc = include_str!("../README.md")]

mod account;
mod change;
mod claim;
mod clocks;
mod ending;
mod event;
mod id;
mod judge;
mod late;
pub mod lead;
mod news;
mod note;
pub mod pace;
mod records;
mod row;
mod store;
pub mod testing;
mod when;
mod worker;
mod write;

pub use self::{
    account::{Account, NotYet},
    change::{Added, Changed, Edit, NewPost, change, pause},
    claim::{Claim, Claimed, Look, MOST_CLAIMS},
    clocks::{Clocks, Deadline},
    event::Event,
    id::{AccountId, ApiBase, Credential, Incarnation, InvalidName, Key, PostId},
    judge::{Judge, Judging},
    late::{InvalidLate, Late, Verdict},
    news::News,
    note::{Note, Why},
    records::{Counts, Explain, Fault, Lateness, Records},
    row::{Fence, Row, Sends, State},
    store::{Answers, Claims, Filter, Store, Wake},
    when::{Ambiguous, Reading, Retimed, When, WhenError, when, when_with, zone_name},
    worker::{Ended, Limits, Report, Request, RequestId, Task, Worker},
    write::{Change, Count, Facts, Flow, Limit, Said, Stamp, Write, Written, apply},
};
