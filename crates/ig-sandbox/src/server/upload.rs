//! Uploads: the body goes to the machine as it comes, and is nowhere held whole.

use std::sync::Arc;

use http::Request;
use http_body_util::BodyExt as _;
use hyper::body::Incoming;

use crate::{
    handling::{Handling, Ticket},
    upload::{UploadEnd, UploadNext, UploadStart},
};

use super::Shared;

/// Takes an upload; says what becomes of it.
pub(super) async fn receive(shared: &Arc<Shared>, request: Request<Incoming>) -> Handling {
    let (parts, mut body) = request.into_parts();
    let start = {
        let mut sandbox = shared.lock();
        let now = (shared.clock)();
        sandbox.upload_begins(now, &Request::from_parts(parts, ()))
    };
    let ticket = match start {
        UploadStart::Receive(ticket) => ticket,
        UploadStart::Refuse(Handling::Drop) => return Handling::Drop,
        UploadStart::Refuse(handling) => {
            // The client reads the answer only when it has sent everything.
            while let Some(Ok(_)) = body.frame().await {}
            return handling;
        }
    };
    let taking = Taking { shared: Arc::clone(shared), ticket };
    loop {
        let bytes = match body.frame().await {
            None => return taking.ends(UploadEnd::Whole),
            Some(Err(_)) => return taking.ends(UploadEnd::Broken),
            Some(Ok(frame)) => frame.into_data().unwrap_or_default(),
        };
        if shared.lock().upload_receives(ticket, &bytes) == UploadNext::Break {
            return taking.ends(UploadEnd::Broken);
        }
    }
}

/// An upload that is under way. hyper drops what serves a connection that is gone: the machine is
/// told then as well.
struct Taking {
    shared: Arc<Shared>,
    ticket: Ticket,
}

impl Taking {
    fn ends(&self, how: UploadEnd) -> Handling {
        let mut sandbox = self.shared.lock();
        let now = (self.shared.clock)();
        sandbox.upload_ends(now, self.ticket, how)
    }
}

impl Drop for Taking {
    fn drop(&mut self) {
        // A ticket is good for one end, so that this one is nothing where there was another.
        let _ = self.ends(UploadEnd::Broken);
    }
}
