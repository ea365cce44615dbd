//! A web service on actix that publishes by key: `POST /posts/{key}`, with the URL of a photo as
//! the body.
//!
//! ```text
//! ig sandbox &
//! cargo run -p ig-examples --bin actix_service &
//! curl http://127.0.0.1:3000/posts/monday -d http://127.0.0.1:8025/_sandbox/files/sample.jpg
//! ```
//!
//! | what | status |
//! |---|---|
//! | published, now or before | 200 |
//! | it may be published: use the same key again | 202 |
//! | the URL or the key is invalid | 400 |
//! | another request is working on the key | 409 |
//! | not published, or the key belongs to another post | 422 |
//! | the posts cannot be saved or read | 500 |
//!
//! The API is the sandbox, unless `IG_API_BASE`, `IG_USER_ID` and `IG_ACCESS_TOKEN` are set;
//! `LISTEN` sets another address.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "an example shows what it does")]

use std::env::{self, VarError};

use actix_web::{
    App, HttpResponse, HttpServer,
    http::StatusCode,
    rt::System,
    web::{Data, Path, post},
};
use ig_core::{
    AccessToken, Context, Login, MediaUrl, Photo, PublishPlan, UserId, publish::Outcome,
};
use ig_reqwest::{BoxError, Client, FileStore, OnceError};
use tokio::runtime::{Builder, Runtime};

/// What every worker of actix shares.
struct Posts {
    client: Client,
    store: FileStore,
    user: UserId,
    /// Where posts are published. A worker of actix, and what it has spawned, ends when the service
    /// is asked to end.
    runtime: Runtime,
}

fn main() -> Result<(), BoxError> {
    let token = AccessToken::new(setting("IG_ACCESS_TOKEN", "sandbox-token")?);
    let base = setting("IG_API_BASE", "http://127.0.0.1:8025")?;
    let client = Client::new(Context::new(Login::Facebook, token)?.with_api_base(&base)?)?;
    let store = FileStore::open(setting("IG_POSTS", "posts")?)?;
    let user = setting("IG_USER_ID", "17841400008460056")?.parse()?;
    let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build()?;

    // The posts that the last run left unfinished.
    for key in store.unfinished()? {
        let (client, store) = (client.clone(), store.clone());
        runtime.spawn(async move {
            match client.resume(&store, key.clone()).await {
                Ok(outcome) => println!("{key}: {outcome}"),
                Err(error) => eprintln!("{key}: {error}; {}", error.advice()),
            }
        });
    }

    let posts = Data::new(Posts { client, store, user, runtime });
    let service =
        move || App::new().app_data(posts.clone()).route("/posts/{key}", post().to(publish));
    let server = HttpServer::new(service).bind(setting("LISTEN", "127.0.0.1:3000")?)?;
    for address in server.addrs() {
        println!("listening on http://{address}");
    }
    System::new().block_on(server.run())?;
    Ok(())
}

async fn publish(posts: Data<Posts>, key: Path<String>, url: String) -> HttpResponse {
    // A URL on this machine is sent only to an API on this machine.
    let photo = match MediaUrl::local(url.trim()) {
        Ok(url) => Photo::new(url),
        Err(error) => return reply(StatusCode::BAD_REQUEST, error),
    };
    let plan = PublishPlan::new(posts.user.clone(), photo);
    let (client, store) = (posts.client.clone(), posts.store.clone());
    // In a task of its own: it continues if the caller hangs up.
    let post = async move { client.publish_once(&store, key.into_inner(), plan).await };
    match posts.runtime.spawn(post).await {
        Ok(Ok(outcome)) => reply(status(&outcome), outcome),
        Ok(Err(error)) => reply(refused(&error), format!("{error}; {}", error.advice())),
        Err(error) => reply(StatusCode::INTERNAL_SERVER_ERROR, error),
    }
}

fn reply(status: StatusCode, text: impl ToString) -> HttpResponse {
    HttpResponse::build(status).content_type("text/plain").body(text.to_string() + "\n")
}

fn status(outcome: &Outcome) -> StatusCode {
    match outcome {
        Outcome::Published { .. } => StatusCode::OK,
        Outcome::NotPublished { .. } => StatusCode::UNPROCESSABLE_ENTITY,
        Outcome::Uncertain { .. } => StatusCode::ACCEPTED,
    }
}

fn refused(error: &OnceError) -> StatusCode {
    match error {
        error if error.is_busy() => StatusCode::CONFLICT,
        OnceError::Key(_) => StatusCode::BAD_REQUEST,
        OnceError::AnotherPlan { .. } | OnceError::AnotherTarget { .. } => {
            StatusCode::UNPROCESSABLE_ENTITY
        }
        _ => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

fn setting(name: &str, default: &str) -> Result<String, BoxError> {
    match env::var(name) {
        Err(VarError::NotPresent) => Ok(default.to_owned()),
        value => value.map_err(|error| format!("{name}: {error}").into()),
    }
}
