//! A row of a file, whatever its format, and the post that it asks for.

use std::collections::BTreeMap;

use ig_core::{PublishPlan, UserId};
use ig_queue::{AccountId, Ambiguous, Credential, Late, NewPost, PostId, Records as _, Sends};
use serde_json::Value;

use super::{super::super::urls::look_at, Common, token::token_of};
use crate::{
    access::Access,
    args::AccountArgs,
    config::Config,
    failure::Failure,
    medium, post,
    queue::{self, Api, Place},
    store,
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
    pub(super) fn inside(&self, column: &str, failure: Failure) -> Failure {
        failure.inside(&format!("{}, column {column}: it", self.place))
    }

    pub(super) fn cell(&self, column: &str) -> Option<&str> {
        self.cells.get(column).map(String::as_str)
    }

    pub(super) fn need(&self, column: &str, fix: &str) -> Result<&str, Failure> {
        self.cell(column).ok_or_else(|| self.refused(column, "it is empty or missing").fix(fix))
    }

    /// Checks everything about the row.
    pub(super) fn wanted<P: Place>(
        &self,
        common: &Common<'_, P>,
        store: Option<&mut P::Store>,
    ) -> Result<Wanted, Failure> {
        let config = common.access.server.web.account.config()?;
        let (user, credential) = self.who(config, &common.access.server.web.account)?;
        if credential.as_str() != queue::DEFAULT {
            queue::check_owner(common.access, &credential, &user)
                .map_err(|failure| self.inside("credential", failure))?;
        }
        // An account of the configuration has its own login and API.
        let known = config.and_then(|config| config.find(credential.as_str()));
        let of_account =
            known.map(|known| Api::of(&common.args.server, Some(known), common.output));
        let of_account = of_account.transpose()?;
        let api = of_account.as_ref().unwrap_or(&common.api);
        let account = AccountId { api_base: api.name()?, user: user.clone() };
        let default_zone = self.default_zone(common.zone.as_deref());
        let key = match self.cell("key") {
            Some(key) => store::asked_for(key).map_err(|failure| self.of("key", failure))?,
            None => self.own_key(&account, default_zone),
        };
        let id: PostId = key.as_str().parse().map_err(|error| self.refused("key", error))?;
        let name: ig_queue::Key =
            key.as_str().parse().map_err(|error| self.refused("key", error))?;
        if let Some(store) = store {
            let kept = queue::answer(store.find(&name))?;
            // Its time may be over by now, and its files gone.
            match (kept, self.cell("key")) {
                (Some(kept), Some(_)) => return self.again(common, (&key, &kept), &user, api),
                (Some(_), None) => return Ok(Wanted::Known),
                (None, None) if self.was_imported::<P>(store, &account, default_zone)? => {
                    return Ok(Wanted::Known);
                }
                (None, _) => (),
            }
        }
        if self.cell("key").is_some() {
            let unused = common.args.place.check_unused(&key);
            unused.map_err(|failure| self.inside("key", failure))?;
        }
        if let Some(tokens) = &common.tokens {
            let checked = tokens.check(&credential, &user, api.login);
            checked.map_err(|failure| self.inside("credential", failure))?;
        }
        let late = self.parsed::<Late>("late")?.unwrap_or_default();
        let ambiguous = self.parsed::<Ambiguous>("ambiguous")?;
        let zone = self.cell("zone").or(default_zone);
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
        let new = NewPost::new(id, account.api_base, credential, plan, due);
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
}
