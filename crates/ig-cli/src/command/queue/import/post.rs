//! The post of a row.

use ig_core::Caption;
use serde_json::Value;

use super::{Common, row::Read};
use crate::{
    failure::Failure,
    medium::{Given, Looks},
    post::{self, Sketch},
    queue::Place,
};

impl Read {
    /// The post, and the column that it is in. `known` says what each medium is, for files that may be
    /// gone; otherwise it is empty.
    pub(super) fn sketch<P: Place>(
        &self,
        common: &Common<'_, P>,
        known: &[Looks],
    ) -> Result<(&'static str, Sketch), Failure> {
        if let Some(post) = &self.post {
            self.has_nothing_beside("post", &["plan", "media", "caption", "alt_text", "story"])?;
            let sketch = post::from_text(&post.to_string(), &self.place, common.folder);
            return Ok(("post", sketch.map_err(|failure| self.inside("post", failure))?));
        }
        if let Some(plan) = self.cell("plan") {
            self.has_nothing_beside("plan", &["media", "caption", "alt_text", "story"])?;
            let mut file = Given::typed(plan.as_ref());
            let wrong = |failure| self.inside("plan", failure);
            file.resolve_in(common.folder).map_err(wrong)?;
            let sketch = match &file {
                Given::File(path) => post::from_file(path).map_err(wrong)?,
                Given::Url(_) => {
                    return Err(self.refused("plan", "it is a URL").fix("give the path of a file"));
                }
            };
            return Ok(("plan", sketch));
        }
        let media =
            self.need("media", "give a URL or a file; several, separated by |, are a carousel")?;
        let json = self.post_of(media, common, known)?;
        let sketch = post::from_text(&json.to_string(), &self.place, common.folder);
        Ok(("media", sketch.map_err(|failure| self.inside("media", failure))?))
    }

    /// A post that is whole has all that is to be published, and what is beside it would be lost.
    fn has_nothing_beside(&self, whole: &str, columns: &[&str]) -> Result<(), Failure> {
        match columns.iter().find(|column| self.cell(column).is_some()) {
            None => Ok(()),
            Some(column) => Err(self
                .refused(column, format!("{whole} has a whole post, which would be without it"))
                .fix(format!("put it into the post of {whole}, or leave one of the two empty"))),
        }
    }

    /// The post of the columns `media`, `caption`, `alt_text` and `story`, as a post file has it.
    fn post_of<P: Place>(
        &self,
        media: &str,
        common: &Common<'_, P>,
        known: &[Looks],
    ) -> Result<Value, Failure> {
        let is_story = match self.cell("story") {
            None | Some("no") => false,
            Some("yes") => true,
            Some(_) => {
                return Err(self
                    .refused("story", "it is neither yes nor no")
                    .fix("write yes or no"));
            }
        };
        let media: Vec<&str> = media.split('|').map(str::trim).collect();
        let mut items = Vec::new();
        for (at, medium) in media.iter().enumerate() {
            let mut given = Given::typed(medium.as_ref());
            let wrong = |failure| self.inside("media", failure);
            given.resolve_in(common.folder).map_err(wrong)?;
            let looks = given.looks().or_else(|failure| known.get(at).copied().ok_or(failure));
            let looks = looks.map_err(wrong)?;
            items.push((*medium, looks));
        }
        let mut post = serde_json::Map::new();
        if let Some(caption) = self.cell("caption") {
            caption
                .parse::<Caption>()
                .map_err(|error| self.refused("caption", error).fix("shorten the caption"))?;
            post.insert("caption".into(), caption.into());
        }
        if let Some(text) = self.cell("alt_text") {
            post.insert("alt_text".into(), text.into());
        }
        let kind = match &items[..] {
            [(medium, looks)] => {
                post.insert("medium".into(), (*medium).into());
                match (looks, is_story) {
                    (Looks::Photo, false) => "photo",
                    (Looks::Photo, true) => "photo_story",
                    (Looks::Video, false) => "reel",
                    (Looks::Video, true) => "video_story",
                }
            }
            _ => {
                let item = |(medium, looks): &(&str, Looks)| match looks {
                    Looks::Photo => serde_json::json!({ "photo": { "medium": medium } }),
                    Looks::Video => serde_json::json!({ "video": { "medium": medium } }),
                };
                post.insert("items".into(), items.iter().map(item).collect());
                "carousel"
            }
        };
        let has = |column: &str| self.cell(column).is_some();
        let unfit = match kind {
            "photo_story" | "video_story" if has("caption") => {
                Some(("caption", "a story has none"))
            }
            kind if has("alt_text") && kind != "photo" => {
                Some(("alt_text", "only a photo has one here"))
            }
            "carousel" if is_story => Some(("story", "a carousel cannot be a story")),
            _ => None,
        };
        if let Some((column, why)) = unfit {
            return Err(self
                .refused(column, why)
                .fix("leave it empty, or give the post in a file: plan"));
        }
        let mut whole = serde_json::Map::new();
        whole.insert(kind.to_owned(), post.into());
        Ok(whole.into())
    }
}
