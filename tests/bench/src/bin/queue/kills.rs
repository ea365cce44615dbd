//! A worker on Postgres that is killed, and another that goes on with its post; and the same with a
//! job of the bare engine.

use std::{env, io::Write as _, net::TcpListener, process::Command, thread, time::Duration};

use ig_bench::queue::post;
use ig_core::{AccessToken, Context, Login};
use ig_queue::{ApiBase, Credential, Incarnation, Limits, News, Store as _};
use ig_queue_postgres::{BlockingStore, Clients, Config, Driver};
use ig_reqwest::Client;
use serde_json::{Value, json};
use tokio::runtime::Builder;

use crate::standby::taken_over_after;

/// Both workers have told the engine that they are there by then.
const WARM: Duration = Duration::from_secs(3);

/// Milliseconds from the kill of a worker to its post in the hands of another, and to its job, each
/// in a new database. Both are measured at the same time: most of it is waiting.
pub(crate) fn measure(ours: &str, engine: &str, program: &str) -> Value {
    // Connections are accepted by the system and never answered.
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let config = Config::new(ours).expect("a database");
    BlockingStore::migrate(&config).expect("a schema");
    BlockingStore::migrate_delivery(&config).expect("the engine's schema");
    let mut new = post(0, ig_driver::now());
    new.api_base = url.parse().expect("a URL");
    drop(BlockingStore::connect(config).expect("a queue").add(&new).expect("a post"));
    let worker = |name| {
        let mut command = Command::new(env::current_exe().expect("this program"));
        command.args(["postgres-work", ours, name, &url]);
        command
    };
    let bare = |word: &[&str]| {
        let mut command = Command::new(program);
        command.args(word).env("DATABASE_URL", engine);
        command
    };
    assert!(bare(&["add"]).status().expect("the engine").success(), "no job");
    let (ours, engine) = thread::scope(|scope| {
        // It takes longer than any worker needs to take it over.
        let job = || bare(&["work", "600"]);
        let engine = scope.spawn(move || taken_over_after(WARM, &mut job(), &mut job()));
        let ours = taken_over_after(WARM, &mut worker("first"), &mut worker("second"));
        (ours, engine.join().expect("a time"))
    });
    json!({ "ours_ms": ours, "engine_ms": engine })
}

/// Works on the queue, and says when it has the post.
pub(crate) fn work(database: &str, name: &str, url: &str) -> Value {
    let context = Context::new(Login::Facebook, AccessToken::new("a-token")).expect("a token");
    let context = context.with_api_base(url).expect("a URL");
    let mut one = One(Client::builder(context).build().expect("a client"));
    let me: Incarnation = format!("{name} {}", std::process::id()).parse().expect("a name");
    let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
    let config = Config::new(database).expect("a database");
    let ended = runtime.block_on(async {
        let driver = Driver::connect(config, me, Limits::default()).await?;
        let mut driver = driver.with_credentials(["shop".parse().expect("a name")]);
        let mut say = |news: News<'_, _>| {
            if let News::Claimed(_) = news {
                println!("has it");
                std::io::stdout().flush().expect("a pipe");
            }
        };
        driver.run(&mut one, &mut say).await
    });
    panic!("{ended:?}");
}

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
