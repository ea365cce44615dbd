//! Which of the tracks is the video, and which one is the sound.

use std::cmp::Reverse;

use super::super::track::Track;

/// The track that a player shows: of those that are no stills and no chapters the enabled ones, of
/// those the longest, and among those of about its length the largest. ffmpeg enables the first
/// track only, which may be a still.
pub(super) fn video(tracks: &[Track]) -> Option<&Track> {
    let is_chapter = |track: &Track| tracks.iter().any(|it| it.chapters.contains(&track.id()));
    let rank = |track: &Track| (is_chapter(track), track.is_still(), !track.is_enabled());
    let videos = || tracks.iter().filter(|track| &track.handler == b"vide");
    let best = videos().map(rank).min()?;
    let main = || videos().filter(|&track| rank(track) == best);
    let longest = main().filter_map(Track::duration).max().unwrap_or_default();
    let is_long = |track: &Track| track.duration().unwrap_or_default() >= longest.mul_f64(0.9);
    // Of several that are the same in this, `min_by_key` takes the first.
    main().filter(|track| is_long(track)).min_by_key(|track| Reverse(track.area()))
}

/// The first enabled track of sound, or else the first.
pub(super) fn audio(tracks: &[Track]) -> Option<&Track> {
    tracks.iter().filter(|track| &track.handler == b"soun").min_by_key(|track| !track.is_enabled())
}
