//! One request of a worker, as a task.

use ig_core::{BuildError, Reply};
use ig_queue::{Judging, Request, RequestId};
use ig_reqwest::Client;
use tokio::{sync::mpsc::UnboundedSender, task};

use crate::{clocks::clocks, message::Message};

/// Sends a request and reports what became of it.
pub(super) fn spawn(
    mut request: Request,
    client: Client,
    judge: Option<Judging>,
    to: UnboundedSender<Message>,
) {
    tokio::spawn(async move {
        let mut report = Report { id: Some(request.id), to };
        if let (Some(judge), Some(plan)) = (judge, request.judge.take()) {
            let api_base = request.api_base.clone();
            let judged = task::spawn_blocking(move || judge.judge(&api_base, &plan)).await;
            // One that panics has found nothing.
            if let Ok(Err(why)) = judged {
                return report.no_medium(why);
            }
        }
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

    fn no_medium(&mut self, why: String) {
        if let Some(id) = self.id.take() {
            let _ = self.to.send(Message::NoMedium(id, why));
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
