//! A blocking reader as a stream of pieces.

use std::{
    future::Future,
    io::{self, Read as _},
    pin::Pin,
    task::{Context, Poll},
};

use bytes::Bytes;
use futures_core::Stream;
use ig_driver::{PIECE, PartReader};
use tokio::task::{JoinHandle, spawn_blocking};

/// The pieces of a part, each read where reading may block.
#[derive(Debug)]
pub(super) struct Pieces(Next);

#[derive(Debug)]
enum Next {
    Rest(PartReader),
    /// A piece is read; the reader comes back with it.
    Reading(JoinHandle<(PartReader, io::Result<Bytes>)>),
    Nothing,
}

impl Pieces {
    pub(super) fn new(reader: PartReader) -> Self {
        Self(Next::Rest(reader))
    }
}

impl Stream for Pieces {
    type Item = io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let mut reading = match std::mem::replace(&mut self.0, Next::Nothing) {
            Next::Rest(reader) if reader.left() == 0 => return Poll::Ready(None),
            Next::Rest(mut reader) => spawn_blocking(move || {
                let piece = piece(&mut reader);
                (reader, piece)
            }),
            Next::Reading(reading) => reading,
            Next::Nothing => return Poll::Ready(None),
        };
        let Poll::Ready(read) = Pin::new(&mut reading).poll(cx) else {
            self.0 = Next::Reading(reading);
            return Poll::Pending;
        };
        Poll::Ready(Some(match read {
            Ok((reader, piece)) => {
                if piece.is_ok() {
                    self.0 = Next::Rest(reader);
                }
                piece
            }
            Err(stopped) => Err(io::Error::other(stopped)),
        }))
    }
}

fn piece(reader: &mut PartReader) -> io::Result<Bytes> {
    let most = usize::try_from(reader.left()).unwrap_or(PIECE).min(PIECE);
    let mut piece = vec![0; most];
    let length = reader.read(&mut piece)?;
    piece.truncate(length);
    Ok(piece.into())
}
