//! The true state of the server: accounts, containers, media, and pending commits.

mod accounts;
mod container;
mod copies;
mod details;
mod kind;
mod media;
mod quota;
mod rare;
mod repeats;
mod saved;
mod table;
mod tokens;
mod upload;

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use serde::{Deserialize, Serialize};

use crate::{
    config::{Account, AddOns, Config, SecondPublish},
    fault::Shows,
    ids::Ids,
    refusal::Refusal,
    time::Timestamp,
};

pub(crate) use self::{
    accounts::Accounts,
    container::{Container, Cover, Draft, Lag, Outcome, Picture, Progress, Source},
    copies::Copies,
    kind::Kind,
    media::Media,
    rare::RareDetails,
    repeats::{Repeat, Why},
    table::{Named, Table},
    tokens::{BadCode, Bearer, Token, TokenKind, Tokens},
    upload::{Phase, Upload},
};
pub use self::{
    container::{Place, StatusCode, Tag},
    details::{AudioConfiguration, Details, Poll, ProductTag, TrialParams},
};

/// The life of a container, and the time for which a post counts towards the quota.
pub(crate) const DAY: Duration = Duration::from_secs(24 * 3600);

/// The truth.
#[derive(Debug)]
pub(crate) struct World {
    pub(crate) accounts: Accounts,
    pub(crate) tokens: Tokens,
    /// In the order of creation.
    containers: Table<Container>,
    /// In the order of publishing.
    media: Table<Media>,
    shortcodes: BTreeSet<String>,
    later: BTreeMap<(Timestamp, u64), Deed>,
    deeds: u64,
    later_changed: bool,
    pub(crate) copies: Copies,
    pub(crate) ids: Ids,
    quota: u32,
    /// Quotas that were set since the start, by account.
    pub(crate) quotas: BTreeMap<String, u32>,
    second_publish: SecondPublish,
    max_containers: u32,
    add_ons: AddOns,
    /// What the reply to a publish says besides the id.
    pub(crate) publish_reply: BTreeMap<String, serde_json::Value>,
    /// What was set since the start.
    pub(crate) containers_set: Option<u32>,
}

/// Accepted commits that will happen.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Deed {
    Create(Box<Draft>, Landed),
    Publish(String),
}

/// The result of a container's file, once the file is stored.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Landed {
    Arrived(Option<Picture>),
    Failed(i64),
    Awaited,
}

impl World {
    pub(crate) fn new(config: &Config) -> Self {
        Self {
            accounts: Accounts::new(config.accounts.clone()),
            tokens: Tokens::new(config),
            containers: Table::default(),
            media: Table::default(),
            shortcodes: BTreeSet::new(),
            later: BTreeMap::new(),
            deeds: 0,
            later_changed: false,
            copies: Copies::default(),
            ids: Ids::new(config.seed),
            quota: config.quota,
            quotas: BTreeMap::new(),
            second_publish: config.second_publish,
            max_containers: config.max_containers,
            add_ons: config.add_ons,
            publish_reply: config.publish_reply.clone().unwrap_or_default(),
            containers_set: None,
        }
    }

    /// Takes over what the options say of posts.
    pub(crate) fn set(&mut self, config: &Config) {
        self.second_publish = config.second_publish;
        self.add_ons = config.add_ons;
    }

    /// Carries out what is due, each at its own time; returns the number.
    pub(crate) fn settle(&mut self, now: Timestamp) -> u64 {
        self.tokens.start(now);
        let mut done = 0;
        while let Some(entry) = self.later.first_entry() {
            let (at, _) = *entry.key();
            if at > now {
                break;
            }
            self.later_changed = true;
            done += 1;
            match entry.remove() {
                Deed::Create(draft, landed) => {
                    let id = self.create(at, *draft);
                    self.media_landed(at, &id, landed);
                }
                Deed::Publish(id) => {
                    self.finish_late_publish(at, &id);
                }
            }
        }
        done
    }

    pub(crate) fn account(&self, id: &str) -> Option<&Account> {
        self.accounts.of_id(id)
    }

    /// The accounts of a token, whether or not the token is still valid.
    pub(crate) fn accounts_of<'a>(&'a self, token: &'a Token) -> impl Iterator<Item = &'a Account> {
        token.accounts.iter().filter_map(|id| self.account(id))
    }

    /// The first of them.
    pub(crate) fn account_of_token(&self, token: &str) -> Option<&Account> {
        self.tokens.find(token).and_then(|token| self.accounts_of(token).next())
    }

    /// The account that a Page leads to.
    pub(crate) fn account_of_page(&self, page: &str) -> Option<&Account> {
        self.accounts.of_page(page)
    }

    pub(crate) fn container(&self, id: &str) -> Option<&Container> {
        self.containers.get(id)
    }

    /// The containers of an account, newest first.
    pub(crate) fn containers_of(&self, owner: &str) -> impl Iterator<Item = &Container> {
        self.containers.of(owner).rev()
    }

    pub(crate) fn media(&self, id: &str) -> Option<&Media> {
        self.media.get(id).filter(|media| !media.is_deleted)
    }

    pub(crate) fn media_mut(&mut self, id: &str) -> Option<&mut Media> {
        self.media.get_mut(id).filter(|media| !media.is_deleted)
    }

    /// The posts of an account, newest first, including stories and expired stories.
    pub(crate) fn media_of(&self, owner: &str) -> impl DoubleEndedIterator<Item = &Media> {
        self.published_by(owner).filter(|media| !media.is_deleted)
    }

    /// The published posts of an account, including deleted ones, newest first. A carousel is one.
    fn published_by(&self, owner: &str) -> impl DoubleEndedIterator<Item = &Media> {
        self.media.of(owner).rev()
    }

    /// The pictures and videos of a carousel, in their order.
    pub(crate) fn children_of(&self, media: &Media) -> impl Iterator<Item = &Media> {
        media.children.iter().filter_map(|id| self.media(id))
    }

    /// All media, including carousel items.
    pub(crate) fn all_media(&self) -> impl Iterator<Item = &Media> {
        self.media.iter().filter(|media| !media.is_deleted)
    }

    /// The path of the sandbox's copy of a post's file, while there is one; for a carousel that of
    /// its first item.
    pub(crate) fn file_path(&self, media: &Media) -> Option<String> {
        if let Some(first) = self.children_of(media).next() {
            return self.file_path(first);
        }
        let copy = media.picture.and_then(|picture| self.copies.read(picture.copy));
        copy.map(|_| format!("/media/{}", media.shortcode))
    }

    /// Publishes that were accepted and have not happened.
    pub(crate) fn pending_publishes(&self, id: &str) -> usize {
        let publishes =
            self.later.values().filter(|deed| matches!(deed, Deed::Publish(of) if of == id));
        publishes.count()
    }

    /// Checks that the account may create one more container.
    pub(crate) fn may_create(&self, owner: &str, now: Timestamp) -> Result<(), Refusal> {
        if self.container_usage(owner, now) < self.container_total() {
            Ok(())
        } else {
            Err(Refusal::too_many_containers())
        }
    }

    /// Creates a container whose media have not come yet.
    pub(crate) fn create(&mut self, now: Timestamp, draft: Draft) -> String {
        let mut id = self.ids.container();
        while self.containers.get(&id).is_some() {
            id = self.ids.container();
        }
        self.containers.push(Container::new(id.clone(), now, draft));
        id
    }

    /// Notes that the media of a container have come, or never will.
    pub(crate) fn media_arrived(&mut self, now: Timestamp, id: &str, outcome: Outcome) {
        let landed = self.land(outcome);
        self.media_landed(now, id, landed);
    }

    /// Stores the file.
    fn land(&mut self, outcome: Outcome) -> Landed {
        match outcome {
            Outcome::Awaited => Landed::Awaited,
            Outcome::Failed(subcode) => Landed::Failed(subcode),
            Outcome::Arrived(picture) => Landed::Arrived(picture.map(|(picture, bytes)| {
                let copy = self.copies.add(bytes);
                Picture { copy, ..picture }
            })),
        }
    }

    fn media_landed(&mut self, now: Timestamp, id: &str, landed: Landed) {
        let Some(container) = self.containers.get_mut(id) else {
            return;
        };
        match landed {
            Landed::Awaited => {}
            Landed::Failed(subcode) => container.fail(now, subcode),
            Landed::Arrived(picture) => {
                container.picture = picture;
                container.media_landed(now);
            }
        }
    }

    /// Notes that the cover of a reel was accepted, or refused with a subcode.
    pub(crate) fn cover_arrived(&mut self, now: Timestamp, id: &str, judged: Result<(), i64>) {
        let Some(container) = self.containers.get_mut(id) else {
            return;
        };
        match judged {
            Ok(()) => container.cover_landed(now),
            Err(subcode) => container.fail(now, subcode),
        }
    }

    /// Creates a container later.
    pub(crate) fn create_later(&mut self, at: Timestamp, draft: Draft, outcome: Outcome) {
        let landed = self.land(outcome);
        self.add_deed(at, Deed::Create(Box::new(draft), landed));
    }

    /// Checks that the account can publish a container now.
    pub(crate) fn may_publish(&self, now: Timestamp, owner: &str, id: &str) -> Result<(), Refusal> {
        let container = self.containers.get(id).filter(|container| container.draft.owner == owner);
        let container = container.ok_or_else(|| Refusal::no_builder(id))?;
        match container.status(now) {
            StatusCode::Expired => return Err(Refusal::no_builder(id)),
            StatusCode::Published
                if self.second_publish == SecondPublish::Refuse
                    || container.expires_at() <= now =>
            {
                return Err(Refusal::no_builder(id));
            }
            StatusCode::Finished | StatusCode::Published => {}
            StatusCode::InProgress | StatusCode::Error => return Err(Refusal::not_ready()),
        }
        match container.draft.kind {
            Kind::VideoItem => return Err(Refusal::video_alone()),
            Kind::PhotoItem => return Err(Refusal::carousel_item()),
            _ => {}
        }
        if self.quota_usage(owner, now) >= self.quota_total(owner) {
            return Err(Refusal::quota_reached());
        }
        Ok(())
    }

    /// Publishes a container that passed [`may_publish`](Self::may_publish). The items of a carousel
    /// become separate media objects, and their containers are published with it: Meta does not
    /// document the state of those.
    pub(crate) fn publish(&mut self, at: Timestamp, id: &str) -> Option<String> {
        let items = self.containers.get(id)?.draft.source.children().to_vec();
        let children = items.iter().filter_map(|item| self.add_media(at, item, Vec::new()));
        let children = children.collect();
        self.add_media(at, id, children)
    }

    fn add_media(&mut self, at: Timestamp, id: &str, children: Vec<String>) -> Option<String> {
        let (media_id, shortcode) = self.fresh_names();
        let container = self.containers.get_mut(id)?;
        container.media.push(media_id.clone());
        let mut media = Media::new(media_id.clone(), shortcode, at, container);
        let details = &*media.details;
        let has_add_on = details.poll.is_some() || details.is_comment_prompt_used.is_some();
        if has_add_on && self.add_ons == AddOns::Dropped {
            (media.details.poll, media.details.is_comment_prompt_used) = (None, None);
        }
        self.media.push(Media { children, ..media });
        Some(media_id)
    }

    /// A media id and a shortcode that were never used.
    fn fresh_names(&mut self) -> (String, String) {
        let mut media_id = self.ids.media();
        while self.media.get(&media_id).is_some() {
            media_id = self.ids.media();
        }
        let mut shortcode = self.ids.shortcode();
        while !self.shortcodes.insert(shortcode.clone()) {
            shortcode = self.ids.shortcode();
        }
        (media_id, shortcode)
    }

    /// Deletes a post, and the items of a carousel with it.
    pub(crate) fn delete(&mut self, id: &str) {
        let children = self.media(id).map(|media| media.children.clone()).unwrap_or_default();
        for id in children.iter().map(String::as_str).chain([id]) {
            if let Some(media) = self.media_mut(id) {
                media.is_deleted = true;
            }
        }
    }

    /// Accepts a publish that happens later.
    pub(crate) fn publish_later(&mut self, at: Timestamp, id: &str, shows: Shows) {
        if let (Shows::InProgress, Some(container)) = (shows, self.containers.get_mut(id)) {
            container.busy_until = container.busy_until.max(at);
        }
        self.add_deed(at, Deed::Publish(id.to_owned()));
    }

    /// Completes a late publish. It was accepted at the request, so expiry and quota no longer count,
    /// but a publish meanwhile does.
    fn finish_late_publish(&mut self, at: Timestamp, id: &str) {
        let again = self.second_publish == SecondPublish::Again;
        let published =
            self.containers.get(id).is_some_and(|container| !container.media.is_empty());
        if again || !published {
            self.publish(at, id);
        }
    }

    /// Makes reads show an earlier state of the container from now on.
    pub(crate) fn lag(&mut self, id: &str, lag: Lag) {
        if let Some(container) = self.containers.get_mut(id) {
            container.lag = Some(lag);
        }
    }

    fn add_deed(&mut self, at: Timestamp, deed: Deed) {
        self.deeds += 1;
        self.later_changed = true;
        self.later.insert((at, self.deeds), deed);
    }
}
