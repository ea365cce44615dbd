//! One request of a worker, as a task.

use ig_core::{BuildError, Reply};
use ig_queue::{Ended, Judging, Report, Request};
use ig_reqwest::Client;
use tokio::{sync::mpsc::UnboundedSender, task};
use tracing::{Instrument as _, Span};

use crate::{clocks::clocks, message::Message};

/// Sends a request and reports what became of it.
pub(super) fn spawn(
    mut request: Request,
    client: Client,
    judge: Option<Judging>,
    to: UnboundedSender<Message>,
    span: Span,
) {
    let work = async move {
        let report = Report::new(request.id, move |id, ended| {
            // The driver may be gone.
            let _ = to.send(Message::Ended(id, ended));
        });
        if let (Some(judge), Some(plan)) = (judge, request.judge.take()) {
            let api_base = request.api_base.clone();
            let judged = task::spawn_blocking(move || judge.judge(&api_base, &plan)).await;
            // One that panics has found nothing.
            if let Ok(Err(why)) = judged {
                return report.end(Ended::NoMedium(why));
            }
        }
        // One that cannot be built is reported as such.
        if let Ok(reply) = send(request, &client).await {
            report.end(Ended::Reply(Box::new(reply)));
        }
    };
    tokio::spawn(work.instrument(span));
}

async fn send(request: Request, client: &Client) -> Result<Reply, BuildError> {
    let Request { call, not_after, .. } = request;
    // Asked where the connection has the request and its bytes go to the system next.
    let may_go = move || not_after.is_none_or(|deadline| !deadline.has_passed(clocks()));
    client.send_while(call, may_go).await
}
