//! The tools: what each is for, what it takes, and what it does.

#[cfg(test)]
mod tests;

use std::{collections::BTreeMap, sync::Arc};

use ig_media::Use;
use rmcp::model::{JsonObject, Tool, ToolAnnotations};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::sync::watch;

use crate::{
    post::{Call, arguments},
    schemas,
    service::{self, List, Service, Trouble, blocking},
};

/// How long `publish` waits for the outcome if nobody says otherwise.
const WAIT: u64 = 30;

/// Which post
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Which {
    /// The key of the post
    key: String,
}

/// Which posts
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
struct WhichPosts {
    /// Only posts that are this far: waiting, active, held, published, not_published, uncertain, skipped
    /// or cancelled
    state: Option<String>,
    /// At most so many; 100 if it is left out
    #[schemars(range(min = 1, max = 1000))]
    limit: Option<usize>,
    /// The `next` of the page before
    after: Option<String>,
}

/// Which photo or video
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct WhichMedium {
    /// Its URL, or a path in the folder of --files
    medium: String,
    /// The intended use; photo or reel if it is left out
    #[serde(default)]
    r#as: Option<Purpose>,
}

/// The intended use
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Purpose {
    Photo,
    Reel,
    Cover,
    StoryPhoto,
    StoryVideo,
    CarouselPhoto,
    CarouselVideo,
}

/// Which account
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct WhichAccount {
    /// The id of the Instagram account
    user_id: String,
}

/// Whose limit
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
struct Account {
    /// The id of the Instagram account; the one that the program was started for if it is left out
    user_id: Option<String>,
    /// The name of its access token
    credential: Option<String>,
}

impl From<Purpose> for Use {
    fn from(purpose: Purpose) -> Self {
        match purpose {
            Purpose::Photo => Self::FeedPhoto,
            Purpose::Reel => Self::Reel,
            Purpose::Cover => Self::ReelCover,
            Purpose::StoryPhoto => Self::StoryPhoto,
            Purpose::StoryVideo => Self::StoryVideo,
            Purpose::CarouselPhoto => Self::CarouselPhoto,
            Purpose::CarouselVideo => Self::CarouselVideo,
        }
    }
}

/// All of them. Those that change something say whether that can be taken back, and that the same call
/// again changes nothing more.
pub(super) fn all() -> Vec<Tool> {
    let reads = |title: &str| ToolAnnotations::with_title(title).read_only(true);
    let of_instagram = |title: &str| reads(title).open_world(true);
    let of_this_machine = |title: &str| reads(title).open_world(false);
    // Of the arguments, by tool; a test reads them. They are kept, since the code that makes them from the
    // types takes much of a program.
    let schemas: BTreeMap<String, Arc<JsonObject>> =
        serde_json::from_str(&schemas::text("mcp.json")).unwrap_or_default();
    let tool = |name: &'static str, about: &'static str| {
        Tool::new(name, about, schemas.get(name).cloned().unwrap_or_default())
    };
    vec![
        tool(
            "publish",
            "Publish a post to Instagram once, now or at a time. The same key is the same post, however \
             often this is called; another post under a key that is used is refused. Published posts \
             cannot be taken back with these tools")
        .with_annotations(
            ToolAnnotations::with_title("Publish a post")
                .read_only(false)
                .destructive(true)
                .idempotent(true)
                .open_world(true),
        ),
        tool(
            "cancel",
            "Take a post back that cannot be public yet. A post that is public stays public")
        .with_annotations(
            ToolAnnotations::with_title("Cancel a post")
                .read_only(false)
                .destructive(true)
                .idempotent(true)
                .open_world(false),
        ),
        tool(
            "release",
            "Let a post go on that is held, once its cause is fixed: it is published then. An uncertain \
             post is looked for again")
        .with_annotations(
            ToolAnnotations::with_title("Release a post")
                .read_only(false)
                .destructive(true)
                .idempotent(true)
                .open_world(true),
        ),
        tool(
            "go",
            "Let an account go on that is paused, as it is after Instagram refused its token, once the cause \
             is fixed. Its posts are taken up again within minutes")
        .with_annotations(
            ToolAnnotations::with_title("Let an account go on")
                .read_only(false)
                .destructive(true)
                .idempotent(true)
                .open_world(true),
        ),
        tool("status", "How far a post is, and who has to do what")
            .with_annotations(of_this_machine("Show a post")),
        tool("explain", "A post and all that happened to it")
            .with_annotations(of_this_machine("Explain a post")),
        tool("list", "Posts, by the time at which they are due")
            .with_annotations(of_this_machine("List posts")),
        tool("check", "Whether Instagram accepts a photo or a video")
            .with_annotations(of_instagram("Check a photo or video")),
        tool(
            "limit",
            "How many posts an account has left in the rolling 24-hour window")
        .with_annotations(of_instagram("Show the limit of posts")),
    ]
}

/// Calls a tool; nothing if there is none of this name.
pub(super) async fn call(
    service: &Arc<Service>,
    stopped: &watch::Receiver<bool>,
    name: &str,
    given: Value,
) -> Option<Result<Value, Trouble>> {
    let of = Arc::clone(service);
    Some(match name {
        "publish" => publish(service, stopped, given).await,
        "cancel" => with(name, given, move |Which { key }| of.cancel(&key)).await,
        "release" => with(name, given, move |Which { key }| of.release(&key)).await,
        "go" => with(name, given, move |WhichAccount { user_id }| of.go(&user_id)).await,
        "status" => with(name, given, move |Which { key }| of.show(&key)).await,
        "explain" => with(name, given, move |Which { key }| of.explain(&key)).await,
        "list" => {
            let list =
                move |WhichPosts { state, limit, after }| of.list(&List { state, limit, after });
            with(name, given, list).await
        }
        "check" => {
            let check = move |WhichMedium { medium, r#as }: WhichMedium| {
                service::checked(&of, &medium, r#as.map(Use::from))
            };
            with(name, given, check).await
        }
        "limit" => {
            let limit = move |Account { user_id, credential }| {
                service::limit(&of, user_id.as_deref(), credential.as_deref())
            };
            with(name, given, limit).await
        }
        _ => return None,
    })
}

async fn publish(
    service: &Arc<Service>,
    stopped: &watch::Receiver<bool>,
    given: Value,
) -> Result<Value, Trouble> {
    let call: Call = arguments("publish", given)?;
    let wait = service::waits("wait_s", call.wait_s.unwrap_or(WAIT))?;
    let key = call.key.clone();
    let of = Arc::clone(service);
    let post = blocking(move || of.put(&key, call.wish()?)).await?;
    let post = service::wait(service, post, wait, stopped.clone()).await?;
    Ok(object(&post))
}

/// Reads the arguments of a tool, and does what it does.
async fn with<A, T>(
    tool: &str,
    given: Value,
    work: impl FnOnce(A) -> Result<T, Trouble> + Send + 'static,
) -> Result<Value, Trouble>
where
    A: serde::de::DeserializeOwned + Send + 'static,
    T: Serialize + Send + 'static,
{
    let arguments: A = arguments(tool, given)?;
    blocking(move || work(arguments)).await.map(|result| object(&result))
}

fn object(of: &impl Serialize) -> Value {
    // Its keys are text, so it always serializes.
    serde_json::to_value(of).unwrap_or_default()
}
