//! Rows that are known already: those of a post in the queue, and those that are twice in a file.

use std::collections::BTreeMap;

use ig_core::{Timestamp, UserId};
use ig_driver::Key;
use ig_queue::{AccountId, PostId, Records as _, Row, WhenError, when};

use super::{
    Common,
    row::{Read, Wanted},
};
use crate::{
    failure::Failure,
    medium::Photos,
    post,
    queue::{self, Api, Place, Wish},
    text::short_hash,
    wanted,
};

impl Read {
    /// Refuses a row that has the key of another one before it. The same row twice is one post.
    pub(super) fn is_the_first<'a>(
        &'a self,
        before: &mut BTreeMap<&'a str, &'a Self>,
    ) -> Result<(), Failure> {
        let Some(key) = self.cell("key") else { return Ok(()) };
        let first = *before.entry(key).or_insert(self);
        if (&first.cells, &first.post) == (&self.cells, &self.post) {
            return Ok(());
        }
        Err(self
            .refused("key", format!("{key} is the key of another post too: {}", first.place))
            .fix("give each row its own key")
            .last_line("nothing was added"))
    }

    /// The zone of `--zone`, if the time of the row has none and its column has none.
    pub(super) fn default_zone<'a>(&self, zone: Option<&'a str>) -> Option<&'a str> {
        let at = self.cell("at").filter(|_| self.cell("zone").is_none())?;
        let needs_one = matches!(when(at, None, Timestamp::EPOCH), Err(WhenError::NoZone { .. }));
        zone.filter(|_| needs_one)
    }

    /// The key of a row without one: the same row for the same account and in the same zone is the same
    /// post.
    pub(super) fn own_key(&self, account: &AccountId, default_zone: Option<&str>) -> Key {
        let AccountId { api_base, user } = account;
        let zone = default_zone.unwrap_or_default();
        named(&format!("{}\u{1d}{api_base}\u{1e}{user}\u{1e}{zone}", self.words()))
    }

    /// Whether an earlier version of this program has imported the row: it knew rows by their words
    /// alone, whatever their account and `--zone`.
    pub(super) fn was_imported<P: Place>(
        &self,
        store: &mut P::Store,
        account: &AccountId,
        default_zone: Option<&str>,
    ) -> Result<bool, Failure> {
        let name = named(&self.words()).as_str().parse();
        let name = name.map_err(|error| self.refused("key", error))?;
        let row = queue::answer(store.find(&name))?.filter(|row| row.account == *account);
        let Some(row) = row else { return Ok(false) };
        // Other words are those of an edit.
        let is_edited = self.cell("at").is_none_or(|at| at != row.due.typed());
        if is_edited || default_zone.is_none() || default_zone == row.due.zone() {
            return Ok(true);
        }
        let zone = row.due.zone().unwrap_or("none");
        Err(self
            .refused("zone", format!("post {} is of the same row, in the zone {zone}", row.id))
            .fix("if this is to be another post, give it its own key; if not, import it with that zone"))
    }

    /// All that the row says.
    fn words(&self) -> String {
        let cells = self.cells.iter().map(|(column, cell)| format!("{column}\u{1f}{cell}\u{1e}"));
        let mut text: String = cells.collect();
        if let Some(post) = &self.post {
            text.push_str(&post.to_string());
        }
        text
    }

    /// The key has a post in the queue, which an edit may have moved: nothing is added, and its time may
    /// be over and its files gone.
    pub(super) fn again<P: Place>(
        &self,
        common: &Common<'_, P>,
        (key, row): (&Key, &Row),
        user: &UserId,
        api: &Api,
    ) -> Result<Wanted, Failure> {
        let kept = queue::post(row);
        let looks = kept.as_ref().map(|plan| wanted::looks(plan.post())).unwrap_or_default();
        let (column, sketch) = self.sketch(common, &looks)?;
        post::warn(&sketch, common.output);
        let wish = Wish {
            sketch: &sketch,
            closed: &[],
            photos: Photos::StayHere,
            user,
            context: &api.context,
            api_base: &api.base,
        };
        let again = kept.map(|plan| queue::again(key, row, &plan, &wish)).transpose();
        match again.map_err(|failure| self.inside(column, failure))? {
            Some(again) if again.is_same() => {
                again.warn(common.output);
                Ok(Wanted::Known)
            }
            _ => Err(self.another::<P>(key.as_str(), &row.id)),
        }
    }

    /// Another post of the queue has the key.
    pub(super) fn another<P: Place>(&self, key: &str, id: &PostId) -> Failure {
        self.refused("key", format!("{key} belongs to another post, {id}")).fix(format!(
            "give this row its own key, or change that post with `{} edit`",
            P::COMMAND
        ))
    }
}

/// The key that stands for these words.
fn named(words: &str) -> Key {
    match format!("row-{}", short_hash(words)).parse() {
        Ok(key) => key,
        Err(error) => unreachable!("it has digits only: {error}"),
    }
}
