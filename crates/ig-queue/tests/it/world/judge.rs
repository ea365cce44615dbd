//! What is never to happen, watched from outside.

use std::{collections::BTreeMap, time::Duration};

use ig_core::{Timestamp, publish::Outcome};
use ig_queue::{AccountId, Change, Edit, Late, PostId, Request, Row, Sends, State, Write, Written};
use ig_sandbox_core::MediaState;

/// What was seen.
#[derive(Debug, Default)]
pub(crate) struct Judge {
    /// The containers that each post was published of, one entry a send.
    pub(crate) sends: BTreeMap<PostId, Vec<String>>,
    /// The post of an account between its intent and its outcome.
    open: BTreeMap<AccountId, PostId>,
    cancelled: Vec<PostId>,
    pub(crate) intents: usize,
    pub(crate) fenced: usize,
    pub(crate) not_yet: usize,
    pub(crate) batches: usize,
}

impl Judge {
    /// A write was carried out on `row`.
    pub(crate) fn written(&mut self, now: Timestamp, row: &Row, write: &Write, written: &Written) {
        match written {
            Written::Done(_) => (),
            Written::Fenced => {
                self.fenced += 1;
                return;
            }
            Written::NotYet(_) => {
                self.not_yet += 1;
                return;
            }
        }
        match &write.change {
            Change::Intent { snapshot } => {
                self.intents += 1;
                let other = self.open.insert(row.account.clone(), row.id.clone());
                assert!(other.is_none_or(|other| other == row.id), "two intents at once");
                assert!(row.due.at() <= now, "an intent before it is due: {row:?}");
                assert!(!self.cancelled.contains(&row.id), "an intent after it was cancelled");
                if let (Late::Skip(most), 1) = (row.late, snapshot.publishes())
                    && row.intent_at == Some(now)
                {
                    assert!(now.since(row.due.at()) <= most, "it was to be skipped: {row:?}");
                }
            }
            Change::Outcome { .. } | Change::Hold { .. } => {
                if self.open.get(&row.account) == Some(&row.id) {
                    self.open.remove(&row.account);
                }
            }
            Change::Save { .. } | Change::PutBack { .. } => (),
        }
    }

    /// Posts that were given up are uncertain, and their accounts are free.
    pub(crate) fn claimed<'a>(&mut self, rows: impl Iterator<Item = &'a Row>) {
        for row in rows.filter(|row| row.state == State::Uncertain) {
            self.open.retain(|_, open| *open != row.id);
        }
    }

    pub(crate) fn edited(&mut self, post: &PostId, edit: &Edit) {
        if let Edit::Cancel = edit {
            self.cancelled.push(post.clone());
        }
    }

    /// `media_publish` reaches the server.
    pub(crate) fn sent(&mut self, now: Timestamp, row: &Row, container: String) {
        assert!(row.due.at() <= now, "a publish before it is due: {row:?}");
        assert!(!self.cancelled.contains(&row.id), "a publish of what was cancelled");
        let sends = self.sends.entry(row.id.clone()).or_default();
        sends.push(container);
        assert!(sends.iter().all(|it| *it == sends[0]), "two containers of {}: {sends:?}", row.id);
        let most = if row.sends == Sends::Once { 1 } else { usize::MAX };
        assert!(sends.len() <= most, "sent twice: {}", row.id);
    }

    /// What is public at the end, by the captions of the posts.
    pub(crate) fn at_the_end(
        &self,
        rows: &[Row],
        accounts: &[Vec<MediaState>],
        most_in_a_day: usize,
    ) {
        let media = accounts.concat();
        for row in rows {
            assert_eq!(row.wake, None, "somebody still looks at it: {row:#?}");
            let posts: Vec<_> =
                media.iter().filter(|it| it.caption.as_deref() == Some(caption(row))).collect();
            assert!(posts.len() <= 1, "a double post: {row:#?}");
            let outcome = row
                .outcome
                .as_deref()
                .map(|json| serde_json::from_str::<Outcome>(json).expect("an outcome"));
            match (row.state, outcome) {
                (State::Done, Some(Outcome::Published { container, .. })) => {
                    assert_eq!(posts.len(), 1, "not public: {row:#?}");
                    assert_eq!(posts[0].container_id, container.as_str());
                }
                (State::Done, _) | (State::Cancelled | State::Held, _) => {
                    assert_eq!(posts.len(), 0, "public: {row:#?}");
                }
                (State::Uncertain, _) => (),
                (State::Waiting | State::Active | _, _) => panic!("it has not ended: {row:#?}"),
            }
        }
        for media in accounts {
            let mut times: Vec<_> = media.iter().map(|it| seconds(&it.timestamp)).collect();
            times.sort_unstable();
            let day = Duration::from_secs(24 * 3600).as_secs();
            for window in times.windows(most_in_a_day + 1) {
                let (first, last) = (window[0], window[most_in_a_day]);
                assert!(day <= last - first, "{} posts within a day", most_in_a_day + 1);
            }
        }
    }

    /// Reads of several posts are sent in one request.
    pub(crate) fn shared(&mut self, request: &Request) {
        self.batches += 1;
        let entries = request.call.draft().form().find(|(name, _)| name == "batch");
        let entries: serde_json::Value =
            serde_json::from_str(&entries.expect("a batch").1).expect("an array");
        let entries = entries.as_array().expect("an array");
        assert!((2..=50).contains(&entries.len()), "{entries:?}");
        assert!(entries.iter().all(|it| it["method"] == "GET"), "not only reads: {entries:?}");
        assert!(request.not_after.is_none());
    }
}

/// The words that tell a post from the others of its world.
fn caption(row: &Row) -> &str {
    let start = row.plan.find("#post").expect("a caption");
    let end = row.plan[start..].find('"').expect("its end");
    &row.plan[start..start + end]
}

fn seconds(graph: &str) -> u64 {
    let utc = graph.replace("+0000", "Z");
    let at: jiff::Timestamp = utc.parse().expect("a time of the Graph API");
    u64::try_from(at.as_second()).expect("after 1970")
}
