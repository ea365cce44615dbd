//! A row of a file, whatever its format, and the post that it asks for.

use std::collections::BTreeMap;

use ig_core::{Caption, PublishPlan, UserId};
use ig_driver::Key;
use ig_queue::{Ambiguous, Credential, Late, NewPost, PostId, Records as _, Row, Sends};
use serde_json::Value;

use super::{super::super::urls::look_at, Common, token::token_of};
use crate::{
    access::Access,
    args::AccountArgs,
    config::Config,
    failure::Failure,
    medium::{self, Given, Looks, Photos},
    post::{self, Sketch},
    queue::{self, Api, Place, Wish},
    store,
    text::short_hash,
    wanted,
};

/// The columns that a row may have.
pub(super) const COLUMNS: [&str; 13] = [
    "account",
    "credential",
    "at",
    "zone",
    "ambiguous",
    "late",
    "lead",
    "key",
    "media",
    "caption",
    "alt_text",
    "story",
    "plan",
];

/// A row, as it was read.
#[derive(Debug)]
pub(super) struct Read {
    /// `posts.csv, row 3 (line 4)`.
    pub(super) place: String,
    /// What is in its columns. Empty ones are left out.
    pub(super) cells: BTreeMap<String, String>,
    /// The post, of a row of JSON.
    pub(super) post: Option<Value>,
}

/// What a row asks for.
#[derive(Debug)]
pub(super) enum Wanted {
    /// A post to be added, and its files.
    New(Box<NewPost>, Box<Handed>),
    /// The same row was imported before.
    Known,
}

/// The files that are handed to a sandbox before the post is added, and that sandbox.
#[derive(Debug)]
pub(super) struct Handed {
    pub(super) access: Access,
    pub(super) places: Vec<medium::Place>,
}

impl Read {
    /// An error in a column of this row.
    pub(super) fn refused(&self, column: &str, why: impl std::fmt::Display) -> Failure {
        Failure::usage(format!("{}, column {column}: it cannot be used", self.place)).because(why)
    }

    /// The same error, of this column.
    fn of(&self, column: &str, failure: Failure) -> Failure {
        failure.about(&format!("{}, column {column}: it", self.place))
    }

    /// An error about something that is named in this column.
    fn inside(&self, column: &str, failure: Failure) -> Failure {
        failure.inside(&format!("{}, column {column}: it", self.place))
    }

    fn cell(&self, column: &str) -> Option<&str> {
        self.cells.get(column).map(String::as_str)
    }

    fn need(&self, column: &str, fix: &str) -> Result<&str, Failure> {
        self.cell(column).ok_or_else(|| self.refused(column, "it is empty or missing").fix(fix))
    }

    /// Refuses a row that has the key of another one before it. The same row twice is one post.
    pub(super) fn is_the_first(&self, before: &[Self]) -> Result<(), Failure> {
        let Some(key) = self.cell("key") else { return Ok(()) };
        let differs = |row: &&Self| row.cells != self.cells || row.post != self.post;
        match before.iter().filter(|row| row.cell("key") == Some(key)).find(differs) {
            None => Ok(()),
            Some(first) => Err(self
                .refused("key", format!("{key} is the key of another post too: {}", first.place))
                .fix("give each row its own key")
                .last_line("nothing was added")),
        }
    }

    /// The key of a row without one: the same row is the same post.
    fn hash(&self) -> String {
        let mut text = String::new();
        for (column, cell) in &self.cells {
            text.push_str(&format!("{column}\u{1f}{cell}\u{1e}"));
        }
        if let Some(post) = &self.post {
            text.push_str(&post.to_string());
        }
        format!("row-{}", short_hash(&text))
    }

    /// Checks everything about the row.
    pub(super) fn wanted<P: Place>(
        &self,
        common: &Common<'_, P>,
        store: Option<&mut P::Store>,
    ) -> Result<Wanted, Failure> {
        let config = common.access.server.web.account.config()?;
        let (user, credential) = self.who(config, &common.access.server.web.account)?;
        let key: Key = match self.cell("key") {
            Some(key) => store::asked_for(key).map_err(|failure| self.of("key", failure))?,
            None => match self.hash().parse() {
                Ok(key) => key,
                Err(error) => unreachable!("it has digits only: {error}"),
            },
        };
        let id: PostId = key.as_str().parse().map_err(|error| self.refused("key", error))?;
        let name: ig_queue::Key =
            key.as_str().parse().map_err(|error| self.refused("key", error))?;
        let kept = match store {
            Some(store) => queue::answer(store.find(&name))?,
            None => None,
        };
        // Its time may be over by now, and its files gone.
        if kept.is_some() && self.cell("key").is_none() {
            return Ok(Wanted::Known);
        }
        // An account of the configuration has its own login and API.
        let known = config.and_then(|config| config.find(credential.as_str()));
        let of_account =
            known.map(|known| Api::of(&common.args.server, Some(known), common.output));
        let of_account = of_account.transpose()?;
        let api = of_account.as_ref().unwrap_or(&common.api);
        if let Some(kept) = &kept {
            return self.again(common, (&key, kept), &user, api);
        }
        if self.cell("key").is_some() {
            let unused = common.args.place.check_unused(&key);
            unused.map_err(|failure| self.inside("key", failure))?;
        }
        if let Some(tokens) = &common.tokens {
            let checked = tokens.check(&credential, api.login);
            checked.map_err(|failure| self.inside("credential", failure))?;
        }
        let late = self.parsed::<Late>("late")?.unwrap_or_default();
        let ambiguous = self.parsed::<Ambiguous>("ambiguous")?;
        let zone = self.cell("zone").or(common.args.zone.as_deref());
        let at = self.need("at", "give a time, such as 2026-12-24 18:00 Europe/Berlin")?;
        let due = queue::asked("at", at, zone, ambiguous, ig_driver::now())
            .map_err(|failure| self.of("at", failure))?;
        let (column, sketch) = self.sketch(common, &[])?;
        let wrong = |failure: Failure| self.inside(column, failure);
        post::warn(&sketch, common.output);
        let media = sketch.media();
        media.iter().try_for_each(|asked| medium::check(asked, common.output)).map_err(wrong)?;
        let context = &api.context;
        if common.args.check_urls.applies(context) {
            look_at(&media, &common.args.server.web, context, common.output).map_err(wrong)?;
        }
        let file_key = queue::file_key(&key, &media, context).map_err(wrong)?;
        let places = queue::places(&media, context, &file_key).map_err(wrong)?;
        let post = sketch.clone().into_post(&places).map_err(wrong)?;
        let plan = PublishPlan::new(user, post);
        plan.check(context).map_err(|error| wrong(Failure::from(&error)))?;
        let new = NewPost::new(id, api.name()?, credential, plan, due);
        let lead = self.cell("lead").map(crate::args::lead).transpose();
        let lead = lead.map_err(|why| {
            self.refused("lead", why).fix("correct it, or leave it empty: 2m, and 15m with a video")
        })?;
        let new = match lead {
            Some(lead) => new.with_lead(lead),
            None => new,
        };
        let sends = if common.args.strict { Sends::Once } else { Sends::default() };
        let new = new.with_key(name).with_late(late).with_sends(sends);
        let handed = Handed { access: api.without_token()?, places };
        Ok(Wanted::New(Box::new(new), Box::new(handed)))
    }

    /// The key has a post in the queue, which an edit may have moved: nothing is added, and its time may
    /// be over and its files gone.
    fn again<P: Place>(
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

    /// The account that posts, by its id or by its name in the configuration, and the name of its
    /// token, which is that of the account unless the row says another.
    fn who(
        &self,
        config: Option<&Config>,
        args: &AccountArgs,
    ) -> Result<(UserId, Credential), Failure> {
        const FIX: &str = "give the id of the Instagram account, which is digits, or its name in the \
                           configuration: `ig accounts` lists these";
        let of_row = self.cell("credential").map(|name| {
            queue::named("credential", name).map_err(|failure| self.of("credential", failure))
        });
        let of_row = of_row.transpose()?;
        let find = |name: &str| config.and_then(|config| config.find(name));
        let (account, column) = match (self.cell("account"), &of_row) {
            (Some(text), _) => match text.parse::<UserId>() {
                Ok(user) => {
                    let own = || queue::named("credential", &token_of(&user, config, args)?);
                    let credential = of_row.map_or_else(own, Ok)?;
                    return Ok((user, credential));
                }
                Err(error) => match find(text) {
                    Some(account) => (account, "account"),
                    None => return Err(self.refused("account", error).fix(FIX)),
                },
            },
            (None, Some(name)) => match find(name.as_str()) {
                Some(account) => (account, "credential"),
                None => return Err(self.refused("account", "it is empty or missing").fix(FIX)),
            },
            (None, None) => return Err(self.refused("account", "it is empty or missing").fix(FIX)),
        };
        let name = &account.name;
        let user = account.user.clone().ok_or_else(|| {
            self.refused(column, format!("the account {name} has no user_id"))
                .fix("add it to the configuration, or give the id in the column account")
        })?;
        let own = || queue::named("credential", name);
        Ok((user, of_row.map_or_else(own, Ok)?))
    }

    fn parsed<T: std::str::FromStr<Err: std::fmt::Display>>(
        &self,
        column: &str,
    ) -> Result<Option<T>, Failure> {
        let fix = "correct it, or leave it empty";
        let parse = |cell: &str| cell.parse().map_err(|error| self.refused(column, error).fix(fix));
        self.cell(column).map(parse).transpose()
    }

    /// The post, and the column that it is in. `known` says what each medium is, for files that may be
    /// gone; otherwise it is empty.
    fn sketch<P: Place>(
        &self,
        common: &Common<'_, P>,
        known: &[Looks],
    ) -> Result<(&'static str, Sketch), Failure> {
        if let Some(post) = &self.post {
            let sketch = post::from_text(&post.to_string(), &self.place, common.folder);
            return Ok(("post", sketch.map_err(|failure| self.inside("post", failure))?));
        }
        if let Some(plan) = self.cell("plan") {
            if self.cell("media").is_some() {
                return Err(self
                    .refused("plan", "the column media has a post too")
                    .fix("leave one of the two empty"));
            }
            let mut file = Given::typed(plan.as_ref());
            let wrong = |failure| self.inside("plan", failure);
            file.resolve_in(common.folder).map_err(wrong)?;
            let sketch = match &file {
                Given::File(path) => post::from_file(path).map_err(wrong)?,
                Given::Url(_) => {
                    return Err(self.refused("plan", "it is a URL").fix("give the path of a file"));
                }
            };
            return Ok(("plan", sketch));
        }
        let media =
            self.need("media", "give a URL or a file; several, separated by |, are a carousel")?;
        let json = self.post_of(media, common, known)?;
        let sketch = post::from_text(&json.to_string(), &self.place, common.folder);
        Ok(("media", sketch.map_err(|failure| self.inside("media", failure))?))
    }

    /// The post of the columns `media`, `caption`, `alt_text` and `story`, as a post file has it.
    fn post_of<P: Place>(
        &self,
        media: &str,
        common: &Common<'_, P>,
        known: &[Looks],
    ) -> Result<Value, Failure> {
        let is_story = match self.cell("story") {
            None | Some("no") => false,
            Some("yes") => true,
            Some(_) => {
                return Err(self
                    .refused("story", "it is neither yes nor no")
                    .fix("write yes or no"));
            }
        };
        let media: Vec<&str> = media.split('|').map(str::trim).collect();
        let mut items = Vec::new();
        for (at, medium) in media.iter().enumerate() {
            let mut given = Given::typed(medium.as_ref());
            let wrong = |failure| self.inside("media", failure);
            given.resolve_in(common.folder).map_err(wrong)?;
            let looks = given.looks().or_else(|failure| known.get(at).copied().ok_or(failure));
            let looks = looks.map_err(wrong)?;
            items.push((*medium, looks));
        }
        let mut post = serde_json::Map::new();
        if let Some(caption) = self.cell("caption") {
            caption
                .parse::<Caption>()
                .map_err(|error| self.refused("caption", error).fix("shorten the caption"))?;
            post.insert("caption".into(), caption.into());
        }
        if let Some(text) = self.cell("alt_text") {
            post.insert("alt_text".into(), text.into());
        }
        let kind = match &items[..] {
            [(medium, looks)] => {
                post.insert("medium".into(), (*medium).into());
                match (looks, is_story) {
                    (Looks::Photo, false) => "photo",
                    (Looks::Photo, true) => "photo_story",
                    (Looks::Video, false) => "reel",
                    (Looks::Video, true) => "video_story",
                }
            }
            _ => {
                let item = |(medium, looks): &(&str, Looks)| match looks {
                    Looks::Photo => serde_json::json!({ "photo": { "medium": medium } }),
                    Looks::Video => serde_json::json!({ "video": { "medium": medium } }),
                };
                post.insert("items".into(), items.iter().map(item).collect());
                "carousel"
            }
        };
        let has = |column: &str| self.cell(column).is_some();
        let unfit = match kind {
            "photo_story" | "video_story" if has("caption") => {
                Some(("caption", "a story has none"))
            }
            kind if has("alt_text") && kind != "photo" => {
                Some(("alt_text", "only a photo has one here"))
            }
            "carousel" if is_story => Some(("story", "a carousel cannot be a story")),
            _ => None,
        };
        if let Some((column, why)) = unfit {
            return Err(self
                .refused(column, why)
                .fix("leave it empty, or give the post in a file: plan"));
        }
        let mut whole = serde_json::Map::new();
        whole.insert(kind.to_owned(), post.into());
        Ok(whole.into())
    }
}
