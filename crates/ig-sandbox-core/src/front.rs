//! The front: passes a request to the part of the sandbox that serves it.

use std::time::Duration;

use http::{Method, Request, Response};

use crate::{
    base, control, dialog, exchange::Exchange, handling::Handling, page, reply, sandbox::Sandbox,
    time::Timestamp,
};

impl Sandbox {
    /// Takes a request.
    pub fn handle(&mut self, now: Timestamp, request: Request<Vec<u8>>) -> Handling {
        let now = self.settle(now);
        let path = request.uri().path();
        let control = if path == "/_sandbox" { Some("") } else { path.strip_prefix("/_sandbox/") };
        let handling = if let Some(path) = control {
            if !matches!(*request.method(), Method::GET | Method::HEAD) {
                self.version += 1;
            }
            let base = self.base_of(&request);
            Handling::Respond(control::answer(self, now, path, &request, &base))
        } else {
            match self.known_base(&request) {
                Err(refused) => Handling::Respond(*refused),
                Ok(_) if request.uri().path() == "/health" => {
                    // For what waits until a container is up.
                    Handling::Respond(reply::text(200, "ok\n"))
                }
                Ok(base) => {
                    if let Some(response) = self.dialog(now, &request) {
                        self.version += 1;
                        Handling::Respond(response)
                    } else if let Some(response) = page::answer(&self.world, &request) {
                        Handling::Respond(response)
                    } else if let Some(refused) = base::refuse_origin(&request, &self.config) {
                        Handling::Respond(refused)
                    } else if let Some(recorded) = self.play(now, &request) {
                        // A recorded reply has its own date.
                        return recorded;
                    } else if Self::is_upload(&request) {
                        self.upload_whole(now, &request)
                    } else {
                        self.version += 1;
                        self.graph(now, &request, base)
                    }
                }
            }
        };
        // A reset may have moved the clock.
        self.latest_reply.dated(handling, self.clock.latest())
    }

    /// One exchange for a recording: a line of JSON without tokens, codes and secrets, for
    /// [`Replay`](crate::Replay) to read. The control endpoints and the pages are not recorded.
    ///
    /// The request of an upload has no body here. Without a response, the connection was broken.
    pub fn record(
        &self,
        at: Timestamp,
        took: Duration,
        request: &Request<Vec<u8>>,
        response: Option<&Response<Vec<u8>>>,
    ) -> Option<String> {
        if page::is_page(request) || dialog::is_dialog(request) {
            return None;
        }
        let apps = self.config.apps.iter().map(|app| app.secret.as_str());
        let secrets: Vec<&str> = self.world.tokens.texts().chain(apps).collect();
        let exchange = Exchange::of(at, took, request, response, &secrets)?;
        // Maps with text keys always serialise.
        serde_json::to_string(&exchange).ok()
    }
}
