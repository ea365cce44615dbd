//! Uploads: the check at the start, the pieces, and the reply at the end.

use http::{Method, Request, header};

use crate::{
    base,
    config::Slices,
    fault::{Do, On},
    handling::{Handling, Ticket},
    intake::{self, Call},
    judge, reply,
    time::Timestamp,
    upload::{Head, UploadEnd, UploadNext, UploadRefusal, UploadStart, Way},
    world::{Container, Phase, Upload},
};

use super::{
    Sandbox,
    work::{Exchange, Receiving, Waiting},
};

impl Sandbox {
    /// Whether a request is an upload, whose body may be long: pass its head to
    /// [`upload_begins`](Self::upload_begins), and its body piece by piece to
    /// [`upload_receives`](Self::upload_receives). [`handle`](Self::handle) accepts whole ones too.
    pub fn is_upload<T>(request: &Request<T>) -> bool {
        intake::is_upload(request)
    }

    /// Accepts the head of an upload.
    ///
    /// An invalid token, missing headers, an offset other than `bytes_transferred` (R52) or a body
    /// that would not fit are refused before a byte is read.
    pub fn upload_begins(&mut self, now: Timestamp, request: &Request<()>) -> UploadStart {
        let now = self.settle(now);
        if let Some(refused) = base::refuse_foreign(request, &self.config) {
            return UploadStart::Refuse(self.latest_reply.dated(Handling::Respond(refused), now));
        }
        if let Some(recorded) = self.play(now, &request.clone().map(|()| Vec::new())) {
            return UploadStart::Refuse(recorded);
        }
        self.version += 1;
        let mut call = Call::of_upload(request, self.base_of(request));
        call.login = self.login_of(&call);
        let strike = self.faults.strike(Some(On::Upload));
        let number =
            self.journal.open_shown(now, &call, &request.clone().map(|()| []), strike.names());
        let exchange = Exchange { call, strike, number, entries: None };
        self.start_outage(now, &exchange.strike);
        match self.upload_starts(now, exchange, &Head::read(request.headers())) {
            UploadStart::Refuse(handling) => {
                UploadStart::Refuse(self.latest_reply.dated(handling, now))
            }
            start @ UploadStart::Receive(_) => start,
        }
    }

    /// Accepts a piece of the body of an upload. It counts, whatever happens next.
    pub fn upload_receives(&mut self, ticket: Ticket, bytes: &[u8]) -> UploadNext {
        let Some(receiving) = self.receiving.get_mut(&ticket) else {
            return UploadNext::Break;
        };
        self.version += 1;
        let until_cut = receiving.cut_after.map_or(u64::MAX, |after| after - receiving.came);
        let bytes = &bytes[..at_most(bytes.len(), until_cut)];
        receiving.came += bytes.len() as u64;
        let taken = &bytes[..at_most(bytes.len(), receiving.room)];
        receiving.room -= taken.len() as u64;
        let counts = self.world.upload_takes(&receiving.container, ticket, taken);
        if !counts || receiving.cut_after == Some(receiving.came) {
            return UploadNext::Break;
        }
        UploadNext::More
    }

    /// Accepts the end of the body of an upload, and replies.
    ///
    /// A ticket that was used before, or issued before a reset, gives [`Handling::Drop`].
    pub fn upload_ends(&mut self, now: Timestamp, ticket: Ticket, how: UploadEnd) -> Handling {
        let now = self.settle(now);
        self.version += 1;
        let Some(receiving) = self.receiving.remove(&ticket) else {
            return Handling::Drop;
        };
        let outcome = if receiving.came > receiving.rest {
            // Only a body without a given length gets here.
            self.world.upload_dies(&receiving.container);
            Err(UploadRefusal::partial())
        } else {
            let id = &receiving.container;
            if let Some(video) = self.world.upload_rests(id) {
                self.video_arrived(now, id, Ok(video));
            }
            let is_slice = receiving.came < receiving.rest;
            if is_slice && self.config.slices == Slices::Refused {
                Err(UploadRefusal::partial())
            } else {
                Ok(())
            }
        };
        if how == UploadEnd::Broken {
            return Handling::Drop;
        }
        let handling = self.finish_upload(&receiving.exchange, outcome);
        self.latest_reply.dated(handling, now)
    }

    /// An upload that came whole.
    pub(crate) fn upload_whole(&mut self, now: Timestamp, request: &Request<Vec<u8>>) -> Handling {
        let mut head = request.clone().map(drop);
        head.headers_mut().insert(header::CONTENT_LENGTH, request.body().len().into());
        match self.upload_begins(now, &head) {
            UploadStart::Refuse(handling) => handling,
            UploadStart::Receive(ticket) => {
                let how = match self.upload_receives(ticket, request.body()) {
                    UploadNext::More => UploadEnd::Whole,
                    UploadNext::Break => UploadEnd::Broken,
                };
                self.upload_ends(now, ticket, how)
            }
        }
    }

    fn upload_starts(&mut self, now: Timestamp, exchange: Exchange, head: &Head) -> UploadStart {
        let refuse = UploadStart::Refuse;
        let fault = exchange.strike.answer.clone();
        match fault.as_ref().map(|fault| fault.what) {
            Some(Do::Drop) => return refuse(Handling::Drop),
            Some(Do::Html) => {
                let page = reply::bad_gateway();
                self.journal.answered(exchange.number, &exchange.call, &page);
                return refuse(Handling::Respond(page));
            }
            Some(Do::Error | Do::RateLimit | Do::LateCommit) => {
                return refuse(self.answer_upload(&exchange, Err(faulty(&exchange))));
            }
            _ => {}
        }
        let (id, way) = match self.accept_upload(now, &exchange, head) {
            Ok(accepted) => accepted,
            Err(refusal) => return refuse(self.finish_upload(&exchange, Err(refusal))),
        };
        if let Some(Do::UploadDies) = fault.as_ref().map(|fault| fault.what) {
            self.world.upload_dies(&id);
            return refuse(self.answer_upload(&exchange, Err(faulty(&exchange))));
        }
        match way {
            Way::Url(url) => refuse(self.upload_from(now, exchange, id, url)),
            Way::Bytes { offset, file_size } => {
                self.tickets += 1;
                let ticket = Ticket(self.tickets);
                let rest = file_size - offset;
                let bytes = |what: Do| {
                    let fault = fault.as_ref().filter(|fault| fault.what == what);
                    fault.map(|fault| fault.bytes)
                };
                self.world.upload_begins(&id, ticket, Some(file_size));
                let receiving = Receiving {
                    room: head.length.unwrap_or(rest).saturating_sub(bytes(Do::Short).unwrap_or(0)),
                    rest,
                    came: 0,
                    cut_after: bytes(Do::Cut),
                    exchange,
                    container: id,
                };
                self.receiving.insert(ticket, receiving);
                UploadStart::Receive(ticket)
            }
        }
    }

    /// The container and the way of the upload, if it is valid.
    ///
    /// The error for an unknown, finished or dead container is not documented: R51.
    fn accept_upload(
        &self,
        now: Timestamp,
        exchange: &Exchange,
        head: &Head,
    ) -> Result<(String, Way), UploadRefusal> {
        let failed = |note: &str| Err(UploadRefusal::failed().with_note(note));
        let call = &exchange.call;
        if call.method != Method::POST {
            return failed("an upload is a POST");
        }
        let token = head.token.as_deref().ok_or_else(|| {
            let note = "an upload needs `Authorization: OAuth {token}`, with that very word";
            UploadRefusal::unauthorized().with_note(note)
        })?;
        let token = match self.world.tokens.good(token, call.login, now) {
            Ok(token) => token,
            Err(why) => return Err(UploadRefusal::unauthorized().with_note(why.message)),
        };
        let parts: Vec<&str> = call.parts.iter().map(String::as_str).collect();
        // One page of the documents omits the version.
        let (version, id) = match parts.as_slice() {
            [_, id] => (None, *id),
            [_, version, id] => (Some(*version), *id),
            _ => return failed("the path is not the `uri` of any container"),
        };
        let own = |container: &&Container| token.accounts.contains(&container.draft.owner);
        let Some(container) = self.world.container(id).filter(own) else {
            return failed("there is no such container");
        };
        let Some(upload) = &container.upload else {
            return failed("this container was not made with `upload_type=resumable`");
        };
        if version.is_some_and(|version| version != format!("v{}.0", upload.version)) {
            return failed("another version than that of the `uri`: use the `uri` as it came");
        }
        match upload.phase {
            Phase::NotStarted | Phase::InProgress => {}
            Phase::Complete(_) => return failed("the upload is complete"),
            Phase::Dead => return failed("the upload is dead: make another container"),
        }
        if container.expires_at() <= now {
            return failed("the container has expired");
        }
        let way = head.way.clone()?;
        match &way {
            Way::Url(url) if !judge::is_fetchable(url) => {
                return failed("`file_url` must start with http:// or https:// and be plain ASCII");
            }
            Way::Url(_) if head.length.is_some_and(|length| length > 0) => {
                return failed("an upload with `file_url` has no body");
            }
            Way::Url(_) => {}
            Way::Bytes { offset, file_size } => {
                self.check_bytes(upload, *offset, *file_size, head.length)?;
            }
        }
        Ok((id.to_owned(), way))
    }

    fn check_bytes(
        &self,
        upload: &Upload,
        offset: u64,
        file_size: u64,
        length: Option<u64>,
    ) -> Result<(), UploadRefusal> {
        if upload.file_size.is_some_and(|known| known != file_size) {
            let note = "`file_size` is another than that of the first request";
            return Err(UploadRefusal::partial().with_note(note));
        }
        let stands_at = upload.bytes_transferred();
        if offset != stands_at || offset >= file_size {
            let note = format!("the upload stands at {stands_at}");
            return Err(UploadRefusal::wrong_offset().with_note(note));
        }
        let rest = file_size - offset;
        match length {
            Some(0) => Err(UploadRefusal::failed().with_note("the body is empty")),
            Some(length) if length > rest => Err(UploadRefusal::partial()
                .with_note(format!("the body has {length} bytes, and {rest} are missing"))),
            Some(length) if length < rest && self.config.slices == Slices::Refused => {
                let note = "the body must have all the bytes that are missing";
                Err(UploadRefusal::partial().with_note(note))
            }
            _ => Ok(()),
        }
    }

    /// The client is answered when the video has been fetched, since the answer says whether it
    /// could be (R54).
    fn upload_from(
        &mut self,
        now: Timestamp,
        exchange: Exchange,
        id: String,
        url: String,
    ) -> Handling {
        let at_hand = self.at_hand(&exchange, &url);
        self.tickets += 1;
        let taker = Ticket(self.tickets);
        self.world.upload_begins(&id, taker, None);
        match at_hand {
            Some(media) => {
                let outcome = self.upload_fetched(now, &id, taker, media);
                self.finish_upload(&exchange, outcome)
            }
            None => {
                let waiting = Waiting::Upload(id, taker, Some(Box::new(exchange)));
                Handling::Fetch(self.wait_for(url, waiting))
            }
        }
    }

    /// Answers as far as the faults let it.
    pub(super) fn finish_upload(
        &mut self,
        exchange: &Exchange,
        outcome: Result<(), UploadRefusal>,
    ) -> Handling {
        let Some(fault) = exchange.strike.answer.as_ref() else {
            return self.answer_upload(exchange, outcome);
        };
        match fault.what {
            Do::CommitThenDrop => Handling::Drop,
            Do::CommitThenError => self.answer_upload(exchange, Err(faulty(exchange))),
            Do::Garble => match self.answer_upload(exchange, outcome) {
                Handling::Respond(mut response) => {
                    let half = response.body().len() / 2;
                    response.body_mut().truncate(half);
                    self.journal.answered(exchange.number, &exchange.call, &response);
                    Handling::Respond(response)
                }
                other => other,
            },
            Do::Delay => {
                let then = Box::new(self.answer_upload(exchange, outcome));
                Handling::Delay { by: fault.delay, then }
            }
            _ => self.answer_upload(exchange, outcome),
        }
    }

    fn answer_upload(
        &mut self,
        exchange: &Exchange,
        outcome: Result<(), UploadRefusal>,
    ) -> Handling {
        let mut response = match &outcome {
            Ok(()) => {
                let body = r#"{"success":true,"message":"Upload successful."}"#;
                reply::with_body(200, reply::JSON, body.into())
            }
            Err(refusal) => refusal.response(),
        };
        let why = outcome.as_ref().err().and_then(UploadRefusal::note);
        let notes = exchange.call.notes.iter().map(String::as_str);
        reply::note(&mut response, why.into_iter().chain(notes));
        self.journal.answered(exchange.number, &exchange.call, &response);
        Handling::Respond(response)
    }
}

fn faulty(exchange: &Exchange) -> UploadRefusal {
    match &exchange.strike.answer {
        Some(fault) => UploadRefusal::of_fault(fault, exchange.call.token.as_deref()),
        None => UploadRefusal::failed(),
    }
}

fn at_most(length: usize, most: u64) -> usize {
    usize::try_from(most).map_or(length, |most| length.min(most))
}
