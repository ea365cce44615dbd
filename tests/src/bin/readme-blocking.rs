//! The first client of the README, word for word.

#![expect(clippy::print_stdout, reason = "it is pasted into programs")]

use std::{env, error::Error};

use ig_core::{AccessToken, Context, Login, MediaUrl, Photo, PublishPlan, publish::Outcome};
use ig_ureq::{Client, FileStore};

fn main() -> Result<(), Box<dyn Error + Send + Sync>> {
    let token = AccessToken::new(env::var("IG_ACCESS_TOKEN")?);
    let context = Context::new(Login::Facebook, token)?.with_api_base(&env::var("IG_API_BASE")?)?;
    let (client, store) = (Client::new(context)?, FileStore::open("posts")?);

    // `local` also accepts a URL on this machine, which is sent only to an API on this machine.
    let photo = Photo::new(MediaUrl::local(&env::var("IG_PHOTO_URL")?)?);
    let photo = photo.with_caption("#BronzFonz".parse()?);
    let plan = PublishPlan::new(env::var("IG_USER_ID")?.parse()?, photo);
    match client.publish_once(&store, "order-42", plan)? {
        Outcome::Published { media, .. } => println!("published as {media}"),
        Outcome::NotPublished { reason } => return Err(format!("not published: {reason}").into()),
        Outcome::Uncertain { reason, .. } => return Err(format!("run it again: {reason}").into()),
    }
    Ok(())
}
