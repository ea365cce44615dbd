//! Containers and their files.

use crate::{
    base,
    endpoint::{container, create, upload},
    fault::Do,
    handling::{Fetch, FetchError, Fetched, Handling, Ticket},
    judge,
    object::Object,
    refusal::Refusal,
    time::Timestamp,
    upload::UploadRefusal,
    world::{Draft, Outcome, Source, StatusCode},
};

use super::{
    Sandbox,
    work::{Acted, Exchange, Waiting},
};

impl Sandbox {
    pub(super) fn create(
        &mut self,
        now: Timestamp,
        exchange: &Exchange,
        owner: &str,
    ) -> Result<Acted, Refusal> {
        let draft = self.draft(now, exchange, owner)?;
        let url = match &draft.source {
            Source::Url(url) => url.clone(),
            &Source::Upload(version) => {
                let (id, cover) = self.create_with_cover(now, exchange, draft);
                let made = self.made(now, exchange, &id);
                let reply = upload::created(&exchange.call, version, &id, made);
                return Ok(Acted::FetchesOn(reply, cover.into_iter().collect()));
            }
            Source::Children(_) => {
                // The files of a carousel have already come.
                let id = self.world.create(now, draft);
                self.world.media_arrived(now, &id, Outcome::Arrived(None));
                return Ok(Acted::Done(self.made(now, exchange, &id)));
            }
        };
        if draft.kind.is_photo() {
            return Ok(Acted::NeedsFile(Box::new(draft), url));
        }
        let (id, cover) = self.create_with_cover(now, exchange, draft);
        let mut fetches: Vec<Fetch> = cover.into_iter().collect();
        match self.at_hand(exchange, &url) {
            Some(media) => self.video_arrived(now, &id, media),
            None => fetches.push(self.wait_for(url, Waiting::Video(id.clone()))),
        }
        Ok(Acted::FetchesOn(self.made(now, exchange, &id), fetches))
    }

    /// Creates the container of a video; returns its cover, if that has to be fetched.
    fn create_with_cover(
        &mut self,
        now: Timestamp,
        exchange: &Exchange,
        draft: Draft,
    ) -> (String, Option<Fetch>) {
        let cover = draft.details.cover_url.clone();
        let id = self.world.create(now, draft);
        let Some(url) = cover else {
            return (id, None);
        };
        let fetch = match self.own_file(&exchange.call.base, &url) {
            Some(media) => {
                self.cover_arrived(now, &id, media);
                None
            }
            None => Some(self.wait_for(url, Waiting::Cover(id.clone()))),
        };
        (id, fetch)
    }

    /// The reply to the call that has made a container. Before it was made it was nothing; the
    /// nearest that a lagging read can show is that it is in progress.
    pub(super) fn made(&mut self, now: Timestamp, exchange: &Exchange, id: &str) -> Object {
        self.start_lag(now, &exchange.strike, Some(id), Some(StatusCode::InProgress));
        match self.world.container(id) {
            Some(made) => container::made(&exchange.call, now, made),
            None => Object::default().with("id", id),
        }
    }

    pub(super) fn draft(
        &self,
        now: Timestamp,
        exchange: &Exchange,
        owner: &str,
    ) -> Result<Draft, Refusal> {
        create::draft(&exchange.call, now, owner, &self.world, &self.config, &exchange.strike)
    }

    pub(super) fn fetch_photo(
        &mut self,
        now: Timestamp,
        exchange: Exchange,
        draft: Box<Draft>,
        url: String,
    ) -> Handling {
        let at_hand = self.at_hand(&exchange, &url);
        let waiting = Waiting::Photo(Box::new(exchange), draft);
        match at_hand {
            Some(media) => self.arrived(now, waiting, media),
            None => Handling::Fetch(self.wait_for(url, waiting)),
        }
    }

    /// Continues what waited for a file.
    pub(super) fn arrived(
        &mut self,
        now: Timestamp,
        waiting: Waiting,
        media: Result<Fetched, FetchError>,
    ) -> Handling {
        match waiting {
            Waiting::Video(id) => {
                self.video_arrived(now, &id, media);
                Handling::Nothing
            }
            Waiting::Cover(id) => {
                self.cover_arrived(now, &id, media);
                Handling::Nothing
            }
            Waiting::LateCover(at, draft) => self.late_cover_arrived(now, at, *draft, media),
            Waiting::Upload(id, taker, exchange) => {
                let outcome = self.upload_fetched(now, &id, taker, media);
                match exchange {
                    Some(exchange) => self.finish_upload(&exchange, outcome),
                    None => Handling::Nothing,
                }
            }
            Waiting::Late(at, draft) => {
                if let Ok(outcome) = judge::file(&draft, media, self.config.rules) {
                    self.world.create_later(at, *draft, outcome);
                    self.world.settle(now);
                }
                Handling::Nothing
            }
            Waiting::Photo(exchange, draft) => {
                // Instagram fetches and judges the photo before it answers, whatever it finds.
                let by = self.config.photo_creation.pick(self.world.ids.lot() >> 16);
                let made = judge::photo(&draft, media, self.config.rules).map(|outcome| {
                    let id = self.world.create(now, *draft);
                    self.world.media_arrived(now, &id, outcome);
                    self.made(now, &exchange, &id)
                });
                match self.finish(now, &exchange, made) {
                    handling if by.is_zero() => handling,
                    handling => Handling::Delay { by, then: Box::new(handling) },
                }
            }
        }
    }

    /// Notes that the video of a container was fetched or uploaded, or never will be.
    pub(super) fn video_arrived(
        &mut self,
        now: Timestamp,
        id: &str,
        video: Result<Fetched, FetchError>,
    ) {
        if let Some(container) = self.world.container(id) {
            let outcome = judge::video(&container.draft, video, self.config.rules);
            self.world.media_arrived(now, id, outcome);
        }
    }

    fn cover_arrived(&mut self, now: Timestamp, id: &str, media: Result<Fetched, FetchError>) {
        let container = self.world.container(id);
        if let Some(url) = container.and_then(|it| it.draft.details.cover_url.as_deref()) {
            let judged = judge::cover(url, media, self.config.rules);
            self.world.cover_arrived(now, id, judged);
        }
    }

    /// The video that an upload points to was fetched, or was not (R54).
    pub(super) fn upload_fetched(
        &mut self,
        now: Timestamp,
        id: &str,
        taker: Ticket,
        media: Result<Fetched, FetchError>,
    ) -> Result<(), UploadRefusal> {
        let refusal = media.as_ref().err().map(UploadRefusal::not_fetched);
        if let Some(video) = self.world.upload_fetched(id, taker, media) {
            self.video_arrived(now, id, Ok(video));
        }
        refusal.map_or(Ok(()), Err)
    }

    /// A file that needs no fetch: one of our own, or one that a fault withholds.
    pub(super) fn at_hand(
        &self,
        exchange: &Exchange,
        url: &str,
    ) -> Option<Result<Fetched, FetchError>> {
        if exchange.strike.backstage(Do::FetchFails).is_some() {
            let why = "the sandbox was told to let this fetch fail".to_owned();
            return Some(Err(FetchError::Unreachable(why)));
        }
        self.own_file(&exchange.call.base, url)
    }

    /// A file that the sandbox serves itself, under the base URL of a client or its own.
    pub(super) fn own_file(&self, base: &str, url: &str) -> Option<Result<Fetched, FetchError>> {
        let name = base::own_file(url, [base, self.base.as_str()])?;
        Some(match self.files.read(name) {
            Some(bytes) => Ok(Fetched::new(bytes)),
            None => Err(FetchError::Status(404)),
        })
    }

    pub(super) fn wait_for(&mut self, url: String, waiting: Waiting) -> Fetch {
        self.tickets += 1;
        let ticket = Ticket(self.tickets);
        if !matches!(waiting, Waiting::Photo(..)) {
            self.background.insert(ticket, url.clone());
            self.background_changed = true;
        }
        self.waiting.insert(ticket, waiting);
        Fetch { ticket, url }
    }
}
