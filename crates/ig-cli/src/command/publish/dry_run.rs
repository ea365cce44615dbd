//! `ig publish --dry-run`: what would be sent.

use ig_core::{
    BuildError, CarouselItem, ContainerId, Context, Endpoint, EndpointExt, MediaUrl, Post,
    PublishPlan, UserId,
    endpoint::{PublishContainer, UploadVideo},
    http::Request,
    post::VideoSource,
    upload::UploadUri,
};
use ig_driver::Key;
use ig_ureq::{Clock, SystemClock};
use serde_json::{Map, Value, json};

use crate::{
    access::Access,
    args::PublishHere,
    failure::{Exit, Failure},
    medium::{self, Place},
    output::Output,
    post::Sketch,
    queue,
    store::{Folder, new_key},
    wanted::{self, Next, Wanted},
};

/// The assumed address of the sandbox of `--sandbox`, which is not started.
pub(super) const SANDBOX: &str = "http://127.0.0.1:8025";

/// Stands for the id that the server will assign.
const CONTAINER: &str = "00000000000000000";

/// The upload host; a sandbox accepts videos itself.
const UPLOAD_HOST: &str = "https://rupload.facebook.com";

pub(super) fn show(
    here: &PublishHere,
    access: &Access,
    user: UserId,
    sketch: Sketch,
    key: Option<&Key>,
    output: &Output,
) -> Result<Exit, Failure> {
    if let Some(key) = key
        && let Some(exit) = show_kept(here, access, &user, &sketch, key, output)?
    {
        return Ok(exit);
    }
    let (photos, made) = (super::photos(&here.publish), new_key(SystemClock.now()));
    let places = medium::places_with(photos, &sketch.media(), &access.context, &made)?;
    for place in &places {
        if let Place::ToHost(file, url) = place {
            output.note(format_args!(
                "{url} stands for the URL that --host-with prints for {}",
                file.display()
            ));
        }
    }
    let handed = places.iter().filter_map(|place| match place {
        Place::HandedOver(path, url) => Some(json!({
            "method": "POST",
            "url": url.as_str(),
            "headers": { "content-type": "application/octet-stream" },
            "body": format!("the bytes of {}", path.display()),
        })),
        _ => None,
    });
    let mut requests: Vec<_> = handed.collect();
    let plan = PublishPlan::new(user, sketch.into_post(&places)?);
    let container = || {
        let id = CONTAINER.parse::<ContainerId>();
        id.map_err(|error| Failure::failed("the requests cannot be shown").caused_by(&error))
    };
    let videos = videos(plan.post());
    for (create, video) in plan.containers(&container()?).iter().zip(videos) {
        requests.push(request(create, &access.context)?);
        if let Some(video) = video {
            requests.extend(upload(video, here.publish.upload_slice, &access.context)?);
        }
    }
    let publish = PublishContainer::new(plan.user().clone(), container()?);
    requests.push(request(&publish, &access.context)?);
    let warnings = plan.warnings();
    for warning in &warnings {
        output.warning(warning);
    }
    if output.is_json() {
        output.object(&json!({ "requests": requests, "warnings": warnings }));
    } else {
        requests.iter().for_each(|request| lines(request, output));
    }
    let reads = match plan.post().items().len() {
        0 => "the limit, the status and the media list are also read",
        _ => {
            "the limit, the statuses (of all items in one batch, POST /) and the media list are also \
             read"
        }
    };
    output.note(format_args!(
        "nothing was sent; {CONTAINER} stands for each id in a reply to POST /{{user}}/media, and \
         {reads}"
    ));
    Ok(Exit::Success)
}

/// What would be done for a key with a stored post; `None` if a new post would be started.
fn show_kept(
    here: &PublishHere,
    access: &Access,
    user: &UserId,
    sketch: &Sketch,
    key: &Key,
    output: &Output,
) -> Result<Option<Exit>, Failure> {
    let folder = Folder::find(here.folder.state_dir.as_deref())?;
    if let Some(row) = queue::queued(&folder, key)? {
        let standing = queue::outcome(&row);
        if output.is_json() {
            output.object(&json!({ "requests": [], "id": key.as_str(), "standing": standing }));
        }
        let instead = queue::instead(&row, folder.option());
        output.note(format_args!(
            "nothing was sent; the key {key} belongs to a post of the queue, so nothing would be \
             sent: {}; {instead}",
            standing.replace('_', " ")
        ));
        return Ok(Some(Exit::Success));
    }
    let target = ig_driver::Target::new(&access.api_base, access.login);
    let next = Wanted::new(sketch, user, &target).next(here.publish.again, &folder, key, output)?;
    let what = match next {
        Next::New | Next::Forget => return Ok(None),
        Next::GoOn => "it would be resumed",
        Next::Over(_) => "nothing would be sent",
    };
    let standing = wanted::standing(&folder.read(key)?);
    if output.is_json() {
        output.object(&json!({ "requests": [], "id": key.as_str(), "standing": standing }));
    }
    output
        .note(format_args!("nothing was sent; with the post of the key {key}, {what}: {standing}"));
    Ok(Some(Exit::Success))
}

/// The video of each container, in the order in which they are made: the items, then the post.
fn videos(post: &Post) -> Vec<Option<&VideoSource>> {
    let items = post.items().iter().map(|item| match item {
        CarouselItem::Video(video) => Some(video.video()),
        _ => None,
    });
    let own = match post {
        Post::Reel(reel) => Some(reel.video()),
        Post::VideoStory(story) => Some(story.video()),
        _ => None,
    };
    items.chain([own]).collect()
}

/// The requests that send a video to the upload host; none if Meta fetches it itself.
fn upload(
    video: &VideoSource,
    slice: Option<u64>,
    context: &Context,
) -> Result<Vec<Value>, Failure> {
    let host = if context.is_loopback() { context.api_base() } else { UPLOAD_HOST };
    let uri = format!("{host}/ig-api-upload/{}/{CONTAINER}", context.version());
    let uri = uri.parse::<UploadUri>().map_err(|error| {
        Failure::failed("the upload cannot be shown").caused_by(&error).fix("check IG_API_BASE")
    })?;
    let built = |upload: &UploadVideo, body: String| {
        let exchange = upload.exchange(context).map_err(|error| Failure::from(&error))?;
        Ok::<_, Failure>(object(&exchange.request.map(|_| body)))
    };
    match video {
        VideoSource::Upload(file) => {
            let length = slice.unwrap_or(file.size());
            let mut requests = Vec::new();
            let mut offset = 0;
            while offset < file.size() {
                let part = file.part(offset).with_length(length);
                let end = offset + part.length();
                let body = format!("bytes {offset} to {end} of {file}");
                requests.push(built(&UploadVideo::part(uri.clone(), part), body)?);
                offset = end;
            }
            Ok(requests)
        }
        VideoSource::Hosted(url) => {
            let upload = UploadVideo::hosted(uri, MediaUrl::clone(url));
            Ok(vec![built(&upload, String::new())?])
        }
        _ => Ok(Vec::new()),
    }
}

fn request<E: Endpoint>(endpoint: &E, context: &Context) -> Result<Value, Failure> {
    let built = endpoint.exchange(context).map_err(|error: BuildError| Failure::from(&error))?;
    Ok(object(
        &built
            .request
            .map(|body| without_proof(&String::from_utf8_lossy(body.bytes().unwrap_or_default()))),
    ))
}

fn object(request: &Request<String>) -> Value {
    let headers = request.headers().iter().map(|(name, value)| {
        let shown = match value.to_str() {
            Ok(text) if !value.is_sensitive() => text.to_owned(),
            // The upload host uses another scheme than the Graph API.
            Ok(text) if text.starts_with("OAuth ") => "OAuth [redacted]".to_owned(),
            _ => "Bearer [redacted]".to_owned(),
        };
        (name.to_string(), Value::String(shown))
    });
    json!({
        "method": request.method().as_str(),
        "url": request.uri().to_string(),
        "headers": headers.collect::<Map<_, _>>(),
        "body": request.body(),
    })
}

/// `appsecret_proof`, together with the token, gives as much access as the secret.
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
