//! What is true on the server: accounts, containers, media, and what is still to happen.

mod account;
mod container;
mod copies;
mod details;
mod kind;
mod media;
mod tokens;
mod upload;

use std::{collections::BTreeMap, time::Duration};

use ig_core::Timestamp;

use crate::{
    config::{Config, Login, SecondPublish},
    fault::Shows,
    handling::{FetchError, Fetched},
    ids::Ids,
    judge,
    refusal::Refusal,
};

pub(crate) use self::{
    account::{Account, INSTAGRAM_USER, PAGE, PERSON},
    container::{Container, Draft, Lag, Outcome, Picture, Progress, Source},
    copies::Copies,
    kind::Kind,
    media::Media,
    tokens::{BadCode, Token, TokenKind, Tokens},
    upload::{Phase, Upload},
};
pub use self::{
    container::{Place, StatusCode, Tag},
    details::{AudioConfiguration, Details, ProductTag, TrialParams},
};

/// Containers live, and posts count towards the quota, for this long.
pub(crate) const DAY: Duration = Duration::from_secs(24 * 3600);

/// Containers that an account may create in a day.
const MAX_CONTAINERS: usize = 400;

/// The truth.
#[derive(Debug)]
pub(crate) struct World {
    pub(crate) accounts: Vec<Account>,
    pub(crate) tokens: Tokens,
    pub(crate) login: Login,
    containers: BTreeMap<String, Container>,
    /// In the order of creation.
    container_order: Vec<String>,
    /// In the order of publishing.
    media: Vec<Media>,
    later: BTreeMap<(Timestamp, u64), Deed>,
    deeds: u64,
    pub(crate) copies: Copies,
    pub(crate) ids: Ids,
    quota: u32,
    second_publish: SecondPublish,
}

/// What was accepted and will happen.
#[derive(Debug)]
enum Deed {
    Create(Box<Draft>, Outcome),
    Publish(String),
}

impl World {
    pub(crate) fn new(config: &Config) -> Self {
        Self {
            accounts: vec![Account::first()],
            tokens: Tokens::new(config),
            login: config.login,
            containers: BTreeMap::new(),
            container_order: Vec::new(),
            media: Vec::new(),
            later: BTreeMap::new(),
            deeds: 0,
            copies: Copies::default(),
            ids: Ids::new(config.seed),
            quota: config.quota,
            second_publish: config.second_publish,
        }
    }

    /// Carries out what is due, each deed at its own time; gives how many there were.
    pub(crate) fn settle(&mut self, now: Timestamp) -> u64 {
        self.tokens.start(now);
        let mut done = 0;
        while let Some(entry) = self.later.first_entry() {
            let (at, _) = *entry.key();
            if at > now {
                break;
            }
            done += 1;
            match entry.remove() {
                Deed::Create(draft, outcome) => {
                    let id = self.create(at, *draft);
                    self.media_arrived(at, &id, outcome);
                }
                Deed::Publish(id) => {
                    self.finish_late_publish(at, &id);
                }
            }
        }
        done
    }

    pub(crate) fn account(&self, id: &str) -> Option<&Account> {
        self.accounts.iter().find(|account| account.id == id)
    }

    /// The account that a token is for, whether the token is still good or not.
    pub(crate) fn account_of_token(&self, token: &str) -> Option<&Account> {
        self.tokens.find(token).and_then(|_| self.accounts.first())
    }

    pub(crate) fn container(&self, id: &str) -> Option<&Container> {
        self.containers.get(id)
    }

    /// The containers of an account, newest first.
    pub(crate) fn containers_of(&self, owner: &str) -> impl Iterator<Item = &Container> {
        let newest_first =
            self.container_order.iter().rev().filter_map(|id| self.containers.get(id));
        newest_first.filter(move |container| container.draft.owner == owner)
    }

    pub(crate) fn media(&self, id: &str) -> Option<&Media> {
        self.media.iter().find(|media| media.id == id && !media.is_deleted)
    }

    pub(crate) fn media_mut(&mut self, id: &str) -> Option<&mut Media> {
        self.media.iter_mut().find(|media| media.id == id && !media.is_deleted)
    }

    /// The posts of an account, newest first: stories, and those that are over, among them.
    pub(crate) fn media_of(&self, owner: &str) -> impl DoubleEndedIterator<Item = &Media> {
        self.published_by(owner).filter(|media| !media.is_deleted)
    }

    /// What the account published, deleted posts included, newest first. A carousel is one.
    fn published_by(&self, owner: &str) -> impl DoubleEndedIterator<Item = &Media> {
        self.media.iter().rev().filter(move |media| media.owner == owner && !media.kind.is_item())
    }

    /// The pictures and films of a carousel, in their order.
    pub(crate) fn children_of(&self, media: &Media) -> impl Iterator<Item = &Media> {
        media.children.iter().filter_map(|id| self.media(id))
    }

    /// All that there is, parts of carousels included.
    pub(crate) fn all_media(&self) -> impl Iterator<Item = &Media> {
        self.media.iter().filter(|media| !media.is_deleted)
    }

    /// The path of the sandbox's copy of a post's file, while there is one. That of a carousel is
    /// the one of its first picture or film.
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

    /// Posts of the account since `since`.
    pub(crate) fn usage(&self, owner: &str, since: Timestamp, now: Timestamp) -> u32 {
        let fresh = |media: &&Media| since <= media.published_at && media.published_at <= now;
        self.published_by(owner).filter(fresh).count() as u32
    }

    /// Posts in the window that moves with every post.
    pub(crate) fn quota_usage(&self, owner: &str, now: Timestamp) -> u32 {
        let recent = |media: &&Media| now < media.published_at.after(DAY);
        // In the order of publishing: what comes behind an old one is older.
        self.published_by(owner).take_while(recent).count() as u32
    }

    pub(crate) fn quota_total(&self) -> u32 {
        self.quota
    }

    /// From now on, until a reset.
    pub(crate) fn set_quota(&mut self, posts: u32) {
        self.quota = posts;
    }

    /// When the posts that count towards the quota cease to, the next first.
    pub(crate) fn quota_frees(&self, owner: &str, now: Timestamp) -> Vec<Timestamp> {
        let ends = self.published_by(owner).map(|media| media.published_at.after(DAY));
        let mut ends: Vec<Timestamp> = ends.take_while(|end| now < *end).collect();
        ends.reverse();
        ends
    }

    /// Whether the account may make one more container.
    pub(crate) fn may_create(&self, owner: &str, now: Timestamp) -> Result<(), Refusal> {
        let recent = |container: &&Container| now < container.created_at.after(DAY);
        if self.containers_of(owner).take_while(recent).count() < MAX_CONTAINERS {
            Ok(())
        } else {
            Err(Refusal::too_many_containers())
        }
    }

    /// Makes a container whose media are still to come.
    pub(crate) fn create(&mut self, now: Timestamp, draft: Draft) -> String {
        let mut id = self.ids.container();
        while self.containers.contains_key(&id) {
            id = self.ids.container();
        }
        self.containers.insert(id.clone(), Container::new(id.clone(), now, draft));
        self.container_order.push(id.clone());
        id
    }

    /// The film of a container was fetched or uploaded, or will never be.
    pub(crate) fn video_arrived(
        &mut self,
        now: Timestamp,
        id: &str,
        film: Result<Fetched, FetchError>,
    ) {
        if let Some(container) = self.containers.get(id) {
            let outcome = judge::video(&container.draft, film);
            self.media_arrived(now, id, outcome);
        }
    }

    /// The media of a container are there, or will never be.
    pub(crate) fn media_arrived(&mut self, now: Timestamp, id: &str, outcome: Outcome) {
        let Some(container) = self.containers.get_mut(id) else {
            return;
        };
        let processing = container.draft.processing;
        container.progress = match (outcome, container.draft.ends_in) {
            (Outcome::Awaited, _) => Progress::Fetching,
            (Outcome::Failed(subcode), _) => Progress::Failed { at: now, subcode },
            (Outcome::Arrived(picture), ends_in) => {
                container.picture = picture.map(|(picture, bytes)| {
                    let copy = self.copies.add(bytes);
                    Picture { copy, ..picture }
                });
                let at = now.after(processing);
                match ends_in {
                    Some(subcode) => Progress::Failed { at, subcode },
                    None => Progress::Ready { at },
                }
            }
        };
    }

    /// A container that appears later.
    pub(crate) fn create_later(&mut self, at: Timestamp, draft: Draft, outcome: Outcome) {
        self.add_deed(at, Deed::Create(Box::new(draft), outcome));
    }

    /// Whether a container can be published by the account now.
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
        if container.draft.kind.is_item() {
            return Err(Refusal::carousel_item());
        }
        if self.quota_usage(owner, now) >= self.quota {
            return Err(Refusal::quota_reached());
        }
        Ok(())
    }

    /// Publishes a container for which [`may_publish`](Self::may_publish) said yes. The parts of a
    /// carousel become media objects of their own, and their containers are published with it:
    /// what becomes of those is not documented.
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
        let media = Media::new(media_id.clone(), shortcode, at, container);
        self.media.push(Media { children, ..media });
        Some(media_id)
    }

    /// A media id and a shortcode that nothing has, or had.
    fn fresh_names(&mut self) -> (String, String) {
        let mut media_id = self.ids.media();
        while self.media.iter().any(|media| media.id == media_id) {
            media_id = self.ids.media();
        }
        let mut shortcode = self.ids.shortcode();
        while self.media.iter().any(|media| media.shortcode == shortcode) {
            shortcode = self.ids.shortcode();
        }
        (media_id, shortcode)
    }

    /// Takes a post away, and the parts of a carousel with it.
    pub(crate) fn delete(&mut self, id: &str) {
        let children = self.media(id).map(|media| media.children.clone()).unwrap_or_default();
        for id in children.iter().map(String::as_str).chain([id]) {
            if let Some(media) = self.media_mut(id) {
                media.is_deleted = true;
            }
        }
    }

    /// Accepts a publish now that happens later.
    pub(crate) fn publish_later(&mut self, at: Timestamp, id: &str, shows: Shows) {
        if let (Shows::InProgress, Some(container)) = (shows, self.containers.get_mut(id)) {
            container.busy_until = container.busy_until.max(at);
        }
        self.add_deed(at, Deed::Publish(id.to_owned()));
    }

    /// The publish was accepted when it was asked for, so that neither expiry nor quota counts any
    /// more; only whether the container was published meanwhile.
    fn finish_late_publish(&mut self, at: Timestamp, id: &str) {
        let again = self.second_publish == SecondPublish::Again;
        let published =
            self.containers.get(id).is_some_and(|container| !container.media.is_empty());
        if again || !published {
            self.publish(at, id);
        }
    }

    /// From now on, reads show the container as it was.
    pub(crate) fn lag(&mut self, id: &str, lag: Lag) {
        if let Some(container) = self.containers.get_mut(id) {
            container.lag = Some(lag);
        }
    }

    fn add_deed(&mut self, at: Timestamp, deed: Deed) {
        self.deeds += 1;
        self.later.insert((at, self.deeds), deed);
    }
}
