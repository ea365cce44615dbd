//! The browser of this machine.

use std::time::Duration;

/// How long a program may take to fail at opening a browser.
const PATIENCE: Duration = Duration::from_secs(3);

/// Opens a URL in the browser; returns whether one could be started, as far as that shows at once. What
/// becomes of it is not known, so that the URL is printed in any case.
pub(super) fn open(url: &str) -> bool {
    open::that_detached_with_timeout(url, PATIENCE).is_ok()
}
