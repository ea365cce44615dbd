//! The driver publishes from a queue, with real requests to a sandbox.

use std::{sync::mpsc, thread, time::Duration};

use ig_core::{AccessToken, Context, Login, PublishPlan};
use ig_queue_sqlite::{
    Clients, Driver, Error, News, SqliteStore, Until,
    ig_queue::{ApiBase, Credential, Filter, Limits, NewPost, State, Store as _, When},
};
use ig_sandbox::{Account, Config, Do, Fault, LocalInstagram, On, Options, TokenGrant};
use ig_ureq::Client;

use crate::home::{Home, USER, me, post_of};

/// Another account of the same token.
const OTHER: &str = "17841400008460057";

fn clients(token: &str) -> impl Clients + use<> {
    let token = token.to_owned();
    move |base: &ApiBase, credential: &Credential| {
        let context = Context::new(Login::Facebook, AccessToken::new(token.clone())).ok()?;
        let context = context.with_api_base(base.as_str()).ok()?;
        (credential.as_str() == "shop").then(|| Client::new(context).ok())?
    }
}

/// A post that is due now.
fn due(id: &str, server: &LocalInstagram) -> NewPost {
    let url = server.sample_photo().to_string();
    let mut new = post_of(id, Duration::ZERO, &server.url(), &url);
    new.due = When::at_instant(ig_driver::now());
    new
}

/// Runs a driver until its queue is empty; returns what it said.
fn drain(home: &Home, who: &str, clients: &mut dyn Clients) -> Result<Vec<String>, Error> {
    let store = SqliteStore::open(home.path()).unwrap();
    let mut driver = Driver::new(store, me(who), Limits::default());
    let mut said = Vec::new();
    driver.run(Until::Empty, clients, &mut |news| {
        if !matches!(news, News::Waiting(_)) {
            said.push(format!("{news:?}"));
        }
    })?;
    Ok(said)
}

#[test]
fn posts_are_published_and_their_rows_say_so() {
    let (home, server) = (Home::new(), LocalInstagram::start());
    let mut store = SqliteStore::open(home.path()).unwrap();
    store.add_all(&[due("one", &server), due("two", &server)]).unwrap();
    drain(&home, "w", &mut clients(server.token())).unwrap();
    let mut captions = server.posts().captions().into_iter().map(str::to_owned).collect::<Vec<_>>();
    captions.sort();
    assert_eq!(captions, ["one", "two"]);
    let rows = store.list(&Filter::new()).unwrap();
    assert!(rows.iter().all(|row| row.state == State::Done), "{rows:?}");
    let account = store.account(&rows[0].account).unwrap();
    assert_eq!((account.publishing, account.ledger.usage(ig_driver::now())), (None, 2));
}

#[test]
fn a_post_without_a_token_is_put_back_and_the_driver_says_so() {
    let (home, server) = (Home::new(), LocalInstagram::start());
    let mut store = SqliteStore::open(home.path()).unwrap();
    let mut new = due("one", &server);
    new.credential = "other".parse().unwrap();
    store.add(&new).unwrap();
    let mut driver =
        Driver::new(SqliteStore::open(home.path()).unwrap(), me("w"), Limits::default());
    let mut lacked = Vec::new();
    driver
        .run(Until::Idle, &mut clients(server.token()), &mut |news| {
            if let News::NoToken { credential, .. } = news {
                lacked.push(credential.to_string());
            }
        })
        .unwrap();
    assert_eq!(lacked, ["other"]);
    assert!(server.requests().is_empty());
    let row = store.list(&Filter::new()).unwrap().remove(0);
    assert_eq!(row.state, State::Waiting);
}

#[test]
fn a_driver_is_stopped_from_another_thread_and_puts_back_what_it_has() {
    let (home, server) = (Home::new(), LocalInstagram::start());
    let mut store = SqliteStore::open(home.path()).unwrap();
    let mut new = due("one", &server);
    // It is prepared, and waits for its time in the memory of the worker.
    new.due = When::at_instant(ig_driver::now().after(Duration::from_secs(100)));
    store.add(&new).unwrap();
    let mut driver =
        Driver::new(SqliteStore::open(home.path()).unwrap(), me("w"), Limits::default());
    let stopper = driver.stopper();
    let (sender, prepared) = mpsc::channel();
    let mut clients = clients(server.token());
    thread::scope(|scope| {
        let running = scope.spawn(move || {
            driver.run(Until::Stopped, &mut clients, &mut |news| {
                if let News::Waiting(1) = news {
                    let _ = sender.send(());
                }
            })
        });
        while server.containers().is_empty() {
            prepared.recv().unwrap();
        }
        stopper.stop();
        running.join().unwrap().unwrap();
    });
    let row = store.list(&Filter::new()).unwrap().remove(0);
    assert_eq!(row.state, State::Waiting, "{row:?}");
    assert!(row.snapshot.is_some() && row.wake.is_some(), "{row:?}");
    assert!(server.posts().is_empty());
}

#[test]
fn two_drivers_are_one() {
    let home = Home::new();
    let mut first = SqliteStore::open(home.path()).unwrap();
    first.lock(&me("one")).unwrap();
    let error = drain(&home, "two", &mut clients("t")).unwrap_err();
    assert!(matches!(error, Error::Worked { .. }), "{error}");
    drop(first);
    assert!(drain(&home, "two", &mut clients("t")).unwrap().is_empty());
}

#[test]
fn containers_of_accounts_with_one_token_are_read_in_one_request() {
    let accounts = [Account::new(USER, "bronz_fonz"), Account::new(OTHER, "ralph_malph")];
    let token = TokenGrant::new("sandbox-token", USER).with_account(OTHER);
    let config = Config::default().with_accounts(accounts).with_tokens([token]);
    let (home, server) = (Home::new(), LocalInstagram::with(config, Options::default()));
    let processing = Fault::new(On::Create, Do::Processing).with_delay(Duration::from_secs(4));
    server.arm([processing.clone(), processing]);
    let mut other = due("two", &server);
    other.plan = PublishPlan::new(OTHER.parse().unwrap(), other.plan.post().clone());
    let mut store = SqliteStore::open(home.path()).unwrap();
    store.add_all(&[due("one", &server), other]).unwrap();
    drain(&home, "w", &mut clients(server.token())).unwrap();
    let rows = store.list(&Filter::new()).unwrap();
    assert!(rows.iter().all(|row| row.state == State::Done), "{rows:?}");
    let requests = server.requests();
    let batches: Vec<_> = requests.iter().filter_map(|it| it.params.get("batch")).collect();
    assert!(batches.iter().any(|it| it.to_string().matches("GET").count() == 2), "{requests:#?}");
}
