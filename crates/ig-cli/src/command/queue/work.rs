//! `ig queue work`: posts are published when they are due.

use std::{collections::BTreeSet, time::Duration};

use ig_core::{Login, PublishPlan, Timestamp, publish::Outcome};
use ig_queue::{
    AccountId, ApiBase, Change, Explain, Filter, Limits, Note, PostId, Row, State, Store as _,
    Write, Written,
};
use ig_queue_sqlite::{Driver, News, SqliteStore, Until};
use indicatif::{ProgressBar, ProgressStyle};

use crate::{
    args::WorkArgs,
    failure::{Exit, Failure},
    logging,
    output::Output,
    queue::{self, Api, Media, Permalinks, Tokens},
    stop,
    store::Folder,
    text::plain,
    web::Trust,
};

pub(super) fn run(args: &WorkArgs, output: &Output) -> Result<Exit, Failure> {
    let folder = Folder::find(args.folder.state_dir.as_deref())?;
    let mut store = queue::open(&folder)?;
    let tokens = Tokens::new(&args.access, args.token_dir.as_deref(), output)?;
    let until = match (args.once, args.drain) {
        (true, _) => Until::Idle,
        (_, true) => Until::Empty,
        _ => Until::Stopped,
    };
    if until == Until::Empty {
        every_token_is_here(&mut store, &tokens)?;
    }
    let limits = Limits::default().with_in_flight(args.in_flight);
    let trust = Trust::new(&args.access.server.web, "https:", output)?;
    let media = Media { check_urls: args.check_urls, trust };
    let mut driver = Driver::new(store, queue::me(), limits)
        .with_judge(move |base: &ApiBase, plan: &PublishPlan| media.judge(base, plan));
    let stopper = driver.stopper();
    stop::orderly(move || stopper.stop())?;
    let mut watch = Watch::new(output, "ig queue", until);
    let rows = queue::open(&folder)?;
    let permalinks = Permalinks::new(queue::open(&folder)?, *output);
    let mut clients = &tokens;
    let end = driver.run(until, &mut clients, &mut |news| {
        watch.hear(&news);
        if let Some((post, media)) = news.published()
            && let Ok(Some(row)) = rows.get(post)
            && let Some(client) = tokens.client(&row.account.api_base, &row.credential)
        {
            permalinks.read(post, media, client);
        }
    });
    permalinks.finish();
    watch.finish();
    end.map_err(|error| queue::failure(&error))?;
    let exit = summary(driver.store(), watch.ended(), output)?;
    if until == Until::Idle {
        for row in queue::wait_for_tokens(driver.store())? {
            // Where there is none, that is said where it is looked for.
            if tokens.client(&row.account.api_base, &row.credential).is_none() {
                watch.needs_a_person = true;
            }
            watch.waits(&row);
        }
    }
    Ok(match until {
        Until::Stopped => Exit::Success,
        _ => queue::worse(exit, watch.exit()),
    })
}

/// A queue that is to be emptied must not wait for a token that never comes.
fn every_token_is_here(store: &mut SqliteStore, tokens: &Tokens<'_>) -> Result<(), Failure> {
    let mut filter = Filter::new();
    filter.states = vec![State::Waiting, State::Active];
    let rows = store.list(&filter).map_err(|error| queue::failure(&error))?;
    let who: BTreeSet<_> = rows.into_iter().map(|row| (row.credential, row.account)).collect();
    who.iter().try_for_each(|(credential, AccountId { user, api_base })| {
        tokens.check(credential, user, Api::login_of(api_base.as_str(), Login::Facebook))
    })
}

/// What is said while posts are worked on: lines, and one that changes on a terminal.
#[derive(Debug)]
pub(crate) struct Watch<'a> {
    output: &'a Output,
    /// What the commands of this queue begin with: `ig queue`.
    command: &'static str,
    line: ProgressBar,
    until: Until,
    /// Posts that nobody has to look at any more, in the order in which they ended. A worker that
    /// runs for months does not collect them.
    ended: Vec<PostId>,
    /// A token is refused, or not there.
    needs_a_person: bool,
    /// Whether it was said that one is refused.
    is_refusal_said: bool,
    trouble: Option<String>,
}

impl<'a> Watch<'a> {
    pub(crate) fn new(output: &'a Output, command: &'static str, until: Until) -> Self {
        let line = match output.is_quiet() || logging::is_on() {
            true => ProgressBar::hidden(),
            false => ProgressBar::new_spinner(),
        };
        if let Ok(style) = ProgressStyle::with_template("{spinner} {msg}") {
            line.set_style(style);
        }
        Self {
            output,
            command,
            line,
            until,
            ended: Vec::new(),
            needs_a_person: false,
            is_refusal_said: false,
            trouble: None,
        }
    }

    pub(crate) fn hear<E: Explain>(&mut self, news: &News<'_, E>) {
        match news {
            News::Reset(posts) => self.line.suspend(|| {
                self.output.warning(queue::was_reset(posts, self.command));
            }),
            News::Claimed(claimed) => {
                self.note(&format!("{}: taken up", claimed.row.id));
            }
            News::Looked(row) => self.looked(row),
            // That was said where it was looked for.
            News::NoToken { .. } => self.needs_a_person = true,
            News::LeftToOthers(credential) => self.note(&format!(
                "there is no token of the credential {credential} here: its posts are left to other workers"
            )),
            News::Written(write, Written::Done(_)) => self.written(write),
            News::Written(write, Written::NotYet(not_yet)) => {
                let (id, until, why) = (&write.post, not_yet.until, &not_yet.why);
                self.note(&format!("{id}: waits until {until} for {why}"));
            }
            News::Trouble(error) => {
                let text = error.to_string();
                if self.trouble.as_ref() != Some(&text) {
                    let failure = queue::failure(*error);
                    self.line.suspend(|| {
                        self.output.warning("the queue is tried again each second:");
                        self.output.explain(&failure);
                    });
                    self.trouble = Some(text);
                }
            }
            News::Waiting(posts) => {
                let words = match posts {
                    0 => "waiting for posts to become due".to_owned(),
                    1 => "1 post in work".to_owned(),
                    posts => format!("{posts} posts in work"),
                };
                self.line.set_message(words);
                self.line.enable_steady_tick(Duration::from_millis(120));
            }
            _ => (),
        }
    }

    fn looked(&mut self, row: &Row) {
        if let Some(note) = &row.note {
            self.note(&format!("{}: {note}", row.id));
        }
        if !matches!(row.state, State::Waiting | State::Active) {
            self.has_ended(&row.id);
        }
    }

    fn written(&mut self, write: &Write) {
        let id = &write.post;
        self.trouble = None;
        if let Some(words) = &write.facts.pause {
            self.is_refused(id, words);
        }
        match &write.change {
            Change::Save { snapshot } | Change::Intent { snapshot } => {
                let phase = snapshot.phase();
                self.note(&format!("{id}: {}", phase.activity()));
            }
            Change::Outcome { snapshot, .. } => {
                self.has_ended(id);
                match snapshot.outcome() {
                    Some(Outcome::Published { media, .. }) => match media.id() {
                        Some(media) => self.note(&format!("{id}: published as {media}")),
                        None => self.note(&format!("{id}: published")),
                    },
                    Some(Outcome::NotPublished { reason }) => {
                        self.note(&format!("{id}: not published: {reason}"));
                    }
                    Some(Outcome::Uncertain { reason, .. }) => {
                        self.note(&format!("{id}: it may be public: {reason}"));
                    }
                    None => (),
                }
            }
            Change::Hold { note } => {
                self.has_ended(id);
                self.note(&format!("{id}: {note}"));
            }
            Change::PutBack { wake, why, .. } => {
                self.note(&format!("{id}: waits until {wake} for {why}"));
            }
        }
    }

    fn has_ended(&mut self, id: &PostId) {
        if self.until != Until::Stopped {
            self.ended.push(id.clone());
        }
    }

    /// A token is refused, which is said also where nobody looks at the notes: once by a worker that
    /// ends by itself, and by any other each time that it stops an account.
    fn is_refused(&mut self, post: &PostId, words: &str) {
        self.needs_a_person = true;
        let was_said = std::mem::replace(&mut self.is_refusal_said, true);
        if !was_said || self.until == Until::Stopped {
            let failure = Failure::failed(format!("the token of post {post} is refused"))
                .because(plain(words))
                .fix(format!(
                    "renew the token, then let its account go on: `{command} go ACCOUNT`; `{command} list \
                     --held` lists all posts that wait for a person",
                    command = self.command
                ));
            self.line.suspend(|| {
                self.output.warning("posts wait for a token:");
                self.output.explain(&failure);
            });
        }
    }

    /// It still waits for a token since an earlier run, and was not looked at in this one.
    pub(crate) fn waits(&mut self, row: &Row) {
        if let Some(Note::Waits { why, .. }) = &row.note
            && let Some(words) = why.refusal()
        {
            self.is_refused(&row.id, words);
        }
    }

    /// The exit status of what waits for a person, of a worker that ends by itself.
    pub(crate) fn exit(&self) -> Exit {
        match self.needs_a_person {
            true => Exit::Failed,
            false => Exit::Success,
        }
    }

    /// The posts that have ended.
    pub(crate) fn ended(&self) -> &[PostId] {
        &self.ended
    }

    fn note(&self, text: &str) {
        self.line.suspend(|| self.output.note(plain(text)));
    }

    pub(crate) fn finish(&self) {
        self.line.finish_and_clear();
    }
}

/// The posts that ended, and the exit status of the worst of them.
fn summary(store: &SqliteStore, ended: &[PostId], output: &Output) -> Result<Exit, Failure> {
    let now: Timestamp = store.now();
    let mut exit = Exit::Success;
    let mut rows = Vec::new();
    for id in ended {
        if let Some(row) = store.get(id).map_err(|error| queue::failure(&error))? {
            exit = queue::worse(exit, queue::exit(&row));
            rows.push(row);
        }
    }
    queue::print(&rows, now, output);
    Ok(exit)
}
