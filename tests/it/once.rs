//! One key, one post, through the call that both transports have for it.

use std::{
    future::Future,
    pin::{Pin, pin},
    task::{Context as TaskContext, Poll},
    time::Duration,
};

use ig_core::{Context, Photo, PublishPlan, publish::Outcome};
use ig_driver::{FileStore, OnceError, StoreError};
use ig_sandbox::{Config, Do, Fault, On};
use ig_tests::{
    clock::Jumping,
    driver::{Driver, block_on},
    local::Local,
};

fn plan(caption: &str) -> PublishPlan {
    let photo = Photo::new("https://example.com/a.jpg".parse().unwrap());
    let photo = photo.with_caption(caption.parse().unwrap());
    PublishPlan::new("17841400008460056".parse().unwrap(), photo)
}

fn reqwest(context: Context, clock: Jumping) -> ig_reqwest::Client<Jumping> {
    ig_reqwest::Client::new(context).unwrap().with_clock(clock)
}

fn publish(
    driver: Driver,
    local: &Local,
    store: &FileStore,
    key: &str,
    plan: PublishPlan,
) -> Result<Outcome, OnceError> {
    let (context, clock) = (local.context(), local.clock.clone());
    match driver {
        Driver::Ureq => {
            let client = ig_ureq::Client::new(context).unwrap().with_clock(clock);
            client.publish_once(store, key, plan)
        }
        Driver::Reqwest => {
            block_on(async { reqwest(context, clock).publish_once(store, key, plan).await })
        }
    }
}

fn resume(
    driver: Driver,
    local: &Local,
    store: &FileStore,
    key: &str,
) -> Result<Outcome, OnceError> {
    let (context, clock) = (local.context(), local.clock.clone());
    match driver {
        Driver::Ureq => {
            let client = ig_ureq::Client::new(context).unwrap().with_clock(clock);
            client.resume(store, key)
        }
        Driver::Reqwest => block_on(async { reqwest(context, clock).resume(store, key).await }),
    }
}

fn requests(local: &Local) -> usize {
    local.server.with(|sandbox, _| sandbox.requests().len())
}

struct Place {
    local: Local,
    store: FileStore,
    _folder: tempfile::TempDir,
}

fn place(faults: impl IntoIterator<Item = Fault>) -> Place {
    let local = Local::start(Config::default());
    local.server.with(|sandbox, _| sandbox.arm(faults));
    let folder = tempfile::tempdir().unwrap();
    let store = FileStore::open(folder.path().join("posts")).unwrap();
    Place { local, store, _folder: folder }
}

#[test]
fn the_same_key_is_the_same_post_and_sends_nothing_once_it_is_over() {
    for driver in Driver::BOTH {
        for fault in [None, Some(Fault::new(On::Publish, Do::CommitThenDrop))] {
            let Place { local, store, _folder } = place(fault);
            let first = publish(driver, &local, &store, "order-42", plan("One")).unwrap();
            assert!(matches!(first, Outcome::Published { .. }), "{driver:?}: {first:?}");
            let sent = requests(&local);
            let kept = &store.records().unwrap()[0].key;
            assert_eq!(resume(driver, &local, &store, kept.as_str()).unwrap(), first);
            let again = publish(driver, &local, &store, "order-42", plan("One")).unwrap();
            assert_eq!((again, requests(&local)), (first, sent), "{driver:?}");
            assert_eq!(local.posts().len(), 1);
        }
    }
}

#[test]
fn another_plan_under_the_key_is_refused_and_nothing_is_sent() {
    for driver in Driver::BOTH {
        let Place { local, store, _folder } = place([]);
        let _ = publish(driver, &local, &store, "order-42", plan("One")).unwrap();
        let sent = requests(&local);
        let error = publish(driver, &local, &store, "order-42", plan("Two")).unwrap_err();
        assert!(matches!(error, OnceError::AnotherPlan { .. }), "{driver:?}: {error:?}");
        let error = publish(driver, &local, &store, "../order", plan("Two")).unwrap_err();
        assert!(matches!(error, OnceError::Key(_)), "{driver:?}: {error:?}");
        let error = resume(driver, &local, &store, "order-43").unwrap_err();
        assert!(matches!(error, OnceError::NothingKept { .. }), "{driver:?}: {error:?}");
        assert_eq!(requests(&local), sent, "{driver:?}");
    }
}

#[test]
fn a_key_in_use_is_busy_and_nothing_is_sent() {
    for driver in Driver::BOTH {
        let Place { local, store, _folder } = place([]);
        let slot = store.lock(&"order-42".parse().unwrap()).unwrap();
        let error = publish(driver, &local, &store, "order-42", plan("One")).unwrap_err();
        assert!(error.is_busy(), "{driver:?}: {error:?}");
        assert!(matches!(error, OnceError::Store(StoreError::Busy { .. })));
        assert_eq!(requests(&local), 0, "{driver:?}");
        drop(slot);
        let _ = publish(driver, &local, &store, "order-42", plan("One")).unwrap();
        assert_eq!(local.posts().len(), 1, "{driver:?}");
    }
}

/// Many at once: one of them publishes, and each gets its outcome or finds the key taken.
#[test]
fn callers_at_the_same_time_get_one_post() {
    for driver in Driver::BOTH {
        let Place { local, store, _folder } = place([]);
        let outcomes: Vec<_> = std::thread::scope(|scope| {
            let ask = || publish(driver, &local, &store, "order-42", plan("One"));
            let asked: Vec<_> = (0..4).map(|_| scope.spawn(ask)).collect();
            asked.into_iter().map(|it| it.join().unwrap()).collect()
        });
        let published = outcomes.iter().filter(|it| matches!(it, Ok(Outcome::Published { .. })));
        assert!(published.count() != 0, "{driver:?}: {outcomes:?}");
        let others = outcomes.iter().filter_map(|it| it.as_ref().err());
        assert!(others.into_iter().all(OnceError::is_busy), "{driver:?}: {outcomes:?}");
        assert_eq!(local.posts().len(), 1, "{driver:?}");
    }
}

/// A future that is dropped after so many polls.
struct Dropped<F> {
    future: F,
    polls: usize,
}

impl<F: Future + Unpin> Future for Dropped<F> {
    type Output = Option<F::Output>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut TaskContext<'_>) -> Poll<Self::Output> {
        if self.polls == 0 {
            return Poll::Ready(None);
        }
        self.polls -= 1;
        Pin::new(&mut self.future).poll(cx).map(Some)
    }
}

/// In a save, in the lock, with a request outstanding: a caller that drops the future and tries
/// again gets the one post.
#[test]
fn a_future_that_is_dropped_anywhere_costs_no_second_post() {
    let mut was_whole = false;
    for polls in 1..200 {
        let Place { local, store, _folder } = place([]);
        let client = reqwest(local.context(), local.clock.clone());
        let ended = block_on(async {
            let future = pin!(client.publish_once(&store, "order-42", plan("One")));
            Dropped { future, polls }.await
        });
        was_whole = ended.is_some();
        let outcome = block_on(async {
            for _ in 0..1000 {
                match client.publish_once(&store, "order-42", plan("One")).await {
                    // A write that is under way holds the lock until it is done.
                    Err(error) if error.is_busy() => {
                        tokio::time::sleep(Duration::from_millis(1)).await;
                    }
                    other => return other.unwrap(),
                }
            }
            panic!("the lock is never released");
        });
        assert!(matches!(outcome, Outcome::Published { .. }), "{polls}: {outcome:?}");
        assert_eq!(local.posts().len(), 1, "dropped after {polls} polls");
        if was_whole {
            break;
        }
    }
    assert!(was_whole, "it takes more polls than were tried");
}
