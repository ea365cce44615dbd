//! A driver on another async executor: `smol`, with `hyper` over its sockets,
//! and all posts waiting in one thread.
//!
//! ```text
//! ig sandbox &
//! cargo run -p ig-core --example executor -- http://127.0.0.1:8025 https://example.com/a.jpg …
//! ```
//!
//! It speaks plain HTTP, which the core allows to this machine alone.

#![expect(clippy::print_stdout, reason = "an example shows what it does")]
#![expect(clippy::disallowed_methods, reason = "time and configuration come from a driver")]

use std::{
    env,
    error::Error,
    time::{Duration, SystemTime},
};

use http_body_util::{BodyExt, Full, Limited};
use hyper::{body::Bytes, client::conn::http1};
use ig_core::{
    AccessToken, Context, Delivery, Flow, Login, MediaUrl, Photo, PublishFlow, PublishPlan, Reply,
    Step, Timestamp, TransportError,
    http::{HeaderValue, Request, Response, header},
    publish::Outcome,
};
use smol::{Timer, future, net::TcpStream};
use smol_hyper::rt::FuturesIo;

type BoxError = Box<dyn Error + Send + Sync>;

fn main() -> Result<(), BoxError> {
    let mut arguments = env::args().skip(1);
    let base = arguments.next().ok_or("which API? http://127.0.0.1:8025")?;
    let token = env::var("IG_ACCESS_TOKEN").unwrap_or_else(|_| "sandbox-token".to_owned());
    let context = Context::new(Login::Facebook, AccessToken::new(token))?.with_api_base(&base)?;

    let executor = smol::LocalExecutor::new();
    let posts: Vec<_> =
        arguments.map(|url| executor.spawn(publish(context.clone(), url))).collect();
    smol::block_on(executor.run(async {
        for post in posts {
            println!("{}", serde_json::to_string(&post.await?)?);
        }
        Ok(())
    }))
}

/// One post. Its snapshots are kept nowhere: see the example `threads` for that.
async fn publish(context: Context, url: String) -> Result<Outcome, BoxError> {
    let photo = Photo::new(MediaUrl::local(&url)?).with_caption("#BronzFonz".parse()?);
    let plan = PublishPlan::new("17841400008460056".parse()?, photo);
    let mut flow = PublishFlow::new(plan, now().as_unix_millis());
    loop {
        match flow.poll(now()) {
            Step::Save(_) => flow.saved(),
            Step::Send(call) => {
                let request = context.request(call.draft())?;
                let reply = future::or(send(request), time_out()).await;
                flow.handle(now(), reply);
            }
            Step::Wait(until) => drop(Timer::after(until.since(now())).await),
            Step::Done(outcome) => return Ok(outcome),
        }
    }
}

fn now() -> Timestamp {
    SystemTime::now().into()
}

async fn time_out() -> Reply {
    Timer::after(Duration::from_secs(60)).await;
    Err(TransportError::timed_out(Delivery::Unknown))
}

/// Only what fails before the request is handed over was certainly not sent.
async fn send(request: Request<Vec<u8>>) -> Reply {
    let not_sent = |error: BoxError| TransportError::new(Delivery::NotSent).with_source(error);
    let unknown = |error: BoxError| TransportError::new(Delivery::Unknown).with_source(error);
    let request = in_origin_form(request).map_err(not_sent)?;
    let authority = request.headers()[header::HOST].to_str().unwrap_or_default().to_owned();
    let stream = TcpStream::connect(authority).await.map_err(|e| not_sent(e.into()))?;
    let (mut sender, connection) =
        http1::handshake(FuturesIo::new(stream)).await.map_err(|e| not_sent(e.into()))?;
    let answer = async {
        let response = sender.send_request(request.map(Full::<Bytes>::from)).await?;
        let (head, body) = response.into_parts();
        let body = Limited::new(body, 1024 * 1024).collect().await?.to_bytes();
        Ok(Response::from_parts(head, body.into()))
    };
    // The connection has to be driven for as long as the answer is awaited.
    let driven = async {
        drop(connection.await);
        future::pending().await
    };
    future::or(answer, driven).await.map_err(unknown)
}

fn in_origin_form(mut request: Request<Vec<u8>>) -> Result<Request<Vec<u8>>, BoxError> {
    let authority = request.uri().authority().ok_or("no host")?;
    let host = HeaderValue::from_str(authority.as_str())?;
    request.headers_mut().insert(header::HOST, host);
    *request.uri_mut() = request.uri().path_and_query().ok_or("no path")?.clone().into();
    Ok(request)
}
