//! One request and its answer.

use std::{sync::Arc, time::Duration};

use http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode, Uri, header};
use http_body_util::{BodyExt as _, Full, LengthLimitError, Limited, combinators::UnsyncBoxBody};
use hyper::body::{Body as _, Bytes, Incoming};
use serde::Serialize;
use tokio::{sync::watch, time::timeout};

use super::{
    events::{self, Start},
    guard::{self, Guard},
    openapi,
    routes::{self, Action, Found, Health, Route},
    token::Token,
};
use crate::{
    failure::Failure,
    post,
    service::{self, List, Place, Service, Shown, Trouble, blocking},
    text::json,
};

type Body = UnsyncBoxBody<Bytes, std::convert::Infallible>;

/// The longest body: longer than any post with all of its options.
const MOST: usize = 1024 * 1024;

/// How long a body may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// What all requests have in common.
#[derive(Debug)]
pub(super) struct Shared {
    pub(super) service: Arc<Service>,
    pub(super) token: Token,
    pub(super) guard: Guard,
    pub(super) stopped: watch::Receiver<bool>,
}

/// A request for one of the routes.
struct Asked {
    route: &'static Route,
    /// The key of a post, or the id of an account.
    key: String,
    headers: HeaderMap,
    query: Vec<(String, String)>,
    body: Vec<u8>,
}

pub(super) async fn answer(shared: Arc<Shared>, request: Request<Incoming>) -> Response<Body> {
    match respond(&shared, request).await {
        Ok(response) => response,
        Err(trouble) => refusal(trouble),
    }
}

async fn respond(shared: &Shared, request: Request<Incoming>) -> Result<Response<Body>, Trouble> {
    let (parts, body) = request.into_parts();
    shared.guard.no_page(&parts.headers)?;
    let (route, key) = route(&parts.method, &parts.uri)?;
    if !route.is_open {
        guard::has_token(&shared.token, &parts.headers)?;
    }
    let query = query(route, &parts.uri)?;
    let body = match route.has_body {
        true => whole(body).await?,
        false => Vec::new(),
    };
    let key = key.unwrap_or_default();
    let asked = Asked { route, key, headers: parts.headers, query, body };
    act(shared, asked).await
}

fn route(method: &Method, uri: &Uri) -> Result<(&'static Route, Option<String>), Trouble> {
    const FIX: &str = "GET /openapi.json says what there is";
    match routes::find(method, uri.path()) {
        Found::Route(route, key) => Ok((route, key)),
        Found::Nothing => {
            let failure = Failure::usage("there is nothing at this path").fix(FIX);
            Err(Trouble::new(404, failure))
        }
        Found::OtherMethod(methods) => {
            let failure = Failure::usage("this path has no such method")
                .because(format!("it has {}", methods.join(", ")))
                .fix(FIX);
            Err(Trouble::new(405, failure).with_allow(methods.join(", ")))
        }
    }
}

/// The parameters in the query. One that is not known would be ignored otherwise, and its sender would
/// not know.
fn query(route: &Route, uri: &Uri) -> Result<Vec<(String, String)>, Trouble> {
    let text = uri.query().unwrap_or_default();
    let pairs: Vec<(String, String)> = form_urlencoded::parse(text.as_bytes())
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect();
    let known: Vec<_> = route
        .parameters
        .iter()
        .filter(|parameter| parameter.place == "query")
        .map(|parameter| parameter.name)
        .collect();
    for (number, (name, _)) in pairs.iter().enumerate() {
        let name: String = name.chars().take(32).collect();
        let refused = |why: &str| {
            let fix = match known.is_empty() {
                true => "leave it out: this path has no parameters".to_owned(),
                false => format!("give only, and once each: {}", known.join(", ")),
            };
            Failure::usage(format!("the parameter {name} cannot be used")).because(why).fix(fix)
        };
        if !known.contains(&name.as_str()) {
            return Err(refused("it is not known").into());
        }
        if pairs[..number].iter().any(|(other, _)| *other == name) {
            return Err(refused("it is given twice").into());
        }
    }
    Ok(pairs)
}

/// The body of a request. One that is too long is refused before it is read.
async fn whole(body: Incoming) -> Result<Vec<u8>, Trouble> {
    let too_long = || {
        let failure = Failure::usage("the body is too long")
            .because(format!("a post has at most {MOST} bytes; the rest was not read"))
            .fix("send the post as JSON: photos and videos are named in it by their URLs");
        Trouble::new(413, failure)
    };
    if u64::try_from(MOST).unwrap_or(u64::MAX) < body.size_hint().lower() {
        return Err(too_long());
    }
    match timeout(PATIENCE, Limited::new(body, MOST).collect()).await {
        Ok(Ok(body)) => Ok(body.to_bytes().into()),
        Ok(Err(error)) if error.is::<LengthLimitError>() => Err(too_long()),
        Ok(Err(_)) => {
            let failure = Failure::usage("the body was cut off").fix("send the request again");
            Err(Trouble::new(400, failure))
        }
        Err(_) => {
            let failure = Failure::usage("the body did not come in time")
                .because(format!("it took more than {} s", PATIENCE.as_secs()))
                .fix("send the request again: the same key is the same post");
            Err(Trouble::new(408, failure))
        }
    }
}

async fn act(shared: &Shared, asked: Asked) -> Result<Response<Body>, Trouble> {
    let service = Arc::clone(&shared.service);
    let key = asked.key.clone();
    match asked.route.action {
        Action::Put => {
            let wait = asked.wait()?;
            let text = String::from_utf8(asked.body).map_err(|_| {
                Failure::usage("the body cannot be read")
                    .because("it is not UTF-8 text")
                    .fix("send the post as JSON in UTF-8")
            })?;
            let post = blocking(move || {
                let wish = post::Request::read(&text)?;
                service.put(&key, wish)
            });
            let post = waited(shared, post.await?, wait).await?;
            Ok(object(if post.is_final { 200 } else { 202 }, &post))
        }
        Action::Show => {
            let wait = asked.wait()?;
            let post = blocking(move || service.show(&key)).await?;
            Ok(object(200, &waited(shared, post, wait).await?))
        }
        Action::Cancel => Ok(object(200, &blocking(move || service.cancel(&key)).await?)),
        Action::Release => {
            let wait = asked.wait()?;
            let post = blocking(move || service.release(&key)).await?;
            Ok(object(200, &waited(shared, post, wait).await?))
        }
        Action::Go => Ok(object(200, &blocking(move || service.go(&key)).await?)),
        Action::List => {
            let limit =
                asked.number("limit")?.map(|limit| usize::try_from(limit).unwrap_or(usize::MAX));
            let text = |name: &str| asked.text(name).map(str::to_owned);
            let list = List { state: text("state"), after: text("after"), limit };
            Ok(object(200, &blocking(move || service.list(&list)).await?))
        }
        Action::Events => {
            let has = asked.after()?;
            let last = blocking(move || service.last_event()).await?;
            Ok(stream(shared, Start::new(has, last, last), None))
        }
        Action::EventsOfPost => {
            let has = asked.after()?;
            let (post, last) =
                blocking(move || Ok((service.show(&key)?, service.last_event()?))).await?;
            Ok(stream(shared, Start::new(has, last, 0), Some(post.key)))
        }
        Action::Health => {
            let worker = service.place();
            let status = if worker == Place::Failed { 503 } else { 200 };
            Ok(object(status, &Health { worker, version: env!("CARGO_PKG_VERSION") }))
        }
        Action::Description => Ok(object(200, &openapi::description())),
    }
}

/// The post as it is after a while, if it is to be waited for.
async fn waited(shared: &Shared, post: Shown, wait: Option<Duration>) -> Result<Shown, Trouble> {
    match wait {
        Some(wait) => service::wait(&shared.service, post, wait, shared.stopped.clone()).await,
        None => Ok(post),
    }
}

impl Asked {
    fn text(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
    }

    fn number(&self, name: &str) -> Result<Option<u64>, Failure> {
        let parse = |text: &str| text.parse().map_err(|_| unnumbered(name));
        self.text(name).map(parse).transpose()
    }

    /// `?wait=60`, which is done or refused, or `Prefer: wait=60`, which is done or ignored (RFC 7240).
    fn wait(&self) -> Result<Option<Duration>, Failure> {
        match self.number("wait")? {
            Some(seconds) => service::waits("wait", seconds).map(Some),
            None => Ok(preferred(&self.headers)),
        }
    }

    /// The number of the last event that a client has.
    fn after(&self) -> Result<Option<u64>, Failure> {
        let Some(last) = self.headers.get("last-event-id") else { return self.number("after") };
        let last = last.to_str().ok().and_then(|text| text.trim().parse().ok());
        last.map(Some).ok_or_else(|| unnumbered("Last-Event-ID"))
    }
}

fn unnumbered(name: &str) -> Failure {
    Failure::usage(format!("{name} cannot be used"))
        .because("it is not a whole number, 0 or more")
        .fix(format!("give {name} a whole number, or leave it out"))
}

/// Preferences that are not known are ignored, as the RFC says, and so is what `?wait=` refuses.
fn preferred(headers: &HeaderMap) -> Option<Duration> {
    let all = headers.get_all("prefer").iter().filter_map(|value| value.to_str().ok());
    let mut each = all.flat_map(|value| value.split(','));
    each.find_map(|preference| {
        let (name, value) = preference.split(';').next()?.split_once('=')?;
        let is_wait = name.trim().eq_ignore_ascii_case("wait");
        let seconds = is_wait.then(|| value.trim().trim_matches('"').parse().ok())?;
        service::waits("wait", seconds?).ok()
    })
}

fn stream(shared: &Shared, start: Start, of: Option<String>) -> Response<Body> {
    let service = Arc::clone(&shared.service);
    let body = events::stream(service, start, of, shared.stopped.clone());
    let mut response = Response::new(body.boxed_unsync());
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

fn object(status: u16, object: &impl Serialize) -> Response<Body> {
    let body = Full::new(Bytes::from(json(object) + "\n"));
    let mut response = Response::new(body.boxed_unsync());
    *response.status_mut() =
        StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}

fn refusal(trouble: Trouble) -> Response<Body> {
    let (status, allow) = (trouble.status, trouble.allow.clone());
    let mut response = object(status, &trouble.body());
    let headers = response.headers_mut();
    match status {
        401 => {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        // What was not read of the body is not the next request.
        408 | 413 => {
            headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
        }
        _ => (),
    }
    if let Some(Ok(allow)) = allow.map(HeaderValue::try_from) {
        headers.insert(header::ALLOW, allow);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_preference_to_wait_is_read_among_others() {
        let check = |values: &[&'static str], expect: Option<u64>| {
            let mut headers = HeaderMap::new();
            for value in values {
                headers.append("prefer", HeaderValue::from_static(value));
            }
            assert_eq!(preferred(&headers), expect.map(Duration::from_secs), "{values:?}");
        };
        check(&["wait=60"], Some(60));
        check(&["respond-async, WAIT = 10"], Some(10));
        check(&["respond-async", "wait=\"5\"; foo=bar"], Some(5));
        check(&["respond-async"], None);
        check(&["wait=0"], Some(0));
        check(&["wait=300"], Some(300));
        for ignored in ["wait=soon", "wait=-1", "wait=301", "wait=1000", "wait", "wait="] {
            check(&[ignored], None);
        }
        check(&[], None);
    }
}
