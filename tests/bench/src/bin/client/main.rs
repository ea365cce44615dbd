//! Publishes photos to a sandbox over one kept connection, and counts the CPU time of the process:
//! `client WAY POSTS BASE_URL IMAGE_URL`. Prints JSON.
//!
//! The ways are the two transports, a hand-written loop on each one's HTTP client, and the same
//! bytes over a bare socket: create the container, read its status, publish it.
#![expect(clippy::print_stdout, reason = "the figures are its output")]

mod bare;
mod floor;

use std::{env, error::Error, time::Duration};

use ig_bench::usage::{Times, process_times};
use ig_core::{
    AccessToken, Context, Login, MediaUrl, Photo, PublishFlow, PublishPlan, publish::Outcome,
};
use serde_json::json;
use tokio::runtime::{Builder, Runtime};

/// One post of one way.
struct Publish(Box<dyn FnMut() -> Result<(), Box<dyn Error>>>);

const CAPTION: &str = "#BronzFonz in Milwaukee";
const TOKEN: &str = "sandbox-token";
const USER: &str = "17841400008460056";
/// The posts before the count, which open connections and fill caches.
const WARM_UP: u32 = 50;

fn main() -> Result<(), Box<dyn Error>> {
    let [_, way, posts, base, image] = &env::args().collect::<Vec<_>>()[..] else {
        return Err("usage: client WAY POSTS BASE_URL IMAGE_URL".into());
    };
    let posts: u32 = posts.parse()?;
    let Publish(mut publish) = match way.as_str() {
        "ig-ureq" => ig_ureq(base, image)?,
        "ureq" => bare::ureq(base, image),
        "ig-reqwest" => ig_reqwest(base, image)?,
        "reqwest" => bare::reqwest(base, image)?,
        "std::net" => floor::sockets(base, image)?,
        _ => return Err("the ways are ig-ureq, ureq, ig-reqwest, reqwest and std::net".into()),
    };
    for _ in 0..WARM_UP {
        publish()?;
    }
    let start = process_times();
    for _ in 0..posts {
        publish()?;
    }
    let end = process_times();
    let each =
        |part: fn(&Times) -> Duration| (part(&end) - part(&start)).as_secs_f64() / f64::from(posts);
    println!(
        "{}",
        json!({
            "way": way,
            "posts": posts,
            "user_seconds_per_post": each(|it| it.user),
            "system_seconds_per_post": each(|it| it.system),
        })
    );
    Ok(())
}

fn context(base: &str) -> Result<Context, Box<dyn Error>> {
    Ok(Context::new(Login::Facebook, AccessToken::new(TOKEN))?.with_api_base(base)?)
}

fn flow(image: &MediaUrl) -> Result<PublishFlow, Box<dyn Error>> {
    let photo = Photo::new(image.clone()).with_caption(CAPTION.parse()?);
    Ok(PublishFlow::new(PublishPlan::new(USER.parse()?, photo), 7))
}

fn must_be_published(outcome: &Outcome) -> Result<(), Box<dyn Error>> {
    match outcome {
        Outcome::Published { .. } => Ok(()),
        outcome => Err(format!("{outcome:?}").into()),
    }
}

fn ig_ureq(base: &str, image: &str) -> Result<Publish, Box<dyn Error>> {
    let (client, image) = (ig_ureq::Client::new(context(base)?)?, MediaUrl::local(image)?);
    Ok(Publish(Box::new(move || {
        must_be_published(&client.drive(&mut flow(&image)?, &mut ig_ureq::NoStore)?)
    })))
}

fn ig_reqwest(base: &str, image: &str) -> Result<Publish, Box<dyn Error>> {
    let (runtime, image) = (runtime()?, MediaUrl::local(image)?);
    let client = ig_reqwest::Client::new(context(base)?)?;
    Ok(Publish(Box::new(move || {
        let mut flow = flow(&image)?;
        let mut store = ig_reqwest::NoStore;
        must_be_published(&runtime.block_on(client.drive(&mut flow, &mut store))?)
    })))
}

fn runtime() -> std::io::Result<Runtime> {
    Builder::new_current_thread().enable_all().build()
}
