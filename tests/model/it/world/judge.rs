//! What is public, and whether an outcome is true.

use std::time::Duration;

use hmac_sha256::Hash;
use ig_core::publish::{AddOnState, MediaRef, Outcome};
use ig_sandbox_core::{ContainerState, MediaState};

use super::{World, videos::video_at};
use crate::server_time;

impl World {
    /// Our public posts once all pending work is done.
    pub(crate) fn posts(&mut self) -> Vec<MediaState> {
        let later = self.now.after(Duration::from_secs(36_000));
        let mut posts = self.sandbox.state(server_time(later)).accounts.remove(0).media;
        posts.retain(|post| !self.theirs.contains(&post.container_id));
        posts
    }

    /// Our containers, newest first.
    pub(crate) fn containers(&mut self) -> Vec<ContainerState> {
        let mut containers =
            self.sandbox.state(server_time(self.now)).accounts.remove(0).containers;
        containers.retain(|container| !self.theirs.contains(&container.id));
        containers
    }

    /// The number of requests to `endpoint`.
    pub(crate) fn count(&self, endpoint: &str) -> usize {
        self.asked.iter().filter(|name| **name == endpoint).count()
    }

    /// Judges an outcome by what is public once all pending work is done.
    ///
    /// # Panics
    ///
    /// When there are two posts, a post is not whole, or the outcome is a lie.
    pub(crate) fn judge(&mut self, outcome: &Outcome) {
        if let Outcome::Uncertain { .. } = outcome {
            // The late effects have not happened yet; this looks ahead.
            return;
        }
        let posts = self.posts();
        assert!(posts.len() <= 1, "double post: {outcome:?}");
        for post in &posts {
            self.is_whole(post);
        }
        match outcome {
            Outcome::Published { container, media, add_on } => {
                let [post] = &posts[..] else { panic!("not public: {outcome:?}") };
                assert_eq!(post.container_id, container.as_str());
                if let MediaRef::Confirmed(id) | MediaRef::Matched(id) = media {
                    assert_eq!(post.id, id.as_str(), "{outcome:?}");
                }
                let is_there = post.details.poll.is_some();
                match add_on {
                    Some(AddOnState::Attached) => assert!(is_there, "{outcome:?}"),
                    Some(AddOnState::Missing) => assert!(!is_there, "{outcome:?}"),
                    _ => (),
                }
                assert_eq!(add_on.is_some(), self.plan.post().add_on().is_some(), "{outcome:?}");
            }
            Outcome::NotPublished { reason } => {
                assert_eq!(posts.len(), 0, "{outcome:?}");
                if let Some(item) = &reason.item {
                    let media = self.plan.post().media();
                    assert_eq!(item.medium, media[item.number - 1].to_string(), "{outcome:?}");
                }
            }
            Outcome::Uncertain { .. } => unreachable!("returned above"),
        }
    }

    /// Checks the caption, and every picture and video in its place, each as it was given.
    fn is_whole(&mut self, post: &MediaState) {
        let plan = self.plan.post().clone();
        assert_eq!(post.caption.as_deref(), plan.caption().map(|caption| caption.as_str()));
        let parts = match plan.items() {
            [] => vec![&post.container_id],
            _ => post.children.iter().map(|child| &child.container_id).collect(),
        };
        let media = plan.media();
        assert_eq!(parts.len(), media.len(), "{post:?}");
        let containers = self.containers();
        for (id, medium) in parts.into_iter().zip(media) {
            let part = containers.iter().find(|part| part.id == *id).expect("its container");
            assert_eq!(part.ignored, [""; 0]);
            let medium = medium.to_string();
            match &part.upload {
                Some(upload) => assert_eq!(upload.sha256, Some(sha256(&video_at(&medium)))),
                None => assert_eq!(part.source_url, Some(medium)),
            }
        }
    }
}

fn sha256(bytes: &[u8]) -> String {
    Hash::hash(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}
