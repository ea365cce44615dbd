//! Metadata that a JPEG made here does not have.

/// `EXIF and XMP metadata is left out`, of those that are there.
pub(super) fn left_out(metadata: &[(&str, bool)]) -> Option<String> {
    let names: Vec<_> = metadata.iter().filter(|(_, has)| *has).map(|(name, _)| *name).collect();
    let (last, others) = names.split_last()?;
    Some(match others {
        [] => format!("{last} metadata is left out"),
        others => format!("{} and {last} metadata is left out", others.join(", ")),
    })
}
