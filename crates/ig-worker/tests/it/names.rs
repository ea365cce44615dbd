//! Two workers that were given one name, which no two may have: still no post is published twice.

use std::{thread, time::Duration};

use ig_core::{AccessToken, Context, Login};
use ig_queue::{ApiBase, Credential, Limits};
use ig_queue_postgres::{Clients, Driver};
use ig_reqwest::Client;
use tokio::{runtime::Builder, sync::oneshot};

use crate::{
    cluster::{Cluster, Database},
    stage::{Stage, USERS},
};

/// The one client that there is.
struct One(Client);

impl Clients for One {
    fn client(&mut self, _: &ApiBase, _: &Credential) -> Option<Client> {
        Some(self.0.clone())
    }

    fn has(&mut self, _: &Credential) -> bool {
        true
    }
}

/// Works until it is told to stop.
fn work(database: &Database<'_>, url: &str, stop: oneshot::Receiver<()>) {
    let context = Context::new(Login::Facebook, AccessToken::new("sandbox-token")).unwrap();
    let client = Client::new(context.with_api_base(url).unwrap()).unwrap();
    let runtime = Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let me = "the same".parse().unwrap();
        let limits = Limits::default().with_in_flight(8);
        let mut driver = Driver::connect(database.config(), me, limits).await.unwrap();
        let stopper = driver.stopper();
        tokio::spawn(async move {
            let _ = stop.await;
            stopper.stop();
        });
        driver.run(&mut One(client), &mut |_| ()).await.unwrap();
    });
}

#[test]
fn two_workers_with_one_name_publish_each_post_once() {
    let database = Cluster::shared().database();
    let stage = Stage::new(&database);
    let captions: Vec<_> = (0..6).map(|number| format!("post {number}")).collect();
    let url = stage.gate.url();
    thread::scope(|scope| {
        let stops: Vec<_> = (0..2)
            .map(|_| {
                let (stop, stopped) = oneshot::channel();
                let (database, url) = (&database, &url);
                scope.spawn(move || work(database, url, stopped));
                stop
            })
            .collect();
        for (caption, user) in captions.iter().zip(USERS.iter().cycle()) {
            stage.add(caption, &["--at=+1s", &format!("--user-id={user}")]);
        }
        stage.until_all_ended(Duration::from_secs(180));
        drop(stops);
    });
    stage.judge(&captions);
}
