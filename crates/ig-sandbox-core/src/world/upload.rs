//! Videos that are uploaded to their containers, in as many pieces as it takes.

use serde::{Deserialize, Serialize};

use crate::{
    handling::{FetchError, Fetched, Ticket},
    upload::Kept,
};

use super::World;

/// How far the upload of a container is.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Upload {
    /// The version in the path that the video goes to.
    pub(crate) version: u32,
    /// How long the video is, as the first request said.
    pub(crate) file_size: Option<u64>,
    /// What came of it.
    pub(crate) kept: Kept,
    pub(crate) phase: Phase,
    /// The request whose bytes count: that of the latest connection.
    taker: Option<Ticket>,
}

/// The uploading phase, as `video_status` calls it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Phase {
    NotStarted,
    InProgress,
    /// With the SHA-256 of the video, if all of it passed through here.
    Complete(Option<String>),
    /// The video is lost, and the container will never be anything.
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

    /// Where the next request has to start.
    pub(crate) fn bytes_transferred(&self) -> u64 {
        match (&self.phase, self.file_size) {
            (Phase::Dead, _) => 0,
            (Phase::Complete(_), Some(file_size)) => file_size,
            _ => self.kept.length(),
        }
    }

    /// As it was said, and forgotten with a video that is lost.
    pub(crate) fn source_file_size(&self) -> Option<u64> {
        if self.phase == Phase::Dead { Some(0) } else { self.file_size }
    }
}

impl World {
    /// A request begins to send; what an older one still sends counts no more.
    pub(crate) fn upload_begins(&mut self, id: &str, taker: Ticket, file_size: Option<u64>) {
        if let Some(upload) = self.upload(id) {
            upload.phase = Phase::InProgress;
            upload.taker = Some(taker);
            upload.file_size = file_size;
        }
    }

    /// Whether the bytes of a request still count.
    pub(crate) fn upload_takes(&mut self, id: &str, taker: Ticket, bytes: &[u8]) -> bool {
        // Kept when the bytes come to rest.
        let container = self.containers.get_mut_for_now(id);
        match container.and_then(|container| container.upload.as_mut()) {
            Some(upload) if upload.taker == Some(taker) => {
                upload.kept.add(bytes);
                true
            }
            _ => false,
        }
    }

    /// No more bytes come for now. Gives the video, if all of it is there.
    pub(crate) fn upload_rests(&mut self, id: &str) -> Option<Fetched> {
        let upload = self.upload(id)?;
        if upload.phase == Phase::InProgress && Some(upload.kept.length()) == upload.file_size {
            upload.phase = Phase::Complete(upload.kept.sha256());
            return Some(upload.kept.take());
        }
        None
    }

    /// The video that an upload pointed to was fetched, or was not. Gives the video, if its bytes
    /// still count.
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

    /// The video is lost. The container stays `IN_PROGRESS` for ever, as observed.
    pub(crate) fn upload_dies(&mut self, id: &str) {
        if let Some(upload) = self.upload(id) {
            *upload = Upload { phase: Phase::Dead, ..Upload::new(upload.version) };
        }
    }

    fn upload(&mut self, id: &str) -> Option<&mut Upload> {
        self.containers.get_mut(id)?.upload.as_mut()
    }
}
