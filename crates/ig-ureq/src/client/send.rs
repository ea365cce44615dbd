//! From a request to its reply.

use std::{
    fmt,
    io::{self, Read},
    sync::Arc,
};

use ig_core::{
    Body, BuildError, Call, Exchange, Reply, TransportError,
    http::{Request, Response},
    upload::Part,
};

use super::Client;
use crate::{
    Files, MAX_RESPONSE, OnUpload, PartReader, Sources, body::Watched, log::CallLog, lost::lost,
    upload,
};

/// The sources of uploads, and the callback for their progress.
#[derive(Clone)]
pub(crate) struct Uploads {
    pub(super) sources: Arc<dyn Sources>,
    pub(super) on_upload: OnUpload,
}

impl Default for Uploads {
    fn default() -> Self {
        Self { sources: Arc::new(Files), on_upload: OnUpload::default() }
    }
}

impl fmt::Debug for Uploads {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Uploads").field("on_upload", &self.on_upload).finish_non_exhaustive()
    }
}

impl<C> Client<C> {
    /// Sends one request of a loop of your own, and gives the reply as it is: nothing is retried.
    ///
    /// # Errors
    ///
    /// When the request cannot be built.
    pub fn send_one(&self, call: Call) -> Result<Reply, BuildError> {
        self.send(call, None)
    }

    pub(super) fn send(&self, call: Call, attempt: Option<u32>) -> Result<Reply, BuildError> {
        let name = call.name();
        let Exchange { request, pending } = call.exchange(&self.context)?;
        let log = CallLog::begin(name, &request, attempt);
        let (head, body) = request.into_parts();
        let head = Request::from_parts(head, ());
        let result = log.span().in_scope(|| match body {
            Body::Bytes(bytes) => self.send_bytes(head, bytes),
            Body::Part(part) => self.send_part(head, &part),
        });
        let reply = match result {
            Ok(response) => pending.received(response),
            Err(error) => pending.lost(error),
        };
        log.end(&reply);
        Ok(reply)
    }

    fn send_bytes(
        &self,
        head: Request<()>,
        bytes: Vec<u8>,
    ) -> Result<Response<Vec<u8>>, TransportError> {
        let mut body = Watched::new(bytes);
        let mut request = body.request(head);
        request.extensions_mut().insert(self.carrier.clone());
        let reply = self.agent.run(request).and_then(whole);
        reply.map_err(|error| lost(error, body.handed))
    }

    fn send_part(
        &self,
        head: Request<()>,
        part: &Part,
    ) -> Result<Response<Vec<u8>>, TransportError> {
        let Uploads { sources, on_upload } = &self.uploads;
        let part = PartReader::open(&**sources, part).map_err(TransportError::of_source)?;
        let length = part.left();
        let mut body = Reported { part, on_upload };
        upload::upload(self.carrier.connector(), self.timeout, head, &mut body, length)
    }
}

/// A part that is reported piece by piece.
struct Reported<'a> {
    part: PartReader,
    on_upload: &'a OnUpload,
}

impl Read for Reported<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let length = self.part.read(into)?;
        self.on_upload.tell(self.part.source(), self.part.offset());
        Ok(length)
    }
}

fn whole(response: Response<ureq::Body>) -> Result<Response<Vec<u8>>, ureq::Error> {
    let (parts, mut body) = response.into_parts();
    // Whether a body that reaches ureq's limit is beyond it differs by version. Every version
    // reads one byte too many, so the length is checked here.
    let body = body.with_config().limit(MAX_RESPONSE + 2).read_to_vec()?;
    if MAX_RESPONSE < body.len() as u64 {
        return Err(ureq::Error::BodyExceedsLimit(MAX_RESPONSE));
    }
    Ok(Response::from_parts(parts, body))
}
