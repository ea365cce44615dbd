//! What the API has, and the sandbox does not play.

use crate::refusal::Refusal;

/// The edges of accounts, posts, comments and Pages around publishing, and the searches, in the
/// order of the alphabet: those of the specification of v26 (SDK26) that an app which publishes may
/// call as well.
const EDGES: &[&str] = &[
    "agencies",
    "business_discovery",
    "collaboration_invites",
    "collaborative_media",
    "comments",
    "connected_threads_user",
    "conversations",
    "creator_marketplace_creators",
    "feed",
    "hashtag",
    "ig_hashtag_search",
    "insights",
    "instagram_accounts",
    "instagram_oembed",
    "likes",
    "live_media",
    "mentioned_comment",
    "mentioned_media",
    "mentions",
    "messages",
    "messenger_profile",
    "oembed",
    "partnership_ad_code",
    "photos",
    "picture",
    "posts",
    "product_appeal",
    "product_tags",
    "prompt_response",
    "recent_media",
    "recently_searched_hashtags",
    "replies",
    "scheduled_media",
    "subscribed_apps",
    "tags",
    "top_media",
    "upcoming_events",
    "videos",
    "welcome_message_flows",
];

/// A path that is not there, with a note where the API has it: what it answers is not played, and
/// an app should not look for a typing error.
pub(crate) fn refusal(path: &str) -> Refusal {
    noted(Refusal::no_path(path), path)
}

/// A refusal of a path with that note.
pub(crate) fn noted(refusal: Refusal, path: &str) -> Refusal {
    let edge = path.split('/').find(|part| EDGES.binary_search(part).is_ok());
    match edge {
        Some(edge) => {
            let note = format!("the API has `{edge}`, and the sandbox does not play it");
            refusal.with_note(note)
        }
        None => refusal,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_edges_are_in_order() {
        assert!(EDGES.is_sorted());
    }
}
