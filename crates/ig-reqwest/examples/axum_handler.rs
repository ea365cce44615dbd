//! A web service that publishes by key: `POST /posts/{key}`, with the URL of a
//! photo as the body.
//!
//! ```text
//! ig sandbox &
//! cargo run -p ig-reqwest --example axum_handler &
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

use axum::{
    Router,
    extract::{Path, State},
    http::StatusCode,
    routing::post,
};
use ig_core::{
    AccessToken, Context, Login, MediaUrl, Photo, PublishPlan, UserId, publish::Outcome,
};
use ig_reqwest::{BoxError, Client, FileStore, OnceError};
use tokio::net::TcpListener;

#[derive(Clone)]
struct App {
    client: Client,
    store: FileStore,
    user: UserId,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), BoxError> {
    let token = AccessToken::new(setting("IG_ACCESS_TOKEN", "sandbox-token")?);
    let base = setting("IG_API_BASE", "http://127.0.0.1:8025")?;
    let client = Client::new(Context::new(Login::Facebook, token)?.with_api_base(&base)?)?;
    let store = FileStore::open(setting("IG_POSTS", "posts")?)?;
    let user = setting("IG_USER_ID", "17841400008460056")?.parse()?;
    let app = App { client, store, user };

    // The posts that the last run left unfinished.
    for key in app.store.unfinished()? {
        let app = app.clone();
        tokio::spawn(async move {
            match app.client.resume(&app.store, key.clone()).await {
                Ok(outcome) => println!("{key}: {outcome}"),
                Err(error) => eprintln!("{key}: {error}; {}", error.advice()),
            }
        });
    }

    let listener = TcpListener::bind(setting("LISTEN", "127.0.0.1:3000")?).await?;
    println!("listening on http://{}", listener.local_addr()?);
    let router = Router::new().route("/posts/{key}", post(publish)).with_state(app);
    axum::serve(listener, router).await?;
    Ok(())
}

async fn publish(
    State(app): State<App>,
    Path(key): Path<String>,
    url: String,
) -> (StatusCode, String) {
    // A URL on this machine is sent only to an API on this machine.
    let photo = match MediaUrl::local(url.trim()) {
        Ok(url) => Photo::new(url),
        Err(error) => return (StatusCode::BAD_REQUEST, format!("{error}\n")),
    };
    let plan = PublishPlan::new(app.user, photo);
    // In a task of its own: it continues if the caller hangs up.
    let post = async move { app.client.publish_once(&app.store, key, plan).await };
    match tokio::spawn(post).await {
        Ok(Ok(outcome)) => (status(&outcome), format!("{outcome}\n")),
        Ok(Err(error)) => (refused(&error), format!("{error}; {}\n", error.advice())),
        Err(error) => (StatusCode::INTERNAL_SERVER_ERROR, format!("{error}\n")),
    }
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
