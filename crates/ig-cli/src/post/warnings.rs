//! What is reported about a post before its media are known: it may be refused.

use ig_core::post::{AddOn, Poll};

use super::Sketch;
use crate::output::Output;

/// Warns of options of a poll that may be too long.
pub(crate) fn warn(sketch: &Sketch, output: &Output) {
    let Some(AddOn::Poll(poll)) = sketch.add_on() else { return };
    for option in poll.long_options() {
        output.warning(format_args!(
            "the option {option:?} of the poll has over {} characters, which is the limit on \
             Threads: Instagram may refuse it",
            Poll::USUAL_CHARS
        ));
    }
}
