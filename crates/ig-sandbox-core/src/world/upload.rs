//! Videos that are uploaded to their containers, in any number of pieces.

use serde::{Deserialize, Serialize};

use crate::{
    handling::{FetchError, Fetched, Ticket},
    upload::Kept,
};

use super::World;

/// The progress of a container's upload.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Upload {
    /// The version in the upload path.
    pub(crate) version: u32,
    /// The size of the video, as given in the first request.
    pub(crate) file_size: Option<u64>,
    /// The part that has come.
    pub(crate) kept: Kept,
    pub(crate) phase: Phase,
    /// The request whose bytes count, which is the latest one.
    taker: Option<Ticket>,
}

/// The uploading phase, as `video_status` calls it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Phase {
    NotStarted,
    InProgress,
    /// Complete, with the SHA-256 of the video, if all of it came through here.
    Complete(Option<String>),
    /// The video is lost, and the container will never be ready.
    Dead,
}

impl Upload {
    pub(crate) fn new(version: u32) -> Self {
        Self {
            version,
            file_size: None,
            kept: Kept::default(),
            phase: Phase::NotStarted,
            taker: None,
        }
    }

    /// The offset at which the next request must start.
    pub(crate) fn bytes_transferred(&self) -> u64 {
        match (&self.phase, self.file_size) {
            (Phase::Dead, _) => 0,
            (Phase::Complete(_), Some(file_size)) => file_size,
            _ => self.kept.length(),
        }
    }

    /// The size as given; `None` after the video is lost.
    pub(crate) fn source_file_size(&self) -> Option<u64> {
        if self.phase == Phase::Dead { Some(0) } else { self.file_size }
    }
}

impl World {
    /// Notes that a request begins to send; the bytes of an older one no longer count.
    pub(crate) fn upload_begins(&mut self, id: &str, taker: Ticket, file_size: Option<u64>) {
        if let Some(upload) = self.upload(id) {
            upload.phase = Phase::InProgress;
            upload.taker = Some(taker);
            upload.file_size = file_size;
        }
    }

    /// Adds bytes of a request, if they still count.
    pub(crate) fn upload_takes(&mut self, id: &str, taker: Ticket, bytes: &[u8]) -> bool {
        // Saved when the transfer pauses.
        let container = self.containers.get_mut_for_now(id);
        match container.and_then(|container| container.upload.as_mut()) {
            Some(upload) if upload.taker == Some(taker) => {
                upload.kept.add(bytes);
                true
            }
            _ => false,
        }
    }

    /// Notes a pause of the transfer. Returns the video, if all of it has come.
    pub(crate) fn upload_rests(&mut self, id: &str) -> Option<Fetched> {
        let upload = self.upload(id)?;
        if upload.phase == Phase::InProgress && Some(upload.kept.length()) == upload.file_size {
            upload.phase = Phase::Complete(upload.kept.sha256());
            return Some(upload.kept.take());
        }
        None
    }

    /// Notes that the video of a hosted upload was fetched, or failed. Returns the video, if its
    /// bytes still count.
    pub(crate) fn upload_fetched(
        &mut self,
        id: &str,
        taker: Ticket,
        media: Result<Fetched, FetchError>,
    ) -> Option<Fetched> {
        let upload = self.upload(id).filter(|upload| upload.taker == Some(taker))?;
        let Ok(video) = media else {
            self.upload_dies(id);
            return None;
        };
        upload.kept = Kept::default();
        let whole = video.bytes.len() as u64 == video.total;
        let sha256 = whole.then_some(()).and_then(|()| {
            upload.kept.add(&video.bytes);
            upload.kept.sha256()
        });
        upload.file_size = Some(video.total);
        upload.phase = Phase::Complete(sha256);
        Some(video)
    }

    /// Loses the video. The container stays `IN_PROGRESS` for ever, as observed.
    pub(crate) fn upload_dies(&mut self, id: &str) {
        if let Some(upload) = self.upload(id) {
            *upload = Upload { phase: Phase::Dead, ..Upload::new(upload.version) };
        }
    }

    fn upload(&mut self, id: &str) -> Option<&mut Upload> {
        self.containers.get_mut(id)?.upload.as_deref_mut()
    }
}
