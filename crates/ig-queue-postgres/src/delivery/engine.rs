//! The engine: `graphile_worker`, started again whenever it ends.

use std::{
    fmt,
    time::{Duration, Instant},
};

use graphile_worker::{
    Database, IntoTaskHandlerResult, TaskHandler, Worker, WorkerContext, WorkerRecoveryConfig,
};
use ig_queue::{Credential, PostId};
use serde::{Deserialize, Serialize};
use tokio::{
    sync::{mpsc, oneshot, watch},
    time::timeout,
};

use super::{TASK, labels};
use crate::message::Message;

/// The engine of one worker.
pub(crate) struct Engine {
    pub(crate) database: Database,
    pub(crate) credentials: Vec<Credential>,
    /// How many posts it delivers at once.
    pub(crate) slots: usize,
    pub(crate) to: mpsc::UnboundedSender<Message>,
    /// Whether it is to deliver nothing more.
    pub(crate) stop: watch::Receiver<bool>,
}

/// The pause before it is started again: from this, doubled each time, up to two seconds.
const PAUSE: Duration = Duration::from_millis(100);
const MOST_PAUSE: Duration = Duration::from_secs(2);

/// A run that lasted so long had begun well.
const GOOD_RUN: Duration = Duration::from_secs(10);

/// How long its posts are waited for at a stop: longer than any request takes.
const DRAIN: Duration = Duration::from_secs(300);

impl Engine {
    /// Delivers until it is stopped.
    pub(crate) async fn run(mut self) {
        let mut pause = PAUSE;
        while !*self.stop.borrow() {
            let start = Instant::now();
            if let Err(why) = self.run_once().await {
                // The driver may be gone.
                let _ = self.to.send(Message::Undelivered(why));
            }
            if GOOD_RUN < start.elapsed() {
                pause = PAUSE;
            }
            let stopped = self.stop.wait_for(|stop| *stop);
            // An error says that the driver is gone, which is a stop too.
            if timeout(pause, stopped).await.is_ok() {
                return;
            }
            pause = MOST_PAUSE.min(pause * 2);
        }
    }

    /// One life of it. It ends with its first error, such as a connection that broke.
    async fn run_once(&mut self) -> Result<(), String> {
        let (failed, has_failed) = watch::channel(false);
        let mut stop = self.stop.clone();
        let worker = Worker::options()
            .database(self.database.clone())
            .schema("graphile_worker")
            .concurrency(self.slots)
            // A post waits for a second at most. A notification would make every free slot of every
            // worker ask, at each post that is added or put back.
            .poll_interval(Duration::from_secs(1))
            .use_notification_delivery(false)
            .define_job::<Post>()
            .job_flag_allowlist(labels(&self.credentials))
            .add_extension(Handler { to: self.to.clone(), has_failed })
            .worker_recovery(recovery())
            .listen_os_shutdown_signals(false)
            .shutdown_grace_period(DRAIN)
            .shutdown_interrupted_job_retry_delay(Duration::ZERO)
            .shutdown_signal(async move {
                let _ = stop.wait_for(|stop| *stop).await;
            })
            .init()
            .await
            .map_err(|error| error.to_string())?;
        let ending = worker.shutdown_signal().clone();
        let is_stopped = self.stop.clone();
        let run = worker.run();
        tokio::pin!(run);
        let result = tokio::select! {
            result = &mut run => result,
            () = ending => {
                // It ends for an error and waits for its posts: they are given back, since nothing
                // is delivered before it is started again. At a stop they are waited for.
                if !*is_stopped.borrow() {
                    let _ = failed.send(true);
                }
                run.await
            }
        };
        result.map_err(|error| error.to_string())
    }
}

/// Jobs of a worker that is gone are delivered again 10 to 11 seconds after its last sign of life;
/// without this, never.
fn recovery() -> WorkerRecoveryConfig {
    WorkerRecoveryConfig::default()
        .heartbeat_interval(Duration::from_secs(1))
        .sweep_interval(Duration::from_secs(1))
        .sweep_threshold(Duration::from_secs(10))
        .recovery_delay(Duration::ZERO)
        .enabled(true)
}

impl fmt::Debug for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Engine")
            .field("credentials", &self.credentials)
            .field("slots", &self.slots)
            .finish_non_exhaustive()
    }
}

/// A job.
#[derive(Debug, Serialize, Deserialize)]
struct Post {
    post: PostId,
}

/// What a job needs to be carried out.
#[derive(Clone, Debug)]
struct Handler {
    to: mpsc::UnboundedSender<Message>,
    has_failed: watch::Receiver<bool>,
}

impl TaskHandler for Post {
    const IDENTIFIER: &'static str = TASK;

    /// Ends when the worker has let go of the post: its outcome is stored, it was put back, or
    /// another worker has it.
    async fn run(self, ctx: WorkerContext) -> impl IntoTaskHandlerResult {
        let Some(handler) = ctx.get_ext::<Handler>().cloned() else {
            return Err("the worker is not there");
        };
        let Handler { to, mut has_failed } = handler;
        let (done, is_done) = oneshot::channel();
        if to.send(Message::Delivered(self.post, done)).is_err() {
            return Err("the worker has ended");
        }
        tokio::select! {
            result = is_done => result.map_err(|_| "the worker has ended"),
            _ = has_failed.wait_for(|failed| *failed) => Err("the engine is started again"),
        }
    }
}
