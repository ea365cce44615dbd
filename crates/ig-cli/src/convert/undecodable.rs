//! What decoders find, in words of our own: theirs are about the code of a decoder, and are shown as the
//! cause with `--verbose`.

use std::{error::Error, io, path::Path};

use ig_core::error::Actor;
use ig_media::Format;
use image::ImageError;

use crate::failure::Failure;

/// Words of our own over those of a decoder.
#[derive(Debug, thiserror::Error)]
#[error("{words}")]
struct Undecodable<E: Error + 'static> {
    words: String,
    #[source]
    error: E,
}

const CUT: &str = "the file ends in the middle of the picture";
const DAMAGED: &str = "its data is damaged";

pub(super) fn unreadable(path: &Path, error: &dyn Error) -> Failure {
    Failure::usage(format!("{} cannot be read", path.display()))
        .caused_by(error)
        .fix("check the path and who may read it")
}

pub(super) fn by_image(path: &Path, format: Format, error: ImageError) -> Failure {
    let (words, fix) = match &error {
        ImageError::IoError(error) if !is_end(error) => return unreadable(path, error),
        ImageError::Unsupported(_) => {
            (unsupported(format), "export it as a PNG or a JPEG with another program")
        }
        error if has_ended(error) => (CUT.to_owned(), COPY),
        _ => (DAMAGED.to_owned(), COPY),
    };
    failure(path, words, error).fix(fix)
}

const COPY: &str = "copy or download it again, or export it again";

pub(super) fn by_heifer(path: &Path, error: heifer::Error) -> Failure {
    use heifer::{Error as Heic, heifer_hevc_dec::Error as Hevc, heifer_isobmff::Error as Boxes};
    let words = match &error {
        Heic::Unsupported(_)
        | Heic::Container(Boxes::Unimplemented(_))
        | Heic::Hevc(Hevc::Unimplemented(_)) => unsupported(Format::Heic),
        Heic::Container(Boxes::UnexpectedEof) | Heic::Hevc(Hevc::UnexpectedEof) => CUT.to_owned(),
        _ => DAMAGED.to_owned(),
    };
    failure(path, words, error).fix(
        "export it as JPEG: on an iPhone share it with Options, Most Compatible; on a Mac \
         sips -s format jpeg FILE --out out.jpg; elsewhere heif-convert FILE out.jpg",
    )
}

fn unsupported(format: Format) -> String {
    format!("it is a kind of {format} that this program does not read")
}

fn failure(path: &Path, words: String, error: impl Error + 'static) -> Failure {
    Failure::usage(format!("{} cannot be decoded", path.display()))
        .caused_by(&Undecodable { words, error })
        .who(Actor::Author)
}

fn is_end(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::UnexpectedEof
}

/// Whether one of the causes is that the file has ended.
fn has_ended(error: &(dyn Error + 'static)) -> bool {
    let mut next = Some(error);
    while let Some(error) = next {
        if error.downcast_ref::<io::Error>().is_some_and(is_end) {
            return true;
        }
        next = error.source();
    }
    false
}
