//! Posts are listed: those of the queue and those of `ig publish`, by time.

use ig_core::Timestamp;
use ig_queue::{Filter, PostId, Store as _};
use schemars::JsonSchema;
use serde::Serialize;

use super::{Service, Shown, Trouble, shown::Word};
use crate::{failure::Failure, queue};

/// Which posts are listed.
#[derive(Clone, Debug, Default)]
pub(crate) struct List {
    /// How far they are.
    pub(crate) state: Option<String>,
    /// At most so many.
    pub(crate) limit: Option<usize>,
    /// After this one: the `next` of the page before.
    pub(crate) after: Option<String>,
}

/// Posts, by the time at which they are due or were begun
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(rename = "PostList")]
pub(crate) struct Page {
    /// The posts
    posts: Vec<Shown>,
    /// What to give as `after` for the posts after these, if there are more
    next: Option<String>,
}

/// How many posts a page has, and at most.
const USUAL: usize = 100;
const MOST: usize = 1000;

type Place = (Timestamp, String);

impl Service {
    pub(crate) fn list(&self, list: &List) -> Result<Page, Trouble> {
        let state = list.state.as_deref().map(state).transpose()?;
        let limit = list.limit.unwrap_or(USUAL);
        if !(1..=MOST).contains(&limit) {
            return Err(Failure::usage("limit cannot be used")
                .because("a page has 1 to 1000 posts")
                .fix(format!("give 1 to {MOST}, or leave it out for {USUAL}"))
                .into());
        }
        let after = list.after.as_deref().map(place).transpose()?;
        // One more than fits says whether there are more.
        let mut posts = self.queued(state, after.as_ref(), limit + 1)?;
        posts.extend(self.kept(state, after.as_ref())?);
        posts.sort_by(|(one, _), (other, _)| one.cmp(other));
        let next = match posts.len() <= limit {
            true => None,
            false => posts.get(limit - 1).map(|((at, key), _)| cursor(*at, key)),
        };
        posts.truncate(limit);
        Ok(Page { posts: posts.into_iter().map(|(_, post)| post).collect(), next })
    }

    fn queued(
        &self,
        state: Option<Word>,
        after: Option<&Place>,
        most: usize,
    ) -> Result<Vec<(Place, Shown)>, Trouble> {
        let mut filter = Filter::new();
        filter.states = state.map(Word::in_queue).into_iter().collect();
        filter.most = MOST;
        filter.after = after.and_then(|(at, key)| Some((*at, key.parse::<PostId>().ok()?)));
        let mut found = Vec::new();
        loop {
            let rows = queue::answer(self.store().list(&filter))?;
            let is_last = rows.len() < MOST;
            filter.after = rows.last().map(|row| (row.due.at(), row.id.clone()));
            for row in &rows {
                let post = self.shown(row);
                if state.is_none_or(|state| post.state == state) {
                    found.push(((row.due.at(), post.key.clone()), post));
                }
            }
            if is_last || most <= found.len() {
                found.truncate(most);
                return Ok(found);
            }
        }
    }

    fn kept(
        &self,
        state: Option<Word>,
        after: Option<&Place>,
    ) -> Result<Vec<(Place, Shown)>, Trouble> {
        let posts = self.folder.posts()?.into_iter().filter_map(|kept| kept.post.ok());
        let posts = posts.filter(|kept| !kept.extra.sandbox).map(|kept| {
            let post = self.begun(&kept);
            ((kept.record.created, post.key.clone()), post)
        });
        let is_asked = |(place, post): &(Place, Shown)| {
            state.is_none_or(|state| post.state == state) && after.is_none_or(|after| after < place)
        };
        Ok(posts.filter(is_asked).collect())
    }
}

fn state(word: &str) -> Result<Word, Failure> {
    let found = Word::ALL.into_iter().find(|known| known.as_str() == word);
    found.ok_or_else(|| {
        let all = Word::ALL.map(Word::as_str).join(", ");
        Failure::usage("state cannot be used")
            .because("there is no such state")
            .fix(format!("give one of: {all}"))
    })
}

fn cursor(at: Timestamp, key: &str) -> String {
    format!("{}/{key}", at.as_unix_millis())
}

fn place(text: &str) -> Result<Place, Failure> {
    let place = text.split_once('/').and_then(|(millis, key)| {
        let at = Timestamp::from_unix_millis(millis.parse().ok()?);
        Some((at, key.to_owned()))
    });
    place.ok_or_else(|| {
        Failure::usage("after cannot be used")
            .because("it is not the place of a post in the list")
            .fix("give the `next` of the page before, or leave it out")
    })
}
