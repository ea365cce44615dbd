//! Uploads: the body goes to the machine as it comes, and is nowhere held whole.

use std::sync::Arc;

use http::Request;
use http_body_util::BodyExt as _;
use hyper::body::Incoming;
use ig_sandbox_core::{Handling, Ticket, UploadEnd, UploadNext, UploadStart};

use super::{folder::Debt, shared::Shared};

/// Takes an upload; says what becomes of it.
pub(super) async fn receive(shared: &Arc<Shared>, request: Request<Incoming>) -> (Handling, Debt) {
    let (parts, mut body) = request.into_parts();
    let head = Request::from_parts(parts, ());
    let (start, debt) = shared.step(|sandbox, now| sandbox.upload_begins(now, &head));
    let ticket = match start {
        UploadStart::Receive(ticket) => ticket,
        UploadStart::Refuse(Handling::Drop) => return (Handling::Drop, debt),
        UploadStart::Refuse(handling) => {
            // The client reads the answer only when it has sent everything.
            drain(body).await;
            return (handling, debt);
        }
    };
    let taking = Taking { shared: Arc::clone(shared), ticket };
    loop {
        let bytes = match body.frame().await {
            None => return taking.ends(UploadEnd::Whole),
            Some(Err(_)) => return taking.ends(UploadEnd::Broken),
            Some(Ok(frame)) => frame.into_data().unwrap_or_default(),
        };
        let (next, _) = shared.step(|sandbox, _| sandbox.upload_receives(ticket, &bytes));
        if next == UploadNext::Break {
            return taking.ends(UploadEnd::Broken);
        }
    }
}

/// Reads a body to its end and throws it away.
pub(super) async fn drain(mut body: Incoming) {
    while let Some(Ok(_)) = body.frame().await {}
}

/// An upload that is under way. hyper drops what serves a connection that is gone: the machine is
/// told then as well.
struct Taking {
    shared: Arc<Shared>,
    ticket: Ticket,
}

impl Taking {
    fn ends(&self, how: UploadEnd) -> (Handling, Debt) {
        self.shared.step(|sandbox, now| sandbox.upload_ends(now, self.ticket, how))
    }
}

impl Drop for Taking {
    fn drop(&mut self) {
        // A ticket is good for one end, so that this one is nothing where there was another.
        let _ = self.ends(UploadEnd::Broken);
    }
}
