//! The loops by hand, as a careful program would have them: one client, the time limits, headers and
//! settings of the transport beside which it is measured, and a bound on what is read.

use std::{error::Error, thread, time::Duration};

use serde::Deserialize;
use serde_json::from_slice;

use super::{CAPTION, Publish, TOKEN, USER, context, runtime};

/// The only part of a reply that is read.
#[derive(Deserialize)]
struct Id {
    id: String,
}

#[derive(Deserialize)]
struct Status {
    status_code: String,
}

type Anything = Box<dyn Error>;

const CONNECT: Duration = Duration::from_secs(10);
const TIMEOUT: Duration = Duration::from_secs(180);
const MOST: usize = 1024 * 1024;
const AGENT: &str = "a-program/0.1.0";
const FORM: &str = "application/x-www-form-urlencoded";
const JSON: &str = "application/json";

fn form(pairs: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

/// The id goes into a path.
fn id(body: &[u8]) -> Result<String, Anything> {
    let Id { id } = from_slice(body)?;
    if id.bytes().all(|byte| byte.is_ascii_digit()) { Ok(id) } else { Err("not an id".into()) }
}

fn is_ready(body: &[u8]) -> Result<bool, Anything> {
    match &from_slice::<Status>(body)?.status_code[..] {
        "FINISHED" => Ok(true),
        "IN_PROGRESS" => Ok(false),
        status => Err(format!("the container is {status}").into()),
    }
}

fn refused(status: u16, body: &[u8]) -> Anything {
    format!("{status}: {}", String::from_utf8_lossy(body)).into()
}

pub(super) fn ureq(base: &str, image: &str) -> Publish {
    let agent = ureq::Agent::config_builder()
        .user_agent(AGENT)
        .accept(JSON)
        .timeout_connect(Some(CONNECT))
        .timeout_global(Some(TIMEOUT))
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .proxy(None)
        .build()
        .new_agent();
    let (base, image) = (base.to_owned(), image.to_owned());
    let bearer = format!("Bearer {TOKEN}");
    let whole = |mut reply: ureq::http::Response<ureq::Body>| {
        let body = reply.body_mut().with_config().limit(MOST as u64).read_to_vec()?;
        let status = reply.status();
        if status.is_success() { Ok(body) } else { Err(refused(status.as_u16(), &body)) }
    };
    Publish(Box::new(move || {
        let post = |path: &str, pairs: &[(&str, &str)]| {
            let request = agent.post(format!("{base}/v26.0/{USER}/{path}"));
            let request = request.header("authorization", &bearer).header("content-type", FORM);
            id(&whole(request.send(form(pairs))?)?)
        };
        let id = post("media", &[("image_url", &image), ("caption", CAPTION)])?;
        loop {
            let url = format!("{base}/v26.0/{id}?fields=status_code%2Cstatus");
            if is_ready(&whole(agent.get(url).header("authorization", &bearer).call()?)?)? {
                break;
            }
            thread::sleep(Duration::from_secs(1));
        }
        post("media_publish", &[("creation_id", &id)]).map(drop)
    }))
}

pub(super) fn reqwest(base: &str, image: &str) -> Result<Publish, Anything> {
    // `ig_reqwest::Client` installs the TLS provider, without which reqwest builds no client here.
    drop(ig_reqwest::Client::new(context(base)?)?);
    let (base, image, runtime) = (base.to_owned(), image.to_owned(), runtime()?);
    let client = reqwest::Client::builder()
        .user_agent(AGENT)
        .connect_timeout(CONNECT)
        .timeout(TIMEOUT)
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .referer(false)
        .no_proxy()
        .build()?;
    let bearer = format!("Bearer {TOKEN}");
    let send = async move |request: reqwest::RequestBuilder| -> Result<Vec<u8>, Anything> {
        let request = request.header("authorization", &bearer).header("accept", JSON);
        let mut reply = request.send().await?;
        let mut body = Vec::new();
        while let Some(chunk) = reply.chunk().await? {
            if MOST < body.len() + chunk.len() {
                return Err("the reply is too large".into());
            }
            body.extend_from_slice(&chunk);
        }
        let status = reply.status();
        if status.is_success() { Ok(body) } else { Err(refused(status.as_u16(), &body)) }
    };
    Ok(Publish(Box::new(move || {
        let post = async |path: &str, pairs: &[(&str, &str)]| -> Result<String, Anything> {
            let request = client.post(format!("{base}/v26.0/{USER}/{path}"));
            id(&send(request.header("content-type", FORM).body(form(pairs))).await?)
        };
        runtime.block_on(async {
            let id = post("media", &[("image_url", &image), ("caption", CAPTION)]).await?;
            loop {
                let url = format!("{base}/v26.0/{id}?fields=status_code%2Cstatus");
                if is_ready(&send(client.get(url)).await?)? {
                    break;
                }
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
            post("media_publish", &[("creation_id", &id)]).await.map(drop)
        })
    })))
}
