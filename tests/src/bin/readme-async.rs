//! The async client of the README, word for word.

#![expect(clippy::print_stdout, reason = "it is pasted into programs")]

use std::{env, error::Error};

use ig_core::{AccessToken, Context, Login, MediaUrl, Photo, PublishPlan, publish::Outcome};
use ig_reqwest::{Client, FileStore};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error + Send + Sync>> {
    let token = AccessToken::new(env::var("IG_ACCESS_TOKEN")?);
    let context = Context::new(Login::Facebook, token)?.with_api_base(&env::var("IG_API_BASE")?)?;
    let (client, store) = (Client::new(context)?, FileStore::open("posts")?);

    for key in store.unfinished()? {
        println!("{key}: {}", client.resume(&store, key.clone()).await?); // after a crash
    }
    let photo = Photo::new(MediaUrl::local(&env::var("IG_PHOTO_URL")?)?);
    let plan = PublishPlan::new(env::var("IG_USER_ID")?.parse()?, photo);
    match client.publish_once(&store, "order-43", plan).await? {
        Outcome::Published { media, .. } => println!("order-43: published as {media}"),
        outcome => return Err(format!("order-43: {outcome}").into()),
    }
    Ok(())
}
