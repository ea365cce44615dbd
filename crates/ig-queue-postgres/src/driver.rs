//! The loop: a worker's tasks, carried out on a runtime of Tokio.

mod clients;
mod helpers;
mod once;
mod report;
mod send;
mod waiting;

use std::{collections::BTreeSet, time::Duration};

use ig_core::Timestamp;
use ig_queue::{
    Claim, Credential, Incarnation, Judge, Judging, Limits, News, PostId, Request, Task, Worker,
    Write,
};
use ig_queue_report::Reporter;
use tokio::{sync::mpsc, time::timeout};

pub use self::clients::Clients;
use self::{helpers::Helpers, once::Until, waiting::Waiting};
use crate::{clocks::clocks, config::Config, error::Error, message::Message, store::PostgresStore};

/// Works on a queue in Postgres, with as many other workers as there are.
///
/// It needs a runtime of Tokio with its timers and its I/O, and has three connections or more to the
/// database: its own, and those of the engine.
#[derive(Debug)]
pub struct Driver {
    store: PostgresStore,
    config: Config,
    /// Those that are known to have a token here.
    credentials: BTreeSet<Credential>,
    /// Those that posts have and that have none.
    lacking: BTreeSet<Credential>,
    limits: Limits,
    worker: Worker,
    waiting: Waiting,
    judge: Option<Judging>,
    reporter: Reporter,
    /// The store's time, as last heard.
    now: Timestamp,
    until: Until,
    /// Whether it is known which credentials posts have.
    knows_what_is_wanted: bool,
    /// What ended a run that does not wait for better times.
    trouble: Option<Error>,
    sender: mpsc::UnboundedSender<Message>,
    inbox: mpsc::UnboundedReceiver<Message>,
}

/// Ends a driver, from another task or thread.
#[derive(Clone, Debug)]
pub struct Stopper(mpsc::UnboundedSender<Message>);

impl Stopper {
    /// Takes up nothing more, waits for publishes that are under way, and puts the rest back.
    pub fn stop(&self) {
        // It may have ended already.
        let _ = self.0.send(Message::Stop);
    }
}

impl Driver {
    /// A post that waits for longer than this is put back, so that it takes no place of those that
    /// the engine delivers: ten seconds.
    pub const PARK: Duration = Duration::from_secs(10);

    /// A driver of the queue in the database of `config`. `me` was never used before, by any
    /// process.
    ///
    /// # Errors
    ///
    /// When the queue cannot be used: see [`PostgresStore::connect`].
    pub async fn connect(config: Config, me: Incarnation, limits: Limits) -> Result<Self, Error> {
        let store = PostgresStore::connect(config.clone()).await?.with_who(me.to_string());
        let (sender, inbox) = mpsc::unbounded_channel();
        let mut limits = limits;
        limits.park = limits.park.min(Self::PARK);
        let (worker, waiting) = (Worker::new(me, limits), Waiting::default());
        let (credentials, lacking) = (BTreeSet::new(), BTreeSet::new());
        let (judge, reporter, now) = (None, Reporter::new(), ig_driver::now());
        let (until, knows_what_is_wanted, trouble) = (Until::Stopped, false, None);
        Ok(Self {
            store,
            config,
            credentials,
            lacking,
            limits,
            worker,
            waiting,
            judge,
            reporter,
            now,
            until,
            knows_what_is_wanted,
            trouble,
            sender,
            inbox,
        })
    }

    /// Begins with posts of these credentials at once. Those of others follow within half a minute,
    /// where [`Clients::has`] says so.
    #[must_use]
    pub fn with_credentials(mut self, credentials: impl IntoIterator<Item = Credential>) -> Self {
        self.credentials.extend(credentials);
        self
    }

    /// Judges the media of each post before its first container is made, on a thread that may wait.
    #[must_use]
    pub fn with_judge(self, judge: impl Judge + 'static) -> Self {
        Self { judge: Some(Judging::new(judge)), ..self }
    }

    /// Also reports what the store counts, at most each `pause`, with the metrics of
    /// [`ig-queue-report`](https://docs.rs/ig-queue-report): it is a read of the whole table, and by
    /// default there is none. The metrics of what the driver does itself are always there.
    #[must_use]
    pub fn with_metrics(self, pause: Duration) -> Self {
        Self { reporter: self.reporter.with_counts(pause), ..self }
    }

    /// What ends it.
    pub fn stopper(&self) -> Stopper {
        Stopper(self.sender.clone())
    }

    /// The store, for what is to be read from it afterwards.
    pub fn store(&mut self) -> &mut PostgresStore {
        &mut self.store
    }

    /// How soon the next look has to be for [`run_once`](Self::run_once) to wait for it: 15 seconds,
    /// which is more than a post waits for another of its account.
    pub const SOON: Duration = Duration::from_secs(15);

    /// How often [`run_once`](Self::run_once) looks whether it is over, at least.
    const LOOK: Duration = Duration::from_millis(500);

    /// Publishes what is due, until it is [stopped](Stopper::stop).
    ///
    /// # Errors
    ///
    /// When the engine has no tables, or the store fails in a way that does not
    /// [pass](Error::is_final), or gives no answer for [ten seconds](Worker::LAST) after the driver
    /// was stopped. Run again, it goes on from what is stored.
    pub async fn run(
        &mut self,
        clients: &mut dyn Clients,
        news: &mut dyn FnMut(News<'_, Error>),
    ) -> Result<(), Error> {
        self.run_until(Until::Stopped, clients, news).await
    }

    /// Publishes what is due, and ends when nothing has to be done within [`SOON`](Self::SOON): for a
    /// timer. Posts that another worker has, and those whose tokens are not here, are left to others;
    /// those of a worker that is gone are taken up 10 to 11 seconds after its last sign of life, and
    /// left to the next run before.
    ///
    /// # Errors
    ///
    /// As [`run`](Self::run); also when the store or the engine fails in a way that may pass, once
    /// what is under way has ended.
    pub async fn run_once(
        &mut self,
        clients: &mut dyn Clients,
        news: &mut dyn FnMut(News<'_, Error>),
    ) -> Result<(), Error> {
        self.run_until(Until::Idle, clients, news).await
    }

    async fn run_until(
        &mut self,
        until: Until,
        clients: &mut dyn Clients,
        news: &mut dyn FnMut(News<'_, Error>),
    ) -> Result<(), Error> {
        (self.until, self.knows_what_is_wanted, self.trouble) = (until, false, None);
        let slots = self.limits.in_flight;
        let mut helpers = Helpers::start(&self.config, slots, self.sender.clone()).await?;
        helpers.deliver(self.credentials.clone());
        let result = match self.say_what_was_lost(news).await {
            Ok(()) => self.work(&mut helpers, clients, news).await,
            Err(error) => Err(error),
        };
        self.waiting.release(&self.worker);
        // What the worker never asked for, or has at an error, is for others.
        self.waiting = Waiting::default();
        helpers.end().await;
        result
    }

    async fn work(
        &mut self,
        helpers: &mut Helpers,
        clients: &mut dyn Clients,
        news: &mut dyn FnMut(News<'_, Error>),
    ) -> Result<(), Error> {
        let me = self.worker.me().clone();
        loop {
            while let Ok(message) = self.inbox.try_recv() {
                self.hear(message, helpers, clients, news);
            }
            self.waiting.release(&self.worker);
            let result = match self.worker.poll(clocks()) {
                Task::Claim { posts, .. } => self.claim(&me, &posts, clients, news).await,
                Task::Write(writes) => self.write(&writes, news).await,
                Task::Read(posts) => {
                    let answers = self.store.read(&posts).await;
                    answers.map(|answers| self.worker.read(clocks(), answers))
                }
                Task::TakeOver => {
                    let done = self.store.take_over(&me, Some(&me)).await;
                    done.map(|()| self.worker.taken_over(clocks()))
                }
                Task::Send(request) => {
                    self.send(request, clients, news);
                    Ok(())
                }
                Task::Wait(time) => self.wait(time, helpers, clients, news).await,
                Task::Finished => return self.trouble.take().map_or(Ok(()), Err),
            };
            if let Some(posts) = self.store.take_reset() {
                let posts = usize::try_from(posts).unwrap_or(usize::MAX);
                self.tell(&News::Reset(posts), news);
            }
            if let Err(error) = result {
                if error.is_final() {
                    return Err(error);
                }
                self.tell(&News::Trouble(&error), news);
                self.worker.unknown(clocks());
                if self.worker.gives_up(clocks()) {
                    return Err(error);
                }
                self.end_by(error, helpers);
            }
        }
    }

    async fn wait(
        &mut self,
        time: Duration,
        helpers: &mut Helpers,
        clients: &mut dyn Clients,
        news: &mut dyn FnMut(News<'_, Error>),
    ) -> Result<(), Error> {
        self.count().await?;
        if self.is_over().await? {
            self.drain(helpers);
            return Ok(());
        }
        self.tell(&News::Waiting(self.worker.len()), news);
        let time = match self.until {
            Until::Stopped => time,
            Until::Idle => time.min(Self::LOOK),
        };
        // It has a sender itself.
        if let Ok(Some(message)) = timeout(time, self.inbox.recv()).await {
            self.hear(message, helpers, clients, news);
        }
        Ok(())
    }

    /// Takes up what the engine has delivered, and nothing else: it knows which tokens are here.
    async fn claim(
        &mut self,
        me: &Incarnation,
        posts: &[PostId],
        clients: &mut dyn Clients,
        news: &mut dyn FnMut(News<'_, Error>),
    ) -> Result<(), Error> {
        let claims = self.store.claim(me, Claim { these: posts, due: 0 }).await;
        let mut claims = match claims {
            Ok(claims) => claims,
            Err(error) => {
                posts.iter().for_each(|post| self.worker.woken(post.clone()));
                return Err(error);
            }
        };
        self.now = claims.now;
        self.store.take_changed().iter().for_each(|row| self.tell(&News::Looked(row), news));
        claims.posts.iter().for_each(|claimed| self.tell(&News::Claimed(claimed), news));
        // When it is time for another, the engine says so.
        claims.next = None;
        let of_others = claims.of_others(|row| clients.is_for(&row.account, &row.credential));
        for (post, credential) in &of_others {
            self.tell(&News::NoToken { post, credential }, news);
        }
        self.worker.claimed_but(clocks(), claims, &of_others);
        Ok(())
    }

    async fn write(
        &mut self,
        writes: &[Write],
        news: &mut dyn FnMut(News<'_, Error>),
    ) -> Result<(), Error> {
        let answers = self.store.write(writes).await?;
        self.now = answers.now;
        for (write, written) in writes.iter().zip(&answers.answers) {
            self.tell(&News::Written(write, written), news);
        }
        self.worker.written(clocks(), answers);
        Ok(())
    }

    fn send(
        &mut self,
        request: Request,
        clients: &mut dyn Clients,
        news: &mut dyn FnMut(News<'_, Error>),
    ) {
        let Request { api_base, credential, post, .. } = &request;
        match clients.client(api_base, credential) {
            Some(client) => {
                self.worker.learn_login(api_base, credential, client.context().login());
                let span = self.reporter.request(&request);
                send::spawn(request, client, self.judge.clone(), self.sender.clone(), span);
            }
            None => {
                self.tell(&News::NoToken { post, credential }, news);
                self.worker.lacks_the_token(clocks(), request.id);
            }
        }
    }

    fn hear(
        &mut self,
        message: Message,
        helpers: &mut Helpers,
        clients: &mut dyn Clients,
        news: &mut dyn FnMut(News<'_, Error>),
    ) {
        match message {
            Message::Ended(id, ended) => {
                self.reporter.ended(id, &ended);
                self.worker.ended(clocks(), id, ended);
            }
            Message::Delivered(post, done) => {
                self.worker.woken(post.clone());
                self.waiting.add(post, done);
            }
            Message::Undelivered(why) => {
                let error = Error::Delivery { place: self.config.place(), why };
                self.tell(&News::Trouble(&error), news);
                self.end_by(error, helpers);
            }
            Message::Wanted(credentials) => {
                self.knows_what_is_wanted = true;
                let had = std::mem::take(&mut self.credentials);
                let (here, lacking) =
                    had.into_iter().chain(credentials).partition(|it| clients.has(it));
                let before = std::mem::replace(&mut self.lacking, lacking);
                self.credentials = here;
                for credential in self.lacking.clone().difference(&before) {
                    self.tell(&News::LeftToOthers(credential), news);
                }
                helpers.deliver(self.credentials.clone());
            }
            Message::Stop => self.drain(helpers),
        }
    }

    fn drain(&mut self, helpers: &Helpers) {
        helpers.stop();
        self.worker.drain();
    }
}
