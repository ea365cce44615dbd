//! Publishes photos to a sandbox over one kept connection, and counts the CPU time of the process:
//! `client WAY POSTS BASE_URL IMAGE_URL`. Prints JSON.
//!
//! The ways are the two transports, and a hand-written loop on each one's HTTP
//! client: create the container, read its status, publish it.
#![expect(clippy::print_stdout, reason = "the figures are its output")]

use std::{env, error::Error, thread, time::Duration};

use ig_bench::usage::process_time;
use ig_core::{
    AccessToken, Context, Login, MediaUrl, Photo, PublishFlow, PublishPlan, publish::Outcome,
};
use serde::Deserialize;
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
        "ureq" => bare_ureq(base, image),
        "ig-reqwest" => ig_reqwest(base, image)?,
        "reqwest" => bare_reqwest(base, image)?,
        _ => return Err("the ways are ig-ureq, ureq, ig-reqwest and reqwest".into()),
    };
    for _ in 0..WARM_UP {
        publish()?;
    }
    let start = process_time();
    for _ in 0..posts {
        publish()?;
    }
    let each = (process_time() - start).as_secs_f64() / f64::from(posts);
    println!("{}", json!({ "way": way, "posts": posts, "cpu_seconds_per_post": each }));
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

/// The only part of a reply that the bare loop reads.
#[derive(Deserialize)]
struct Id {
    id: String,
}

#[derive(Deserialize)]
struct Status {
    status_code: String,
}

fn is_ready(body: &[u8]) -> Result<bool, serde_json::Error> {
    Ok(serde_json::from_slice::<Status>(body)?.status_code == "FINISHED")
}

/// The time-out, as in any careful program.
const TIMEOUT: Duration = Duration::from_secs(180);
const FORM: &str = "application/x-www-form-urlencoded";

fn form(pairs: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

fn bare_ureq(base: &str, image: &str) -> Publish {
    let agent = ureq::Agent::config_builder().timeout_global(Some(TIMEOUT)).build().new_agent();
    let (base, image) = (base.to_owned(), image.to_owned());
    let bearer = format!("Bearer {TOKEN}");
    Publish(Box::new(move || {
        let post = |path: &str, pairs: &[(&str, &str)]| -> Result<Id, Box<dyn Error>> {
            let request = agent.post(format!("{base}/v26.0/{USER}/{path}"));
            let request = request.header("authorization", &bearer).header("content-type", FORM);
            let body = request.send(form(pairs))?.body_mut().read_to_vec()?;
            Ok(serde_json::from_slice(&body)?)
        };
        let Id { id } = post("media", &[("image_url", &image), ("caption", CAPTION)])?;
        loop {
            let url = format!("{base}/v26.0/{id}?fields=status_code%2Cstatus");
            let request = agent.get(url).header("authorization", &bearer);
            if is_ready(&request.call()?.body_mut().read_to_vec()?)? {
                break;
            }
            thread::sleep(Duration::from_secs(1));
        }
        post("media_publish", &[("creation_id", &id)]).map(drop)
    }))
}

fn bare_reqwest(base: &str, image: &str) -> Result<Publish, Box<dyn Error>> {
    // `ig_reqwest::Client` installs the TLS provider, without which reqwest builds no client here.
    drop(ig_reqwest::Client::new(context(base)?)?);
    let (base, image, runtime) = (base.to_owned(), image.to_owned(), runtime()?);
    let client = reqwest::Client::builder().timeout(TIMEOUT).build()?;
    let bearer = format!("Bearer {TOKEN}");
    Ok(Publish(Box::new(move || {
        let post = async |path: &str, pairs: &[(&str, &str)]| -> Result<Id, Box<dyn Error>> {
            let request = client.post(format!("{base}/v26.0/{USER}/{path}")).body(form(pairs));
            let request = request.header("authorization", &bearer).header("content-type", FORM);
            let body = request.send().await?.error_for_status()?.bytes().await?;
            Ok(serde_json::from_slice(&body)?)
        };
        runtime.block_on(async {
            let Id { id } = post("media", &[("image_url", &image), ("caption", CAPTION)]).await?;
            loop {
                let url = format!("{base}/v26.0/{id}?fields=status_code%2Cstatus");
                let request = client.get(url).header("authorization", &bearer);
                let reply = request.send().await?.error_for_status()?;
                if is_ready(&reply.bytes().await?)? {
                    break;
                }
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
            post("media_publish", &[("creation_id", &id)]).await.map(drop)
        })
    })))
}
