//! Errors go where programs put them: `?` in functions of the usual kinds, and stores that fail
//! with the usual errors, with both transports.

use std::{
    error::Error as StdError,
    fmt::{Debug, Display},
    future::{Future, ready},
    io,
};

use ig_core::{
    DriveError, Photo, PublishFlow, PublishPlan,
    endpoint::PublishingLimit,
    publish::{Outcome, Snapshot},
};
use ig_driver::{BoxError, FileStore, InvalidKey, OnceError};
use ig_sandbox::LocalInstagram;
use ig_tests::driver::block_on;

fn plan(instagram: &LocalInstagram) -> PublishPlan {
    PublishPlan::new(instagram.user_id(), Photo::new(instagram.sample_photo()))
}

/// Publishes twice, once with the key: each error is returned with `?`.
macro_rules! published {
    ($blocking:ident, $asynchronous:ident, $result:ty) => {
        fn $blocking(instagram: &LocalInstagram, store: &FileStore, key: &str) -> $result {
            let client = ig_ureq::Client::new(instagram.context())?;
            client.call(PublishingLimit::new(instagram.user_id()))?;
            let mut flow = PublishFlow::new(plan(instagram), ig_driver::seed());
            let kept = FileStore::open(store.path())?;
            let mut slot = kept.lock(&"driven".parse()?)?;
            slot.begin(ig_driver::Target::of(client.context()));
            let driven = client.drive(&mut flow, &mut slot)?;
            assert!(matches!(driven, Outcome::Published { .. }), "{driven}");
            Ok(client.publish_once(store, key, plan(instagram))?)
        }

        async fn $asynchronous(
            instagram: &LocalInstagram,
            store: &FileStore,
            key: &str,
        ) -> $result {
            let client = ig_reqwest::Client::new(instagram.context())?;
            client.call(PublishingLimit::new(instagram.user_id())).await?;
            let mut flow = PublishFlow::new(plan(instagram), ig_driver::seed());
            let driven = client.drive(&mut flow, &mut |_| ready(Ok::<_, io::Error>(()))).await?;
            assert!(matches!(driven, Outcome::Published { .. }), "{driven}");
            Ok(client.publish_once(store, key, plan(instagram)).await?)
        }
    };
}

published!(anyhow_blocking, anyhow_asynchronous, anyhow::Result<Outcome>);
published!(eyre_blocking, eyre_asynchronous, eyre::Result<Outcome>);
published!(box_blocking, box_asynchronous, Result<Outcome, Box<dyn StdError + Send + Sync>>);

fn works<E: Debug>(
    mut publish: impl FnMut(&LocalInstagram, &FileStore, &str) -> Result<Outcome, E>,
    is_of_key: impl Fn(&E) -> bool,
) {
    let instagram = LocalInstagram::start();
    let folder = tempfile::tempdir().unwrap();
    let store = FileStore::open(folder.path()).unwrap();
    let outcome = publish(&instagram, &store, "monday").unwrap();
    assert!(matches!(outcome, Outcome::Published { .. }), "{outcome}");
    assert_eq!(instagram.posts().len(), 2);
    let folder = tempfile::tempdir().unwrap();
    let error = publish(&instagram, &FileStore::open(folder.path()).unwrap(), "a/b").unwrap_err();
    assert!(is_of_key(&error), "{error:?}");
}

fn is_of_key(error: Option<&OnceError>) -> bool {
    matches!(error, Some(OnceError::Key(InvalidKey::Character { .. })))
}

#[test]
fn a_question_mark_works_in_functions_of_anyhow() {
    works(anyhow_blocking, |error| is_of_key(error.downcast_ref()));
    let publish = |instagram: &LocalInstagram, store: &FileStore, key: &str| {
        block_on(anyhow_asynchronous(instagram, store, key))
    };
    works(publish, |error| is_of_key(error.downcast_ref()));
}

#[test]
fn a_question_mark_works_in_functions_of_eyre() {
    works(eyre_blocking, |error| is_of_key(error.downcast_ref()));
    let publish = |instagram: &LocalInstagram, store: &FileStore, key: &str| {
        block_on(eyre_asynchronous(instagram, store, key))
    };
    works(publish, |error| is_of_key(error.downcast_ref()));
}

#[test]
fn a_question_mark_works_in_functions_of_a_box() {
    works(box_blocking, |error| is_of_key(error.downcast_ref()));
    let publish = |instagram: &LocalInstagram, store: &FileStore, key: &str| {
        block_on(box_asynchronous(instagram, store, key))
    };
    works(publish, |error| is_of_key(error.downcast_ref()));
}

/// The errors of driving a flow whose store fails, blocking and async.
fn driven<E, F>(fails: F) -> [BoxError; 2]
where
    E: Into<BoxError> + Display + Send,
    F: Fn() -> E + Send + Sync,
{
    let instagram = LocalInstagram::start();
    let flow = || PublishFlow::new(plan(&instagram), ig_driver::seed());
    let client = ig_ureq::Client::new(instagram.context()).unwrap();
    let blocking = client.drive(&mut flow(), &mut |_: Snapshot| Err::<(), E>(fails()));
    let asynchronous = block_on(async {
        let client = ig_reqwest::Client::new(instagram.context()).unwrap();
        let mut store = |_: Snapshot| failed(fails());
        client.drive(&mut flow(), &mut store).await
    });
    assert_eq!(instagram.posts().len(), 0, "what is not kept is not published");
    [blocking, asynchronous].map(|end| match end {
        Err(DriveError::Store(error)) => {
            assert_eq!(error.to_string(), "no room");
            error
        }
        other => panic!("{other:?}"),
    })
}

fn failed<E: Send>(error: E) -> impl Future<Output = Result<(), E>> + Send {
    ready(Err(error))
}

#[test]
fn a_store_fails_with_the_error_that_it_has() {
    for error in driven(|| io::Error::new(io::ErrorKind::StorageFull, "no room")) {
        assert_eq!(error.downcast_ref::<io::Error>().unwrap().kind(), io::ErrorKind::StorageFull);
    }
    driven(|| anyhow::anyhow!("no room"));
    driven(|| eyre::eyre!("no room"));
    driven(|| BoxError::from("no room"));
    driven(|| "no room".to_owned());
}
