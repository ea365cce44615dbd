//! The rules for a photo in the feed (reference §2.6).

use crate::{Finding, Format, Probe, Rule, Severity};

/// D-MEDIA: "Image Specifications".
const DOCUMENTS: &str = "https://developers.facebook.com/documentation/instagram-platform/\
    instagram-graph-api/reference/ig-user/media, 2026-09-11";
/// D-ERR: 36000/2207004, whose message has the limit in MiB.
const ERROR_CODES: &str = "https://developers.facebook.com/documentation/instagram-platform/\
    instagram-graph-api/reference/error-codes, 36000/2207004, 2026-06-02";

/// 8 MiB: the error message of the server (D-ERR, 2026-06-02).
const REFUSED_ABOVE: u64 = 8 * 1024 * 1024;
/// 8 MB: the documents (D-MEDIA, 2026-09-11).
const ALLOWED_UP_TO: u64 = 8_000_000;
const MIN_WIDTH: u32 = 320;
const MAX_WIDTH: u32 = 1440;

/// What speaks against a file as a photo in the feed; nothing when the list is empty.
///
/// Each rule is judged by itself, so that all there is to mend is known at once: a wide PNG is told
/// both. The rules are those of the documents as read on 2026-09-11 (reference §2.6).
pub fn check_photo(probe: &Probe) -> Vec<Finding> {
    let rules = [format, dimensions, file_size, aspect_ratio, width];
    rules.into_iter().filter_map(|rule| rule(probe)).collect()
}

fn format(probe: &Probe) -> Option<Finding> {
    if probe.format == Format::Jpeg {
        return None;
    }
    Some(Finding {
        rule: Rule::Format,
        measured: probe.format.to_string(),
        allowed: Format::Jpeg.to_string(),
        severity: Severity::Error,
        source: DOCUMENTS,
    })
}

/// Says nothing of other formats: that they are refused is all there is to know.
fn dimensions(probe: &Probe) -> Option<Finding> {
    let is_jpeg = matches!(probe.format, Format::Jpeg | Format::Mpo | Format::Jps);
    let is_read = probe.width.is_some() && probe.height.is_some();
    if is_read || !is_jpeg {
        return None;
    }
    Some(Finding {
        rule: Rule::Dimensions,
        measured: "unreadable".to_owned(),
        allowed: "a whole JPEG header".to_owned(),
        severity: Severity::Error,
        source: DOCUMENTS,
    })
}

fn file_size(probe: &Probe) -> Option<Finding> {
    if probe.size <= ALLOWED_UP_TO {
        return None;
    }
    let (severity, allowed, source) = if probe.size <= REFUSED_ABOVE {
        (Severity::Warning, format!("at most {ALLOWED_UP_TO} bytes (8 MB)"), DOCUMENTS)
    } else {
        (Severity::Error, format!("at most {REFUSED_ABOVE} bytes (8 MiB)"), ERROR_CODES)
    };
    let measured = format!("{} bytes", probe.size);
    Some(Finding { rule: Rule::FileSize, measured, allowed, severity, source })
}

/// How Instagram rounds is not documented. A picture that was cut to 4:5 or 1.91:1 has sides that
/// are off by half a pixel at most, such as 1200 × 628, and must pass; more than that is refused.
fn aspect_ratio(probe: &Probe) -> Option<Finding> {
    let (width, height) = (u64::from(probe.width?), u64::from(probe.height?));
    // (w + ½) / (h - ½) ≥ 4 / 5 and (w - ½) / (h + ½) ≤ 191 / 100, without fractions.
    let is_too_tall = 5 * (2 * width + 1) < 4 * (2 * height).saturating_sub(1);
    let is_too_wide = 100 * (2 * width).saturating_sub(1) > 191 * (2 * height + 1);
    if !is_too_tall && !is_too_wide {
        return None;
    }
    let ratio = width as f64 / height as f64;
    Some(Finding {
        rule: Rule::AspectRatio,
        measured: format!("{width} × {height} pixels ({ratio:.3}:1)"),
        allowed: "ratios from 4:5 (0.8:1) to 1.91:1".to_owned(),
        severity: Severity::Error,
        source: DOCUMENTS,
    })
}

fn width(probe: &Probe) -> Option<Finding> {
    let (rule, bound) = match probe.width? {
        ..MIN_WIDTH => (Rule::MinWidth, MIN_WIDTH),
        MIN_WIDTH..=MAX_WIDTH => return None,
        _ => (Rule::MaxWidth, MAX_WIDTH),
    };
    Some(Finding {
        rule,
        measured: format!("{} pixels", probe.width?),
        allowed: format!("{bound} pixels"),
        severity: Severity::Warning,
        source: DOCUMENTS,
    })
}
