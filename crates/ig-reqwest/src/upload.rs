//! A part of a source as the body of a request: sent piece by piece, and never held in memory.

mod body;
mod pieces;

use std::{fmt, io, pin::Pin, sync::Arc};

use bytes::Bytes;
use futures_core::Stream;
use ig_core::upload::Part;
use ig_driver::{Files, OnUpload, PartReader, Sources};
use tokio::task::spawn_blocking;

pub(crate) use self::body::{UploadBody, Watch};
use self::pieces::Pieces;

/// The pieces of a part.
pub(crate) type PieceStream = Pin<Box<dyn Stream<Item = io::Result<Bytes>> + Send>>;

/// The sources of uploads, and the callback for their progress.
#[derive(Clone)]
pub(crate) struct Uploads {
    origin: Origin,
    pub(crate) on_upload: OnUpload,
}

#[derive(Clone)]
enum Origin {
    /// Read where reading may block.
    Sources(Arc<dyn Sources>),
    Streams(Arc<dyn Fn(&Part) -> PieceStream + Send + Sync>),
}

impl Uploads {
    pub(crate) fn read_from(&mut self, sources: impl Sources + 'static) {
        self.origin = Origin::Sources(Arc::new(sources));
    }

    pub(crate) fn stream_from<S>(&mut self, stream: impl Fn(&Part) -> S + Send + Sync + 'static)
    where
        S: Stream<Item = io::Result<Bytes>> + Send + 'static,
    {
        self.origin = Origin::Streams(Arc::new(move |part| Box::pin(stream(part))));
    }

    /// The body of `part`, and a view of its progress.
    pub(crate) async fn open(&self, part: Part) -> io::Result<(UploadBody, Watch)> {
        let on_upload = self.on_upload.clone();
        match &self.origin {
            Origin::Streams(stream) => Ok(UploadBody::new(stream(&part), &part, on_upload)),
            Origin::Sources(sources) => {
                let sources = Arc::clone(sources);
                let opened = spawn_blocking(move || {
                    let reader = PartReader::open(&*sources, &part)?;
                    Ok::<_, io::Error>((reader, part))
                });
                let (reader, part) = opened.await.map_err(io::Error::other)??;
                Ok(UploadBody::new(Box::pin(Pieces::new(reader)), &part, on_upload))
            }
        }
    }
}

impl Default for Uploads {
    fn default() -> Self {
        Self { origin: Origin::Sources(Arc::new(Files)), on_upload: OnUpload::default() }
    }
}

impl fmt::Debug for Uploads {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Uploads").field("on_upload", &self.on_upload).finish_non_exhaustive()
    }
}
