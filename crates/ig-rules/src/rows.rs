//! The table itself, in files by subject.

/// Rows as `static`s, and the list of them: a row that is not in the list cannot be written.
macro_rules! rows {
    ($($(#[$doc:meta])* $name:ident { $($field:ident: $value:expr),* $(,)? })*) => {
        $($(#[$doc])* pub static $name: $crate::Row = $crate::Row { $($field: $value),* };)*

        pub(crate) static ROWS: &[&$crate::Row] = &[$(&$name),*];
    };
}

pub mod format;
pub mod photo;
pub mod pictures;
pub mod post;
pub mod sound;
mod source;
pub mod url;
pub mod video;

use crate::Row;

/// All rows of the table.
pub fn all() -> impl Iterator<Item = &'static Row> {
    let files = [format::ROWS, photo::ROWS, video::ROWS, pictures::ROWS, sound::ROWS];
    let parts = files.into_iter().chain([url::ROWS, post::ROWS]);
    parts.flatten().copied()
}
