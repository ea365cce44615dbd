//! Where the configuration is: `--config`, `IG_CONFIG`, or `ig/config.toml` in the user's folder of
//! configurations.

use std::path::{Path, PathBuf};

use etcetera::BaseStrategy;

use crate::{environment, failure::Failure};

/// The place of the file.
pub(super) struct Place {
    pub(super) path: PathBuf,
    /// What names it; nothing if it is the user's own.
    pub(super) named_by: Option<&'static str>,
}

/// The place; nothing if the user has no home.
pub(super) fn of(given: Option<&Path>) -> Result<Option<Place>, Failure> {
    if let Some(path) = given {
        return Ok(Some(Place { path: path.to_owned(), named_by: Some("--config") }));
    }
    if let Some(path) = environment::text("IG_CONFIG")? {
        return Ok(Some(Place { path: path.into(), named_by: Some("IG_CONFIG") }));
    }
    let own = etcetera::choose_base_strategy().ok().map(|strategy| strategy.config_dir());
    Ok(own.map(|folder| Place { path: folder.join("ig").join("config.toml"), named_by: None }))
}
