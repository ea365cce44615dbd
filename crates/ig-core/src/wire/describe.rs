//! How a value becomes parameters of a request.

use serde::Serialize;

use crate::{
    value::tag::{ProductTags, StoryTags, UserTags, VideoProductTags, VideoTags},
    wire::{
        Draft,
        json::{self, Form},
    },
};

/// Adds parameters of `POST /{ig-user-id}/media`.
pub(crate) trait Describe {
    fn describe(&self, draft: Draft) -> Draft;
}

macro_rules! describe_tags {
    ($($tags:ty: $parameter:literal $($facebook_only:ident)?,)*) => {$(
        impl Describe for $tags {
            fn describe(&self, draft: Draft) -> Draft {
                match json_array(self.as_slice()) {
                    Some(json) => draft.with_field($parameter, json)$(.$facebook_only())?,
                    None => draft,
                }
            }
        }
    )*};
}

describe_tags! {
    UserTags: "user_tags",
    VideoTags: "user_tags",
    StoryTags: "user_tags",
    ProductTags: "product_tags" for_facebook_only,
    VideoProductTags: "product_tags" for_facebook_only,
}

/// A JSON array as text: strict JSON, which works everywhere. `None` of no tags.
fn json_array(tags: &[impl Serialize]) -> Option<String> {
    let mut json = Vec::with_capacity(64 * tags.len());
    json::write(&mut json, Form::Api, &tags).ok().filter(|()| !tags.is_empty())?;
    String::from_utf8(json).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::tag::UserTag;

    fn parameter(tags: &impl Describe) -> Option<String> {
        let draft = tags.describe(Draft::post("1/media"));
        draft.form().next().map(|(_, value)| value.into_owned())
    }

    #[test]
    fn tags_are_sent_as_strict_json_with_floats() {
        let tag = UserTag::new("natgeo", -0.0, 1.0).unwrap();
        let tags = UserTags::try_from(vec![tag]).unwrap();
        let sent = r#"[{"username":"natgeo","x":0.0,"y":1.0}]"#;
        assert_eq!(parameter(&tags).as_deref(), Some(sent));
        assert_eq!(parameter(&UserTags::default()), None, "none is not sent");
    }
}
