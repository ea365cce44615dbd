//! The differences that are known, and whose they are.

use super::facts::Fact;

/// Whose a difference is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Blame {
    /// The other program is wrong.
    Theirs,
    /// Both are right, about different things or in different words.
    Nobody,
    /// We are wrong, or do not know.
    Ours,
}

/// Why a program says something else; the first row that fits.
pub(super) fn explain(
    file: &str,
    fact: Fact,
    ours: Option<&str>,
    program: &str,
    theirs: &str,
) -> Option<(Blame, &'static str)> {
    let difference = Seen { file, fact, ours, program, theirs };
    let row = ROWS.iter().find(|row| (row.fits)(&difference))?;
    Some((row.blame, row.reason))
}

struct Seen<'a> {
    file: &'a str,
    fact: Fact,
    ours: Option<&'a str>,
    program: &'a str,
    theirs: &'a str,
}

struct Row {
    fits: fn(&Seen<'_>) -> bool,
    blame: Blame,
    reason: &'static str,
}

/// Facts that only a video has.
fn is_of_video(fact: Fact) -> bool {
    fact >= Fact::Duration || matches!(fact, Fact::Width | Fact::Height | Fact::Bits)
}

fn has_extension(file: &str, extensions: &[&str]) -> bool {
    file.rsplit_once('.').is_some_and(|(_, it)| extensions.contains(&it))
}

/// Containers that are refused by their names.
const OTHERS: [&str; 10] = ["mkv", "webm", "avi", "ts", "m2ts", "mpg", "flv", "wmv", "mxf", "ogv"];

/// Codecs that are refused by their names, in the files of these names.
const REFUSED: [&str; 6] = ["av1", "vp9", "mpeg4", "mpeg2", "prores", "mjpeg"];

const ROWS: &[Row] = &[
    Row {
        fits: |it| it.ours.is_none() && has_extension(it.file, &OTHERS) && is_of_video(it.fact),
        blame: Blame::Nobody,
        reason: "not read: the container is refused by its name",
    },
    Row {
        fits: |it| {
            let is_refused = REFUSED.iter().any(|codec| it.file.contains(codec));
            (is_refused || it.file == "py-opencv.mp4") && it.ours.is_none()
        },
        blame: Blame::Nobody,
        reason: "not read: the codec is refused by its name",
    },
    Row {
        fits: |it| {
            matches!(it.fact, Fact::VideoCodec | Fact::AudioCodec) && it.ours.is_some_and(is_code)
        },
        blame: Blame::Nobody,
        reason: "the four letters of the sample entry, of a codec that is refused by its name",
    },
    Row {
        fits: |it| it.program == "ffprobe" && it.ours == Some("webm") && it.theirs == "matroska",
        blame: Blame::Nobody,
        reason: "ffprobe has one name for Matroska and WebM",
    },
    Row {
        fits: |it| it.program == "ffprobe" && it.ours == Some("ico"),
        blame: Blame::Nobody,
        reason: "the format of the picture inside the icon",
    },
    Row {
        fits: |it| it.fact == Fact::Format && it.ours == Some("mpo") && it.theirs == "jpeg",
        blame: Blame::Nobody,
        reason: "an MPO is a JPEG for a program that does not read its index",
    },
    Row {
        fits: |it| it.program == "Pillow" && it.ours == Some("jpeg") && it.theirs == "mpo",
        blame: Blame::Theirs,
        reason: "Pillow calls a JPEG with two MP entries an MPO, whatever their types, a gain map too",
    },
    Row {
        fits: |it| it.file.starts_with("avif-cropped") || it.file.starts_with("avif-turned"),
        blame: Blame::Nobody,
        reason: "the size as stored; here it is as shown, cropped and turned by the container",
    },
    Row {
        fits: |it| it.file.starts_with("py-heic-") && it.program != "Pillow",
        blame: Blame::Nobody,
        reason: "the size as stored; here it is as shown, cropped and turned by the container",
    },
    Row {
        fits: |it| it.file == "py-ico.ico" && matches!(it.fact, Fact::Width | Fact::Height),
        blame: Blame::Nobody,
        reason: "the first picture of the icon; here it is the largest",
    },
    Row {
        fits: |it| {
            it.program == "ffprobe" && it.ours == Some("pcm") && it.theirs.starts_with("pcm")
        },
        blame: Blame::Nobody,
        reason: "ffprobe names the kind of PCM",
    },
    Row {
        fits: |it| {
            let has_text = it.file == "track-text.mp4" || it.file == "track-chapters.mp4";
            has_text && it.fact == Fact::Duration
        },
        blame: Blame::Nobody,
        reason: "the text is longer than the video; here the video counts",
    },
    Row {
        fits: |it| it.file == "frag-sidx.mp4" && it.fact == Fact::Rate,
        blame: Blame::Theirs,
        reason: "it was made with 30 a second; the pictures are divided by another length",
    },
    Row {
        fits: |it| it.file == "sound-mp3.mp4" && it.fact == Fact::Channels,
        blame: Blame::Ours,
        reason: "the sample entry always says 2, and the header of MP3 is in the data, which is not \
                 read; MP3 is refused by its name",
    },
    Row {
        fits: |it| it.program == "exiftool" && matches!(it.fact, Fact::Channels | Fact::SampleRate),
        blame: Blame::Theirs,
        reason: "the fixed fields of the sample entry, which do not count; the description of the \
                 codec does",
    },
    Row {
        fits: |it| {
            it.program == "exiftool" && it.fact == Fact::Width && it.file.contains("anamorphic")
        },
        blame: Blame::Nobody,
        reason: "the size as shown, of the header of the track; here it is the size as stored",
    },
    Row {
        fits: |it| it.program == "exiftool" && it.file.contains("frag"),
        blame: Blame::Theirs,
        reason: "exiftool reads the index, and not the fragments",
    },
    Row {
        fits: |it| it.program == "exiftool" && it.file == "track-two.mp4",
        blame: Blame::Theirs,
        reason: "exiftool gives the rate of the last track",
    },
];

/// Whether a codec is named by the four letters of its sample entry.
fn is_code(codec: &str) -> bool {
    const CODES: [&str; 14] = [
        "av01", "vp09", "mp4v", "m2v1", "ap4h", "jpeg", "sowt", "twos", "lpcm", "fl32", "in24",
        "ac-3", "flac", "alac",
    ];
    CODES.contains(&codec)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blame(
        file: &str,
        fact: Fact,
        ours: Option<&str>,
        program: &str,
        theirs: &str,
    ) -> Option<Blame> {
        explain(file, fact, ours, program, theirs).map(|(blame, _)| blame)
    }

    #[test]
    fn a_known_difference_is_explained_and_another_is_not() {
        let gain_map = blame("a.jpg", Fact::Format, Some("jpeg"), "Pillow", "mpo");
        assert_eq!(gain_map, Some(Blame::Theirs));
        let container = blame("a.mkv", Fact::Duration, None, "ffprobe", "4");
        assert_eq!(container, Some(Blame::Nobody));
        assert_eq!(blame("a.mp4", Fact::Duration, None, "ffprobe", "4"), None);
        assert_eq!(blame("a.jpg", Fact::Width, Some("5"), "ffprobe", "6"), None);
    }
}
