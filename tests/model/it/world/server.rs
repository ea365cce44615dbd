//! The server's side: a request, its fault and its reply.

use std::time::Duration;

use ig_core::{
    Body, Call, Context, Delivery, Exchange, Reply,
    http::{Request, Response},
    publish::Surface,
    upload::Part,
};
use ig_sandbox_core::{Fetch, Fetched, Handling, UploadEnd, UploadNext, UploadStart};

use super::{World, videos::video_at};
use crate::{JPEG, TOKEN, server_time};

const USER: &str = "17841400008460056";

/// The size of the pieces in which a video comes: no part of it is a multiple of this.
const PIECE: usize = 4099;

impl World {
    pub(super) fn send(&mut self, context: &Context, call: Call) -> Reply {
        let Exchange { request, pending } = call.exchange(context).expect("a valid request");
        assert!(!format!("{request:?} {pending:?}").contains(TOKEN));
        match self.answer(request) {
            Ok(response) => pending.received(response),
            Err(delivery) => pending.lost(delivery),
        }
    }

    fn answer(&mut self, request: Request<Body>) -> Result<Response<Vec<u8>>, Delivery> {
        let number = u32::try_from(self.asked.len()).unwrap_or(u32::MAX);
        if self.refused.contains(&number) {
            self.hindrances += 1;
            return Err(Delivery::NotSent);
        }
        if self.others.contains(&number) {
            self.somebody_else_posts();
        }
        let fault = self.faults.remove(&number);
        let was_armed = fault.is_some();
        self.hindrances += usize::from(was_armed);
        self.sandbox.arm(fault);
        let (head, body) = request.into_parts();
        let handling = match body {
            Body::Part(part) => self.upload(&Request::from_parts(head, ()), &part, number),
            Body::Bytes(bytes) => {
                self.sandbox.handle(server_time(self.now), Request::from_parts(head, bytes))
            }
        };
        let response = self.carry_out(handling);
        if was_armed {
            self.sandbox.disarm();
        }
        response.ok_or(Delivery::Unknown)
    }

    /// Sends a part of a video, as a socket would: in pieces, until it breaks.
    fn upload(&mut self, request: &Request<()>, part: &Part, number: u32) -> Handling {
        let video = video_at(part.source().name());
        let bytes = |n: u64| usize::try_from(n).expect("a small video");
        let body = &video[bytes(part.offset())..][..bytes(part.length())];
        let ticket = match self.sandbox.upload_begins(server_time(self.now), request) {
            UploadStart::Receive(ticket) => ticket,
            UploadStart::Refuse(handling) => return handling,
        };
        let cut = self.cuts.remove(&number).map(|cut| cut % (body.len() + 1));
        for piece in body[..cut.unwrap_or(body.len())].chunks(PIECE) {
            if self.sandbox.upload_receives(ticket, piece) == UploadNext::Break {
                return self.sandbox.upload_ends(server_time(self.now), ticket, UploadEnd::Broken);
            }
        }
        match cut {
            Some(_) => {
                self.hindrances += 1;
                self.sandbox.upload_ends(server_time(self.now), ticket, UploadEnd::Broken)
            }
            None => self.sandbox.upload_ends(server_time(self.now), ticket, UploadEnd::Whole),
        }
    }

    /// Another program creates a container that it posts later.
    pub(super) fn somebody_else_prepares(&mut self) {
        for _ in 0..self.others.len() {
            self.somebody_else_makes();
        }
        self.theirs_left = self.theirs.len();
        // As long as any picture takes.
        self.now = self.now.after(Duration::from_secs(1000));
    }

    /// Creates a photo of the kind where ours must show: a story or a post of the feed.
    fn somebody_else_makes(&mut self) {
        let kind = match self.plan.post().surface() {
            Surface::Stories => "media_type=STORIES",
            _ => "caption=another",
        };
        let made = self.ask(&format!("/{USER}/media?image_url=https://a.example/b.jpg&{kind}"));
        let id = made.and_then(|made| Some(made["id"].as_str()?.to_owned()));
        self.theirs.extend(id);
    }

    /// Publishes the prepared container, or a new one if that has expired.
    fn somebody_else_posts(&mut self) {
        let Some(left) = self.theirs_left.checked_sub(1) else { return };
        self.theirs_left = left;
        let publish = |id: &str| format!("/{USER}/media_publish?creation_id={id}");
        let prepared = publish(&self.theirs[left]);
        if self.ask(&prepared).is_none_or(|reply| reply["id"].is_null()) {
            self.somebody_else_makes();
            let made = self.theirs.last().map(|id| publish(id));
            made.and_then(|target| self.ask(&target));
        }
    }

    fn ask(&mut self, target: &str) -> Option<serde_json::Value> {
        let request = Request::post(target).header("authorization", format!("Bearer {TOKEN}"));
        let request = request.body(Vec::new()).expect("a request");
        let handling = self.sandbox.handle(server_time(self.now), request);
        let response = self.carry_out(handling)?;
        serde_json::from_slice(response.body()).ok()
    }

    fn carry_out(&mut self, handling: Handling) -> Option<Response<Vec<u8>>> {
        match handling {
            Handling::Respond(response) => Some(response),
            Handling::Drop | Handling::Nothing => None,
            Handling::Fetch(fetch) => {
                let handling = self.fetch(&fetch);
                self.carry_out(handling)
            }
            Handling::RespondAndFetch { then, fetch } => {
                let response = self.carry_out(*then);
                let _ = self.fetch(&fetch);
                response
            }
            Handling::Delay { by, then } => {
                self.now = self.now.after(by);
                self.carry_out(*then)
            }
        }
    }

    fn fetch(&mut self, fetch: &Fetch) -> Handling {
        let is_photo = fetch.url.ends_with(".jpg");
        let file = if is_photo { JPEG.to_vec() } else { video_at(&fetch.url) };
        self.sandbox.fetched(server_time(self.now), fetch.ticket, Ok(Fetched::new(file)))
    }
}
