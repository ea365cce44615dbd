//! Photos that are shown turned by a quarter: which way Instagram judges them is not known.

use ig_rules::photo;

use crate::{
    Finding, Photo, Severity, Use,
    check::{by, shape},
};

/// The way that a photo was judged.
pub(super) struct Way {
    /// The width and the height.
    pub(super) sides: (u32, u32),
    /// What is said where the two ways differ.
    pub(super) finding: Option<Finding>,
}

/// The way that breaks less: as stored, unless the picture passes only as it is shown. A photo that
/// passes in one of them is not refused.
pub(super) fn judged(facts: &Photo, stored: (u32, u32), purpose: Use) -> Way {
    let (width, height) = stored;
    let Some(orientation) = facts.orientation.filter(|_| facts.is_turned() && width != height)
    else {
        return Way { sides: stored, finding: None };
    };
    let shown = (height, width);
    let severity = |sides| shape::aspect_ratio_of(sides, purpose).map(|finding| finding.severity);
    let (as_stored, as_shown) = (severity(stored), severity(shown));
    let (sides, way) = match as_shown < as_stored {
        true => (shown, "shown"),
        false => (stored, "stored"),
    };
    let other = match (as_stored, as_shown) {
        (Some(Severity::Error), Some(Severity::Error)) => ", and refused either way",
        (Some(Severity::Error), _) => ", since as stored it would be refused",
        (_, Some(Severity::Error)) => ", and as shown it would be refused",
        _ => "",
    };
    let measured = format!(
        "turned by its EXIF orientation {orientation}: {width} × {height} pixels as stored, \
         {height} × {width} as shown; it was judged as {way}{other}"
    );
    Way { sides, finding: Some(by(purpose)(&photo::ORIENTATION, measured)) }
}
