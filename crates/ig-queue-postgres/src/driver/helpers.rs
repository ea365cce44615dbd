//! What runs beside the loop of a driver: the engine, and the reconciler.

use std::{collections::BTreeSet, time::Duration};

use deadpool_postgres::Pool;
use ig_queue::Credential;
use tokio::{
    sync::{mpsc, watch},
    task::JoinSet,
    time::{sleep, timeout},
};

use crate::{
    config::Config,
    delivery::{self, Engine},
    error::Error,
    message::Message,
};

/// How often jobs are compared with posts.
const RECONCILE: Duration = Duration::from_secs(30);

/// How long the engine has at a stop to end the jobs that the worker has let go of.
const LAST: Duration = Duration::from_secs(5);

/// What runs beside the loop of a driver. It ends with this.
#[derive(Debug)]
pub(super) struct Helpers {
    pool: Pool,
    slots: usize,
    to: mpsc::UnboundedSender<Message>,
    /// What the engine delivers posts for.
    credentials: BTreeSet<Credential>,
    /// Ends the engine that delivers.
    stop: watch::Sender<bool>,
    /// That engine, and earlier ones whose posts are still in work.
    engines: JoinSet<()>,
    _reconciler: JoinSet<()>,
}

impl Helpers {
    pub(super) async fn start(
        config: &Config,
        slots: usize,
        to: mpsc::UnboundedSender<Message>,
    ) -> Result<Self, Error> {
        let pool = delivery::pool(config)?;
        let place = config.place();
        let client = pool.get().await.map_err(|error| Error::delivery(&place, &error))?;
        delivery::check(&client, &place).await?;
        drop(client);
        let mut reconciler = JoinSet::new();
        reconciler.spawn(reconcile(pool.clone(), to.clone()));
        Ok(Self {
            pool,
            slots,
            to,
            credentials: BTreeSet::new(),
            stop: watch::Sender::new(false),
            engines: JoinSet::new(),
            _reconciler: reconciler,
        })
    }

    /// Delivers posts of these credentials from now on. The engine cannot be told so while it runs:
    /// another begins, and this one ends with the posts that it has delivered.
    pub(super) fn deliver(&mut self, credentials: BTreeSet<Credential>) {
        // Those that have ended.
        while self.engines.try_join_next().is_some() {}
        if self.credentials == credentials || *self.stop.borrow() {
            return;
        }
        self.stop.send_replace(true);
        let (stop, is_stopped) = watch::channel(false);
        self.stop = stop;
        let engine = Engine {
            database: self.pool.clone().into(),
            credentials: credentials.iter().cloned().collect(),
            slots: self.slots,
            to: self.to.clone(),
            stop: is_stopped,
        };
        self.engines.spawn(engine.run());
        self.credentials = credentials;
    }

    /// Delivers nothing more.
    pub(super) fn stop(&self) {
        self.stop.send_replace(true);
    }

    /// Waits for the engine, whose posts the worker has let go of.
    pub(super) async fn end(mut self) {
        self.stop();
        let all = async { while self.engines.join_next().await.is_some() {} };
        // What it leaves behind is taken back by others.
        let _ = timeout(LAST, all).await;
    }
}

/// Compares jobs with posts at once, and then again and again, and tells for which credentials there
/// are posts. No error ends it.
async fn reconcile(pool: Pool, to: mpsc::UnboundedSender<Message>) {
    loop {
        let result = match pool.get().await {
            Ok(mut client) => delivery::reconcile(&mut client).await.map_err(|it| it.to_string()),
            Err(error) => Err(error.to_string()),
        };
        // The driver may be gone.
        let pause = match result {
            Ok(credentials) => {
                let _ = to.send(Message::Wanted(credentials));
                RECONCILE
            }
            Err(why) => {
                let _ = to.send(Message::Undelivered(why));
                Duration::from_secs(1)
            }
        };
        sleep(pause).await;
    }
}
