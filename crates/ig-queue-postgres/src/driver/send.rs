//! One request of a worker, as a task.

use ig_core::{BuildError, Reply};
use ig_queue::{Request, RequestId};
use ig_reqwest::Client;
use tokio::sync::mpsc::UnboundedSender;

use crate::{clocks::clocks, message::Message};

/// Sends a request and reports what became of it.
pub(super) fn spawn(request: Request, client: Client, to: UnboundedSender<Message>) {
    tokio::spawn(async move {
        let mut report = Report { id: Some(request.id), to };
        match send(request, &client).await {
            Ok(reply) => report.reply(reply),
            // Reported as one that cannot be sent.
            Err(error) => drop(error),
        }
    });
}

async fn send(request: Request, client: &Client) -> Result<Reply, BuildError> {
    let Request { call, not_after, .. } = request;
    // Asked where the connection has the request and its bytes go to the system next.
    let may_go = move || not_after.is_none_or(|deadline| !deadline.has_passed(clocks()));
    client.send_while(call, may_go).await
}

/// Reports a request that gets no reply, whatever happens to its task.
struct Report {
    id: Option<RequestId>,
    to: UnboundedSender<Message>,
}

impl Report {
    fn reply(&mut self, reply: Reply) {
        if let Some(id) = self.id.take() {
            // The driver may be gone.
            let _ = self.to.send(Message::Reply(id, Box::new(reply)));
        }
    }
}

impl Drop for Report {
    fn drop(&mut self) {
        if let Some(id) = self.id.take() {
            let _ = self.to.send(Message::Unsendable(id));
        }
    }
}
