//! The worker of the queue inside this process. If another one has the queue, that one publishes, and
//! this one takes over when it ends.

use std::{
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    thread::{self, JoinHandle},
    time::Duration,
};

use ig_core::{PublishPlan, publish::Outcome};
use ig_queue::{ApiBase, Change, Explain as _, Fault, Limits, News, PostId, Written};
use ig_queue_sqlite::{Driver, Error, SqliteStore, Stopper, Until, Waker};
use schemars::JsonSchema;
use serde::Serialize;

use super::Service;
use crate::{
    failure::Failure,
    output::Output,
    queue::{self, Media, Permalinks, Tokens},
    store::Folder,
    text::plain,
};

/// How long until it is tried again to have a queue that another worker has.
const PAUSE: Duration = Duration::from_secs(2);

/// Which worker publishes
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "Worker")]
pub(crate) enum Place {
    /// It is being started
    #[default]
    Starting,
    /// The one in this process
    Here,
    /// That of another process, which has the queue
    Elsewhere,
    /// None: the queue cannot be used, and is tried again
    Failed,
}

/// What others know of the worker.
#[derive(Debug, Default)]
pub(super) struct Handle {
    state: Mutex<State>,
    turned: Condvar,
}

#[derive(Debug, Default)]
struct State {
    place: Place,
    waker: Option<Waker>,
    stopper: Option<Stopper>,
    is_stopping: bool,
}

/// The thread of the worker.
#[derive(Debug)]
pub(crate) struct Worker {
    service: Arc<Service>,
    thread: JoinHandle<()>,
}

/// How a run of the worker ends.
enum Ended {
    Stopped,
    /// Another worker has the queue.
    Elsewhere(Failure),
    Failed(Failure),
}

impl Handle {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn place(&self) -> Place {
        self.lock().place
    }

    /// Tells the worker here of a post that is due; one elsewhere sees it within seconds.
    pub(super) fn wake(&self, post: &PostId) {
        if let Some(waker) = &self.lock().waker {
            waker.wake(post.clone());
        }
    }

    fn set(&self, place: Place) {
        self.lock().place = place;
    }

    /// Waits, unless the worker is to stop.
    fn pause(&self, time: Duration) {
        let state = self.lock();
        drop(self.turned.wait_timeout_while(state, time, |state| !state.is_stopping));
    }

    fn is_stopping(&self) -> bool {
        self.lock().is_stopping
    }
}

impl Worker {
    pub(crate) fn start(service: &Arc<Service>) -> Self {
        let on_thread = Arc::clone(service);
        let thread = thread::spawn(move || run(&on_thread));
        Self { service: Arc::clone(service), thread }
    }

    /// Takes up nothing more, and waits for publishes that are under way.
    pub(crate) fn stop(self) {
        {
            let mut state = self.service.worker.lock();
            state.is_stopping = true;
            if let Some(stopper) = &state.stopper {
                stopper.stop();
            }
            self.service.worker.turned.notify_all();
        }
        // A panic was printed.
        let _ = self.thread.join();
    }
}

fn run(service: &Service) {
    let (handle, output) = (&service.worker, &service.output);
    let mut said = None;
    while !handle.is_stopping() {
        let (place, failure) = match work(service) {
            Ended::Stopped => return,
            Ended::Elsewhere(failure) => (Place::Elsewhere, failure),
            Ended::Failed(failure) => (Place::Failed, failure),
        };
        handle.set(place);
        let text = failure.to_lines(true).join("\n");
        if said.as_ref() != Some(&text) {
            match place {
                Place::Elsewhere => output.note(
                    "another worker has the queue and publishes; this one takes over when it ends",
                ),
                _ => {
                    output.warning("nothing is published now; the queue is tried again:");
                    output.explain(&failure);
                }
            }
            said = Some(text);
        }
        handle.pause(PAUSE);
    }
}

fn work(service: &Service) -> Ended {
    match try_work(service) {
        Ok(Ok(())) => Ended::Stopped,
        Ok(Err(error)) if error.fault() == Fault::Worked => {
            Ended::Elsewhere(queue::failure(&error))
        }
        Ok(Err(error)) => Ended::Failed(queue::failure(&error)),
        Err(failure) => Ended::Failed(failure),
    }
}

fn try_work(service: &Service) -> Result<Result<(), Error>, Failure> {
    let Service { folder, output, worker: handle, .. } = service;
    let media = Media { check_urls: service.check_urls, trust: service.trust.clone() };
    let tokens = Tokens::new(&service.access, service.token_dir.as_deref(), output)?;
    let mut driver = Driver::new(open(folder)?, queue::me(), Limits::default())
        .with_judge(move |base: &ApiBase, plan: &PublishPlan| media.judge(base, plan));
    let rows = open(folder)?;
    let permalinks = Permalinks::new(open(folder)?, *output);
    {
        let mut state = handle.lock();
        state.waker = Some(driver.waker());
        state.stopper = Some(driver.stopper());
        if state.is_stopping {
            return Ok(Ok(()));
        }
    }
    let mut clients = &tokens;
    let end = driver.run(Until::Stopped, &mut clients, &mut |news| {
        handle.set(Place::Here);
        hear(&news, output);
        if let Some((post, media)) = news.published()
            && let Ok(Some(row)) = rows.get(post)
            && let Some(client) = tokens.client(&row.account.api_base, &row.credential)
        {
            permalinks.read(post, media, client);
        }
    });
    {
        let mut state = handle.lock();
        state.waker = None;
        state.stopper = None;
    }
    permalinks.finish();
    Ok(end)
}

/// The queue, which was there when the program started. If it is gone, a new, empty one would not know
/// what is public.
fn open(folder: &Folder) -> Result<SqliteStore, Failure> {
    queue::find(folder)?.ok_or_else(|| {
        Failure::failed("the queue cannot be used")
            .because(format!("{} is gone", queue::path(folder).display()))
            .fix("put the file back: a new, empty queue would not know which posts are public")
    })
}

/// Says what people should know.
fn hear(news: &News<'_, Error>, output: &Output) {
    match news {
        News::Reset(posts) => output.warning(queue::was_reset(posts, "ig queue")),
        News::Trouble(error) => {
            output.warning("the queue is tried again each second:");
            output.explain(&queue::failure(*error));
        }
        News::Written(write, Written::Done(_)) => {
            if let Change::Outcome { snapshot, .. } = &write.change
                && let Some(outcome) = snapshot.outcome()
            {
                let outcome: &Outcome = outcome;
                output.note(plain(&format!("{}: {outcome}", write.post)));
            }
        }
        _ => (),
    }
}
