//! Requests run to their end, for tests without a socket.

use std::time::Duration;

use http::{Request, Response};

use crate::{
    handling::{FetchError, Fetched, Handling},
    sandbox::Sandbox,
    time::Timestamp,
};

/// What a client gets in the end.
#[derive(Debug)]
#[expect(clippy::exhaustive_enums, reason = "a client gets a response or it does not")]
pub enum Answer {
    /// A response.
    Response {
        /// The time until the response.
        after: Duration,
        /// The response.
        response: Response<Vec<u8>>,
    },
    /// A broken connection.
    Dropped,
}

impl Answer {
    /// The response, if there is one.
    pub fn response(self) -> Option<Response<Vec<u8>>> {
        match self {
            Self::Response { response, .. } => Some(response),
            Self::Dropped => None,
        }
    }
}

impl Sandbox {
    /// Runs a request to its end; `fetch` delivers files at once.
    pub fn answer(
        &mut self,
        now: Timestamp,
        request: Request<Vec<u8>>,
        fetch: impl Fn(&str) -> Result<Fetched, FetchError>,
    ) -> Answer {
        let mut after = Duration::ZERO;
        let mut handling = self.handle(now, request);
        loop {
            handling = match handling {
                Handling::Respond(response) => return Answer::Response { after, response },
                Handling::Drop | Handling::Nothing => return Answer::Dropped,
                Handling::Fetch(wanted) => self.fetched(now, wanted.ticket, fetch(&wanted.url)),
                Handling::RespondAndFetch { then, fetch: wanted } => {
                    let mut wanted = wanted;
                    while let Handling::Fetch(next) =
                        self.fetched(now, wanted.ticket, fetch(&wanted.url))
                    {
                        wanted = next;
                    }
                    *then
                }
                Handling::Delay { by, then } => {
                    after = after.saturating_add(by);
                    *then
                }
            };
        }
    }
}
