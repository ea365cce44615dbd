//! The world as rows, for the next start.

use super::{Container, Deed, Media, Phase, World};
use crate::{
    rows::{Rows, json},
    time::Timestamp,
};

impl World {
    /// From now on, changes are noted.
    pub(crate) fn watch(&mut self) {
        self.containers.watch();
        self.media.watch();
        self.copies.watch();
        self.tokens.has_changed = true;
    }

    /// The rows of what has changed since the last time.
    pub(crate) fn changes(&mut self, rows: &mut Rows) {
        for (place, container) in self.containers.changes() {
            rows.json("container", place, container);
            if let Some(upload) = &container.upload {
                let is_coming = upload.phase == Phase::InProgress;
                rows.put("upload", place, is_coming.then(|| upload.kept.bytes()));
            }
        }
        for (place, media) in self.media.changes() {
            rows.json("media", place, media);
        }
        if std::mem::take(&mut self.later_changed) {
            let later = self.later.iter().map(|((at, deed), it)| (at, deed, it));
            rows.json("world", "later", &later.collect::<Vec<_>>());
        }
        if std::mem::take(&mut self.tokens.has_changed) {
            rows.json("world", "tokens", &self.tokens.save());
        }
        self.copies.changes(rows);
    }

    /// Restores a row, after all that sort before it. `None` if it does not fit.
    pub(crate) fn restore(&mut self, kind: &str, key: &str, value: &[u8]) -> Option<()> {
        match (kind, key) {
            ("container", _) => self.containers.put(key.parse().ok()?, json(value)?)?,
            ("upload", _) => {
                let container: &mut Container = self.containers.at_mut(key.parse().ok()?)?;
                container.upload.as_mut()?.kept.restore(value);
            }
            ("media", _) => {
                let media: Media = json(value)?;
                self.shortcodes.insert(media.shortcode.clone());
                self.media.put(key.parse().ok()?, media)?;
            }
            ("copy", _) => self.copies.put(key.parse().ok()?, value.to_vec()),
            ("world", "later") => {
                let later: Vec<(Timestamp, u64, Deed)> = json(value)?;
                self.deeds = later.iter().map(|(_, deed, _)| *deed).max().unwrap_or(0);
                self.later = later.into_iter().map(|(at, deed, it)| ((at, deed), it)).collect();
            }
            ("world", "tokens") => self.tokens.restore(json(value)?),
            _ => return None,
        }
        Some(())
    }
}
