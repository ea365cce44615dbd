//! A checked file, as text and as JSON.

use ig_media::{Probe, Video};

use crate::{
    check::{Checked, Fetch},
    output::Output,
    text::plain,
};

pub(super) fn lines(checked: &Checked, note: Option<&str>, output: &Output) {
    let verdict = match checked.taken {
        true => "Instagram accepts it",
        false => "Instagram does not accept it",
    };
    output.line(plain(&format!("{}: {verdict}", checked.name)));
    let line = |label: &str, text: &str| {
        output.line(plain(&format!("  {label:<8} {text}")));
    };
    if let (Some(probe), Some(purpose)) = (&checked.file, checked.purpose) {
        line("file", &format!("{}; checked as a {purpose}", described(probe)));
    }
    if let Some(served) = checked.fetch.as_ref().and_then(served) {
        line("server", &served);
    }
    for finding in &checked.findings {
        line(&finding.severity.to_string(), &format!("{}: {finding}", finding.rule));
        line("", &format!("source: {}, {} ({})", finding.source, finding.date, finding.evidence));
    }
    if let Some(note) = note {
        line("note", note);
    }
}

/// `MP4, 1080 x 1920, 12.0 s, H.264 4:2:0 at 30 fps, AAC, 1234567 bytes`
fn described(probe: &Probe) -> String {
    let mut parts = vec![probe.format.to_string()];
    if let (Some(width), Some(height)) = (probe.width, probe.height) {
        parts.push(format!("{width} x {height}"));
    }
    if let Some(video) = &probe.video {
        parts.extend(video_parts(video));
    }
    parts.push(format!("{} bytes", probe.size));
    parts.join(", ")
}

fn video_parts(video: &Video) -> Vec<String> {
    let mut parts = Vec::new();
    if let Some(duration) = video.duration {
        let least = if video.duration_is_at_least { "at least " } else { "" };
        parts.push(format!("{least}{:.1} s", duration.as_secs_f64()));
    }
    if let Some(track) = &video.video_track {
        let chroma = track.chroma.map(|chroma| format!(" {chroma}")).unwrap_or_default();
        let mean = if track.is_variable { ", variable" } else { "" };
        let rate = track.frame_rate.map(|rate| format!(" at {rate:.2} fps{mean}"));
        let rate = rate.unwrap_or_default();
        parts.push(format!("{}{chroma}{rate}", track.codec));
    }
    parts.push(match &video.audio_track {
        Some(audio) => audio.codec.to_string(),
        None => "no sound".to_owned(),
    });
    parts
}

/// `206, image/jpeg, first byte after 0.04 s, 65536 bytes read in 1 request`
fn served(fetch: &Fetch) -> Option<String> {
    let kind = fetch.content_type.as_deref().unwrap_or("no Content-Type");
    let requests = match fetch.requests {
        1 => "1 request".to_owned(),
        count => format!("{count} requests"),
    };
    Some(format!(
        "{}, {kind}, first byte after {:.2} s, {} bytes read in {requests}",
        fetch.status?,
        fetch.first_byte_ms? as f64 / 1000.0,
        fetch.bytes_read,
    ))
}
