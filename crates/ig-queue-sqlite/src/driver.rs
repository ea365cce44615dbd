//! The loop: a worker's tasks, carried out.

use std::{
    sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel},
    time::Duration,
};

use ig_queue::{
    AccountId, ApiBase, Claim, Credential, Incarnation, Judge, Judging, Limits, News, PostId,
    Request, Store as _, Task, Worker, Write,
};
use ig_queue_report::Reporter;
use ig_ureq::Client;

use crate::{
    clocks::clocks,
    error::Error,
    send::{self, Message},
    store::{Reset, SqliteStore},
};

/// Finds the client for a credential: one that sends its token to its API.
///
/// A closure will do. It is asked before each request, so that a token that was renewed is used
/// at once; it should give a clone of the same client as long as the token is the same.
pub trait Clients {
    /// The client; `None` where there is no such token here. The post is left to another worker
    /// then, and tried again after a minute.
    fn client(&mut self, api_base: &ApiBase, credential: &Credential) -> Option<Client>;

    /// Whether the token of that name is for posts of this account, as far as is known. It is asked
    /// when a post is taken up; where it is not, nothing is sent, and the post is left to another worker
    /// as if the token were missing. By default it is for all that have its name.
    fn is_for(&mut self, account: &AccountId, credential: &Credential) -> bool {
        let _ = (account, credential);
        true
    }
}

impl<F: FnMut(&ApiBase, &Credential) -> Option<Client>> Clients for F {
    fn client(&mut self, api_base: &ApiBase, credential: &Credential) -> Option<Client> {
        self(api_base, credential)
    }
}

/// When a driver ends by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "there is no fourth")]
pub enum Until {
    /// Never. Only [`Stopper::stop`] ends it, or an error that no time helps against.
    Stopped,
    /// When nothing has to be done within [`Driver::SOON`].
    Idle,
    /// When no post waits for anything but a person.
    Empty,
}

/// Works on a queue with threads that block: each request has one, for as long as it takes.
#[derive(Debug)]
pub struct Driver {
    store: SqliteStore,
    worker: Worker,
    judge: Option<Judging>,
    reporter: Reporter,
    sender: Sender<Message>,
    inbox: Receiver<Message>,
}

/// Ends a driver, from another thread.
#[derive(Clone, Debug)]
pub struct Stopper(Sender<Message>);

impl Stopper {
    /// Takes up nothing more, waits for publishes that are under way, and puts the rest back.
    pub fn stop(&self) {
        // It may have ended already.
        let _ = self.0.send(Message::Stop);
    }
}

/// Tells a driver, from another thread, of a post that was just added and is due, which it would
/// find within some seconds by itself.
#[derive(Clone, Debug)]
pub struct Waker(Sender<Message>);

impl Waker {
    /// Somebody has to look at `post`.
    pub fn wake(&self, post: PostId) {
        // It may have ended already.
        let _ = self.0.send(Message::Woken(post));
    }
}

impl Driver {
    /// How soon the next look has to be for a driver to wait for it with [`Until::Idle`]: 15
    /// seconds, which is more than a post waits for another of its account.
    pub const SOON: Duration = Duration::from_secs(15);

    /// A driver of the queue in `store`. `me` was never used before, by any process.
    pub fn new(store: SqliteStore, me: Incarnation, limits: Limits) -> Self {
        let (sender, inbox) = channel();
        let (worker, reporter) = (Worker::new(me, limits), Reporter::new());
        Self { store, worker, judge: None, reporter, sender, inbox }
    }

    /// Judges the media of each post before its first container is made.
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

    /// What tells it of posts that were just added.
    pub fn waker(&self) -> Waker {
        Waker(self.sender.clone())
    }

    /// The store, for what is to be read from it afterwards.
    pub fn store(&mut self) -> &mut SqliteStore {
        &mut self.store
    }

    /// Publishes what is due, until `until`.
    ///
    /// # Errors
    ///
    /// When another worker has the queue, and when the store fails: at once with
    /// [`Until::Idle`] and [`Until::Empty`], and otherwise where it is
    /// [final](Error::is_final) or gives no answer for [ten seconds](Worker::LAST) after the driver
    /// was stopped. Run again, it goes on from what is stored.
    pub fn run(
        &mut self,
        until: Until,
        clients: &mut dyn Clients,
        news: &mut dyn FnMut(News<'_, Error>),
    ) -> Result<(), Error> {
        let me = self.worker.me().clone();
        let reset = self.store.lock(&me)?;
        // Nobody may have heard it the first time.
        let held = self.store.held_by_a_reset()?;
        if reset != Reset::No || held != 0 {
            self.tell(&News::Reset(held), news);
        }
        loop {
            while let Ok(message) = self.inbox.try_recv() {
                self.hear(message);
            }
            let result = match self.worker.poll(clocks()) {
                Task::Claim { posts, room } => self.claim(&me, &posts, room, clients, news),
                Task::Write(writes) => self.write(&writes, news),
                Task::Read(posts) => {
                    self.store.read(&posts).map(|answers| self.worker.read(clocks(), answers))
                }
                Task::TakeOver => {
                    let done = self.store.take_over(&me, Some(&me));
                    done.map(|()| self.worker.taken_over(clocks()))
                }
                Task::Send(request) => {
                    self.send(request, clients, news);
                    Ok(())
                }
                Task::Wait(time) => self.wait(time, until, news),
                Task::Finished => return Ok(()),
            };
            if let Err(error) = result {
                let goes_on = until == Until::Stopped || error.may_pass();
                if error.is_final() || !goes_on {
                    return Err(error);
                }
                self.tell(&News::Trouble(&error), news);
                self.worker.unknown(clocks());
                if self.worker.gives_up(clocks()) {
                    return Err(error);
                }
            }
        }
    }

    fn claim(
        &mut self,
        me: &Incarnation,
        posts: &[PostId],
        room: usize,
        clients: &mut dyn Clients,
        news: &mut dyn FnMut(News<'_, Error>),
    ) -> Result<(), Error> {
        let claims = self.store.claim(me, Claim { these: posts, due: room })?;
        self.store.take_changed().iter().for_each(|row| self.tell(&News::Looked(row), news));
        claims.posts.iter().for_each(|claimed| self.tell(&News::Claimed(claimed), news));
        let of_others = claims.of_others(|row| clients.is_for(&row.account, &row.credential));
        for (post, credential) in &of_others {
            self.tell(&News::NoToken { post, credential }, news);
        }
        self.worker.claimed_but(clocks(), claims, &of_others);
        Ok(())
    }

    fn write(
        &mut self,
        writes: &[Write],
        news: &mut dyn FnMut(News<'_, Error>),
    ) -> Result<(), Error> {
        let answers = self.store.write(writes)?;
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

    /// Reports news, and gives them to the caller.
    fn tell(&mut self, what: &News<'_, Error>, news: &mut dyn FnMut(News<'_, Error>)) {
        self.reporter.hear(what, self.store.now());
        news(*what);
    }

    fn wait(
        &mut self,
        time: Duration,
        until: Until,
        news: &mut dyn FnMut(News<'_, Error>),
    ) -> Result<(), Error> {
        if self.reporter.wants_counts() {
            self.reporter.set(&self.store.counts()?);
        }
        if self.worker.is_empty() && self.is_over(until)? {
            self.worker.drain();
            return Ok(());
        }
        self.tell(&News::Waiting(self.worker.len()), news);
        match self.inbox.recv_timeout(time) {
            Ok(message) => self.hear(message),
            // The driver has a sender itself.
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => (),
        }
        Ok(())
    }

    fn is_over(&self, until: Until) -> Result<bool, Error> {
        let soon = || self.store.now().after(Self::SOON);
        Ok(match until {
            Until::Stopped => false,
            Until::Idle => self.store.next_wake()?.is_none_or(|next| soon() < next),
            Until::Empty => self.store.next_wake()?.is_none(),
        })
    }

    fn hear(&mut self, message: Message) {
        match message {
            Message::Ended(id, ended) => {
                self.reporter.ended(id, &ended);
                self.worker.ended(clocks(), id, ended);
            }
            Message::Woken(post) => self.worker.woken(post),
            Message::Stop => self.worker.drain(),
        }
    }
}
