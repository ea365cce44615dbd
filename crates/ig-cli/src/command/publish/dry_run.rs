//! `ig publish --dry-run`: what would be sent.

use ig_core::{
    ContainerId, EndpointExt, MediaUrl, PublishPlan, UserId, endpoint::PublishContainer,
    http::Request,
};
use ig_ureq::{Clock, SystemClock};
use serde_json::{Map, Value, json};

use crate::{
    access::Access,
    failure::{Exit, Failure},
    medium::{self, Medium, Way},
    output::Output,
    post::Draft,
    store::PostId,
};

/// Where the sandbox of `--sandbox` is taken to be: it is not started.
pub(super) const SANDBOX: &str = "http://127.0.0.1:8025";

/// Stands for the id that the server will give.
const CONTAINER: &str = "00000000000000000";

pub(super) fn show(
    access: &Access,
    user: UserId,
    medium: &Medium,
    draft: Draft,
    output: &Output,
) -> Result<Exit, Failure> {
    let mut requests = Vec::new();
    let url = match medium.way(&access.context)? {
        Way::Fetch(url) => url,
        Way::HandOver(path) => {
            let id = PostId::new(SystemClock::default().now());
            let url = medium::url(access.context.api_base(), &id, path);
            requests.push(json!({
                "method": "POST",
                "url": url,
                "headers": { "content-type": "application/octet-stream" },
                "body": format!("the bytes of {}", path.display()),
            }));
            MediaUrl::local(&url).map_err(|error| {
                Failure::usage("the file's name makes no URL").caused_by(&error).fix("rename it")
            })?
        }
    };
    let container: ContainerId = CONTAINER
        .parse()
        .map_err(|error| Failure::failed("the requests cannot be shown").caused_by(&error))?;
    let plan = PublishPlan::new(user.clone(), draft.with_medium(url));
    for create in plan.containers(&container) {
        let built = create.to_request(&access.context).map_err(|error| Failure::from(&error))?;
        requests.push(object(&built));
    }
    let publish = PublishContainer::new(user, container);
    let built = publish.to_request(&access.context).map_err(|error| Failure::from(&error))?;
    requests.push(object(&built));
    if output.is_json() {
        output.object(&json!({ "requests": requests }));
    } else {
        requests.iter().for_each(|request| lines(request, output));
    }
    output.note(format_args!(
        "nothing was sent; {CONTAINER} stands for the id in the reply to POST /{{user}}/media, and \
         the limit, the status and the media list are read around them"
    ));
    Ok(Exit::Success)
}

fn object(request: &Request<Vec<u8>>) -> Value {
    let headers = request.headers().iter().map(|(name, value)| {
        let shown = match value.to_str() {
            Ok(text) if !value.is_sensitive() => text.to_owned(),
            _ => "Bearer [redacted]".to_owned(),
        };
        (name.to_string(), Value::String(shown))
    });
    json!({
        "method": request.method().as_str(),
        "url": request.uri().to_string(),
        "headers": headers.collect::<Map<_, _>>(),
        "body": without_proof(&String::from_utf8_lossy(request.body())),
    })
}

/// `appsecret_proof` opens as much as the secret does, together with the token.
fn without_proof(body: &str) -> String {
    let fields = body.split('&').map(|field| match field.split_once('=') {
        Some((name @ "appsecret_proof", _)) => format!("{name}=[redacted]"),
        _ => field.to_owned(),
    });
    fields.collect::<Vec<_>>().join("&")
}

fn lines(request: &Value, output: &Output) {
    let text = |name: &str| request[name].as_str().unwrap_or_default();
    output.line(format_args!("{} {}", text("method"), text("url")));
    for (name, value) in request["headers"].as_object().into_iter().flatten() {
        output.line(format_args!("{name}: {}", value.as_str().unwrap_or_default()));
    }
    output.line(format_args!("\n{}\n", text("body")));
}
