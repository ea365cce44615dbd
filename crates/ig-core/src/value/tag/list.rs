//! The tags of one photo or video: no more than Instagram takes.

use serde::{Deserialize, Serialize};

use super::{InvalidTag, ProductTag, StoryTag, UserTag, VideoProductTag, VideoTag};
use crate::value::ProductId;

macro_rules! list {
    ($(#[$meta:meta])* $name:ident($vec:literal, $tag:ident), $most:literal, $check:expr) => {
        $(#[$meta])*
        #[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(try_from = $vec)]
        pub struct $name(Vec<$tag>);

        impl $name {
            #[doc = concat!("The most of them: ", stringify!($most), ".")]
            pub const MAX: usize = $most;

            /// The tags.
            pub fn as_slice(&self) -> &[$tag] {
                &self.0
            }

            /// Whether there are none.
            pub fn is_empty(&self) -> bool {
                self.0.is_empty()
            }
        }

        impl TryFrom<Vec<$tag>> for $name {
            type Error = InvalidTag;

            fn try_from(tags: Vec<$tag>) -> Result<Self, InvalidTag> {
                let count = tags.len();
                if Self::MAX < count {
                    return Err(InvalidTag::TooMany { count, most: Self::MAX });
                }
                $check(&tags)?;
                Ok(Self(tags))
            }
        }

        impl From<$name> for Vec<$tag> {
            fn from(tags: $name) -> Self {
                tags.0
            }
        }
    };
}

list! {
    /// The people in one photo (reference §10.2, 100/2207040).
    UserTags("Vec<UserTag>", UserTag), 20, any
}
list! {
    /// The people in one video (reference §10.2, 100/2207040).
    VideoTags("Vec<VideoTag>", VideoTag), 20, any
}
list! {
    /// The people in one story (reference §10.2, 100/2207040).
    StoryTags("Vec<StoryTag>", StoryTag), 20, any
}
list! {
    /// The products in one photo. The documents name 5 and 20 (reference §16,
    /// no. 3): the greater, since the server has the last word.
    ProductTags("Vec<ProductTag>", ProductTag), 20,
    |tags: &[ProductTag]| each_once(tags.iter().map(ProductTag::product_id))
}
list! {
    /// The products in one video. The documents name 5, 20 and 30 (reference §16,
    /// no. 3): the greatest, since the server has the last word.
    VideoProductTags("Vec<VideoProductTag>", VideoProductTag), 30,
    |tags: &[VideoProductTag]| each_once(tags.iter().map(VideoProductTag::product_id))
}

#[expect(clippy::unnecessary_wraps, reason = "one of two checks of a list")]
fn any<T>(_: &[T]) -> Result<(), InvalidTag> {
    Ok(())
}

fn each_once<'a>(ids: impl Iterator<Item = &'a ProductId>) -> Result<(), InvalidTag> {
    let mut ids: Vec<_> = ids.collect();
    ids.sort_unstable();
    match ids.windows(2).any(|pair| pair[0] == pair[1]) {
        true => Err(InvalidTag::Twice),
        false => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn twenty_tags_fit_in_one_photo() {
        let tags = |count| vec![UserTag::new("natgeo", 0.5, 0.5).unwrap(); count];
        assert!(UserTags::try_from(tags(20)).is_ok());
        let error = InvalidTag::TooMany { count: 21, most: 20 };
        assert_eq!(UserTags::try_from(tags(21)), Err(error));
    }

    #[test]
    fn a_product_is_tagged_once() {
        let tag = |id: &str| VideoProductTag::new(id.parse().unwrap());
        assert!(VideoProductTags::try_from(vec![tag("1"), tag("2")]).is_ok());
        let twice = VideoProductTags::try_from(vec![tag("1"), tag("2"), tag("1")]);
        assert_eq!(twice, Err(InvalidTag::Twice));
    }
}
