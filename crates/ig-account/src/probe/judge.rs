//! The verdicts on the assumptions.

use super::{
    answer::ProbeAnswer,
    found::{Assumption, BatchBack, Holds, Probe},
};

/// How long an effect may take to appear: `settle * confirmations` of the default policy.
const SHOWS_WITHIN_MS: u64 = 60_000;

/// The allowed difference between the clocks of media and replies.
const CLOCKS_WITHIN_S: u64 = 600;

impl Probe {
    pub(super) fn judge(&mut self) {
        let second = self.second_publish_is_refused();
        let is_public = self.has_published();
        let status = shows(self.status_after_ms, self.status_absent_ms, is_public);
        let list = shows(self.list_after_ms, self.list_absent_ms, is_public);
        let either = match (second.0, status, list) {
            (Holds::Yes, ..) | (_, Holds::Yes, _) | (_, _, Holds::Yes) => Holds::Yes,
            (Holds::No, Holds::No, Holds::No) => Holds::No,
            _ => Holds::Unknown,
        };
        let after = |ms: Option<u64>, absent: Option<u64>, what: &str| match (ms, absent) {
            (Some(ms), _) => format!("{what} after {ms} ms"),
            (None, Some(absent)) => format!("not yet {what} after {absent} ms"),
            (None, None) => "it could not be read".to_owned(),
        };
        let status_found = after(self.status_after_ms, self.status_absent_ms, "PUBLISHED");
        let list_found = after(self.list_after_ms, self.list_absent_ms, "listed");
        let told = self.told_id_is_listed();
        let (clock, media) = (self.clock_is_even(), self.media_are_dated());
        let (quota, caption) = (self.quota_counts(), self.caption());
        let (together, parts) = (self.reads_go_together(), self.parts_are_dated());
        self.assumptions = vec![
            assumption("one_or_shown", either, "a second publish, the status and the list".into()),
            assumption("second_publish_refused", second.0, second.1),
            assumption("status_shows", status, status_found),
            assumption("list_shows", list, list_found),
            assumption("told_id_is_the_post", told.0, told.1),
            assumption("caption_matches", caption.0, caption.1),
            assumption("dated_replies", clock.0, clock.1),
            assumption("dated_media", media.0, media.1),
            assumption("quota_counts", quota.0, quota.1),
            assumption("reads_together", together.0, together.1),
            assumption("dated_parts", parts.0, parts.1),
        ];
    }

    /// Whether there is anything that should have appeared.
    fn has_published(&self) -> bool {
        !self.posts.is_empty() || self.status_after_ms.is_some()
    }

    fn second_publish_is_refused(&self) -> (Holds, String) {
        let Some(answer) = &self.second_publish else {
            return (Holds::Unknown, "it was not sent".to_owned());
        };
        let counted = self.posts_of_one_container;
        let posts = counted.unwrap_or(0).max(self.posts.len());
        let holds = match (posts, counted, answer) {
            (2.., ..) => Holds::No,
            // Without a reply it may still appear later, and an error may come with a second post:
            // only the list can show it.
            (_, Some(1), ProbeAnswer::Error { .. } | ProbeAnswer::Id { .. }) => Holds::Yes,
            _ => Holds::Unknown,
        };
        let seen = match counted {
            Some(_) => "",
            None => " at least: the list did not show all",
        };
        (holds, format!("answered {answer}; posts: {posts}{seen}"))
    }

    fn told_id_is_listed(&self) -> (Holds, String) {
        match self.publish.as_ref().and_then(ProbeAnswer::id) {
            None => (Holds::Unknown, "no id was returned".to_owned()),
            Some(id) => {
                let listed = self.posts.iter().any(|post| post.id == *id && post.listed);
                let others = self.posts.iter().any(|post| post.listed);
                match (listed, others) {
                    (true, _) => (Holds::Yes, format!("{id} is in the list")),
                    (false, true) => (Holds::No, format!("the list has a post other than {id}")),
                    (false, false) => (Holds::Unknown, "the list did not show it".to_owned()),
                }
            }
        }
    }

    fn caption(&self) -> (Holds, String) {
        let back = self.caption.as_ref().filter(|caption| caption.returned.is_some());
        match back {
            None => (Holds::Unknown, "it was not read back".to_owned()),
            Some(caption) if caption.same => (Holds::Yes, "verbatim".to_owned()),
            Some(caption) if caption.matches => {
                (Holds::Yes, "except for @ signs and white space".to_owned())
            }
            Some(_) => (Holds::No, "it was returned changed".to_owned()),
        }
    }

    /// A `Date` has whole seconds, and replies take time.
    fn clock_is_even(&self) -> (Holds, String) {
        const SPREAD_MS: i64 = 5_000;
        let clocks = &self.clocks;
        let spread = clocks.least_ahead_ms.zip(clocks.most_ahead_ms);
        match spread {
            None => (Holds::No, format!("none of {} replies had a Date", clocks.replies)),
            Some((least, most)) => {
                let holds = clocks.dated == clocks.replies && most - least <= SPREAD_MS;
                let found = format!(
                    "{} of {} replies had one, {least} to {most} ms ahead of this machine",
                    clocks.dated, clocks.replies
                );
                (if holds { Holds::Yes } else { Holds::No }, found)
            }
        }
    }

    fn media_are_dated(&self) -> (Holds, String) {
        match self.timestamp_lead_s {
            None => (Holds::Unknown, "a timestamp or a Date was missing".to_owned()),
            Some(lead) => {
                let is_near = lead.unsigned_abs() <= CLOCKS_WITHIN_S;
                let holds = if is_near { Holds::Yes } else { Holds::No };
                (holds, format!("the timestamp was {lead} s ahead of the Date before it"))
            }
        }
    }

    fn reads_go_together(&self) -> (Holds, String) {
        match &self.reads_together {
            None => (Holds::Unknown, "it was not sent".to_owned()),
            Some(BatchBack { answer: ProbeAnswer::Success, parts: 2, .. }) => {
                (Holds::Yes, "two reads in one request had a result each".to_owned())
            }
            Some(BatchBack { answer: ProbeAnswer::Success, parts, .. }) => {
                (Holds::No, format!("{parts} of 2 reads in one request had a result"))
            }
            Some(BatchBack { answer, .. }) => {
                let is_refused = matches!(answer, ProbeAnswer::Error { .. }) && !answer.may_pass();
                let holds = if is_refused { Holds::No } else { Holds::Unknown };
                (holds, format!("answered {answer}"))
            }
        }
    }

    fn parts_are_dated(&self) -> (Holds, String) {
        match self.reads_together.as_ref().filter(|back| 0 < back.parts) {
            None => (Holds::Unknown, "no read in a request with others had a result".to_owned()),
            Some(BatchBack { parts, dated, with_usage, .. }) => {
                let holds = if dated == parts { Holds::Yes } else { Holds::No };
                (holds, format!("{dated} of {parts} had a Date, {with_usage} had usage headers"))
            }
        }
    }

    fn quota_counts(&self) -> (Holds, String) {
        let posts = u32::try_from(self.posts.len()).unwrap_or(u32::MAX);
        match (self.quota.before, self.quota.after) {
            (Some(before), Some(after)) => {
                let counted = after.saturating_sub(before);
                let holds = if counted == posts { Holds::Yes } else { Holds::No };
                (holds, format!("{counted} counted for {posts} posts"))
            }
            _ => (Holds::Unknown, "it could not be read twice".to_owned()),
        }
    }
}

fn assumption(name: &'static str, holds: Holds, found: String) -> Assumption {
    Assumption { name, holds, found }
}

/// Only a read that did not show it when it was due proves that it does not appear: an outage
/// proves nothing, and one that ends late hides when it appeared.
fn shows(after_ms: Option<u64>, absent_ms: Option<u64>, is_public: bool) -> Holds {
    let is_absent = absent_ms.is_some_and(|absent| SHOWS_WITHIN_MS <= absent);
    match after_ms {
        Some(after) if after <= SHOWS_WITHIN_MS => Holds::Yes,
        _ if is_public && is_absent => Holds::No,
        _ => Holds::Unknown,
    }
}
