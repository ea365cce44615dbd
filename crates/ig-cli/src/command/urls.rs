//! The media of a post that are at URLs, before it is sent or queued.

use crate::{
    access::Access, args::PublishArgs, failure::Failure, medium, output::Output, post::Sketch,
    web::Trust,
};

/// Looks at the files at URLs, as `ig check` does.
pub(super) fn look_at_urls(
    args: &PublishArgs,
    access: &Access,
    sketch: &Sketch,
    output: &Output,
) -> Result<(), Failure> {
    let trust = Trust::new(&args.access.server.web, "https:", output)?;
    let is_local = access.context.is_loopback();
    sketch.media().iter().try_for_each(|asked| medium::look(asked, is_local, &trust, output))
}
