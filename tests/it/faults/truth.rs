//! The reference judge: what could be known when a flow reports that it does not know.

use hmac_sha256::Hash;
use ig_core::publish::{MediaRef, Outcome};
use ig_sandbox::MediaState;
use ig_tests::{MP4, video::VideoFile};

use super::bench::{Bench, Watched};

/// What a look at the server would show at the moment when the flow gives up, with all that is
/// wrong with the server.
#[derive(Debug)]
struct Witnesses {
    /// The container's status, if it can be read.
    status: Option<String>,
    /// The number of posts on the list, if it can be read; there are no other posters here.
    listed: Option<usize>,
}

impl Witnesses {
    fn hear(bench: &Bench, container: &str, list: &str) -> Self {
        let status = bench.read(&format!("/{container}?fields=status_code"));
        let status = status.and_then(|it| Some(it["status_code"].as_str()?.to_owned()));
        let list = bench.read(&format!("/17841400008460056/{list}?fields=id,caption"));
        let listed = list.and_then(|list| list["data"].as_array().map(Vec::len));
        Self { status, listed }
    }

    /// Whether they prove that the post exists, or that it does not.
    fn can_tell(&self) -> bool {
        match (self.status.as_deref(), self.listed) {
            (Some("PUBLISHED"), _) => true,
            (Some("FINISHED" | "ERROR" | "EXPIRED"), listed) => listed == Some(0),
            (Some(_), _) => false,
            (None, listed) => listed == Some(1),
        }
    }
}

/// What the flow does not report though it could be known.
pub(crate) fn hidden(bench: &Bench, flow: &Watched, outcome: &Outcome) -> Option<String> {
    let is_story =
        flow.flow.snapshot().plan().post().surface() == ig_core::publish::Surface::Stories;
    let list = if is_story { "stories" } else { "media" };
    match outcome {
        Outcome::Uncertain { .. } if flow.shut_out => None,
        Outcome::Uncertain { container, .. } => {
            let witnesses = Witnesses::hear(bench, container.as_str(), list);
            // A story has no caption to recognize it by: a story on the list may be another user's.
            let unread_story = is_story && witnesses.status.is_none();
            let can_tell = witnesses.can_tell() && !unread_story;
            can_tell.then(|| format!("it could be known: {witnesses:?}, {outcome:?}"))
        }
        Outcome::Published { container, media: MediaRef::Unknown, .. } => {
            let witnesses = Witnesses::hear(bench, container.as_str(), list);
            let listed = witnesses.listed == Some(1);
            listed.then(|| format!("the id could be known: {witnesses:?}"))
        }
        _ => None,
    }
}

/// What of a post differs from the request: its videos must be ours or that of the URL, and whole.
pub(crate) fn not_whole(bench: &Bench, video: &VideoFile, post: &MediaState) -> Option<String> {
    let parts: Vec<&str> = match &post.children[..] {
        [] => vec![&post.container_id],
        children => children.iter().map(|child| &*child.container_id).collect(),
    };
    let containers = bench.state(bench.now()).accounts.remove(0).containers;
    let fetched: String = Hash::hash(MP4).iter().map(|byte| format!("{byte:02x}")).collect();
    let uploads = containers.iter().filter(|it| parts.contains(&&*it.id));
    let mut sums = uploads.filter_map(|it| it.upload.as_ref()).map(|upload| upload.sha256.as_ref());
    let is_whole = sums.all(|sum| sum.is_some_and(|sum| [&video.sha256, &fetched].contains(&sum)));
    (!is_whole).then(|| format!("not whole: {post:?}"))
}

#[test]
fn the_judge_knows_what_can_be_known() {
    let hear = |status: Option<&str>, listed| Witnesses { status: status.map(Into::into), listed };
    for (status, listed, can_tell) in [
        (Some("PUBLISHED"), None, true),
        (Some("FINISHED"), Some(0), true),
        (Some("FINISHED"), Some(1), false),
        (Some("FINISHED"), None, false),
        (Some("IN_PROGRESS"), Some(0), false),
        (None, Some(1), true),
        (None, Some(0), false),
        (None, None, false),
    ] {
        assert_eq!(hear(status, listed).can_tell(), can_tell, "{status:?}, {listed:?}");
    }
}
