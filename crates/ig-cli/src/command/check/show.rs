//! A checked file, in words and as JSON.

use ig_media::{Film, Probe, Severity};
use serde_json::Value;

use crate::{
    check::Checked,
    output::{Output, plain},
    remote::Fetch,
};

pub(super) fn lines(checked: &Checked, note: Option<&str>, output: &Output) {
    let verdict = match checked.taken {
        true => "Instagram takes it",
        false => "Instagram does not take it",
    };
    output.line(plain(&format!("{}: {verdict}", checked.name)));
    let line = |label: &str, text: &str| {
        output.line(plain(&format!("  {label:<8} {text}")));
    };
    if let (Some(probe), Some(purpose)) = (&checked.file, checked.purpose) {
        line("file", &format!("{}; looked at as a {purpose}", described(probe)));
    }
    if let Some(served) = checked.fetch.as_ref().and_then(served) {
        line("server", &served);
    }
    for finding in &checked.findings {
        line(&finding.severity.to_string(), &format!("{}: {}", finding.rule, finding.sentence));
        line("", &format!("source: {}", finding.source));
    }
    if let Some(note) = note {
        line("note", note);
    }
}

pub(super) fn object(checked: &Checked, note: Option<&str>) -> Value {
    // It is data with text keys, so that it always serialises.
    let mut object = serde_json::to_value(checked).unwrap_or_default();
    object["errors"] = Value::from(count(checked, Severity::Error));
    object["warnings"] = Value::from(count(checked, Severity::Warning));
    object["note"] = Value::from(note);
    object
}

fn count(checked: &Checked, severity: Severity) -> usize {
    checked.findings.iter().filter(|finding| finding.severity == severity).count()
}

/// `MP4, 1080 x 1920, 12.0 s, H.264 4:2:0 at 30 fps, AAC, 1234567 bytes`
fn described(probe: &Probe) -> String {
    let mut parts = vec![probe.format.to_string()];
    if let (Some(width), Some(height)) = (probe.width, probe.height) {
        parts.push(format!("{width} x {height}"));
    }
    if let Some(film) = &probe.film {
        parts.extend(film_parts(film));
    }
    parts.push(format!("{} bytes", probe.size));
    parts.join(", ")
}

fn film_parts(film: &Film) -> Vec<String> {
    let mut parts = Vec::new();
    if let Some(duration) = film.duration {
        parts.push(format!("{:.1} s", duration.as_secs_f64()));
    }
    if let Some(video) = &film.video {
        let chroma = video.chroma.map(|chroma| format!(" {chroma}")).unwrap_or_default();
        let rate = video.frame_rate.map(|rate| format!(" at {rate:.2} fps")).unwrap_or_default();
        parts.push(format!("{}{chroma}{rate}", video.codec));
    }
    parts.push(match &film.audio {
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
