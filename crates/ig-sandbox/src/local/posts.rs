//! Posts as tests look at them.

use std::{fmt, ops::Index, slice, vec};

use ig_sandbox_core::MediaState;

/// Posts, newest first.
#[derive(Clone, PartialEq)]
pub struct Posts(Vec<Post>);

/// A post.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Post {
    /// All that is true of it.
    pub state: MediaState,
}

impl Posts {
    pub(super) fn new(media: Vec<MediaState>) -> Self {
        Self(media.into_iter().map(|state| Post { state }).collect())
    }

    /// The one post that there is.
    ///
    /// # Panics
    ///
    /// When there is none, or more than one; their captions are in the message.
    #[track_caller]
    pub fn only(&self) -> &Post {
        match self.0.as_slice() {
            [post] => post,
            _ => panic!("there should be one post, and there are {}: {self:?}", self.len()),
        }
    }

    /// The newest post.
    ///
    /// # Panics
    ///
    /// When there is none.
    #[track_caller]
    pub fn newest(&self) -> &Post {
        match self.0.first() {
            Some(post) => post,
            None => panic!("there should be a post, and there is none"),
        }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The captions, newest first.
    pub fn captions(&self) -> Vec<&str> {
        self.0.iter().map(Post::caption).collect()
    }

    /// One after the other, newest first.
    pub fn iter(&self) -> slice::Iter<'_, Post> {
        self.0.iter()
    }
}

impl Post {
    /// Its id.
    pub fn id(&self) -> &str {
        &self.state.id
    }

    /// The caption as it was sent; empty if there was none.
    pub fn caption(&self) -> &str {
        self.state.caption.as_deref().unwrap_or_default()
    }

    /// A page on the sandbox that shows it.
    pub fn permalink(&self) -> &str {
        &self.state.permalink
    }

    /// The description for people who cannot see the picture; empty if there was none.
    pub fn alt_text(&self) -> &str {
        self.state.alt_text.as_deref().unwrap_or_default()
    }

    /// The usernames of the people who are tagged in it.
    pub fn tagged(&self) -> Vec<&str> {
        self.state.user_tags.iter().map(|tag| tag.username.as_str()).collect()
    }

    /// `FEED`, `REELS` or `STORY`.
    pub fn place(&self) -> &str {
        &self.state.media_product_type
    }
}

impl Index<usize> for Posts {
    type Output = Post;

    fn index(&self, place: usize) -> &Post {
        &self.0[place]
    }
}

impl IntoIterator for Posts {
    type Item = Post;
    type IntoIter = vec::IntoIter<Post>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a> IntoIterator for &'a Posts {
    type Item = &'a Post;
    type IntoIter = slice::Iter<'a, Post>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl fmt::Debug for Posts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.captions()).finish()
    }
}
