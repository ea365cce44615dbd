//! The media of a post that are at URLs, before it is sent or queued.

use ig_core::Context;

use crate::{
    access::Access,
    args::{PublishArgs, WebArgs},
    failure::Failure,
    medium,
    output::Output,
    post::Sketch,
    web::Trust,
};

/// Looks at the files at the URLs of media, as `ig check` does.
pub(super) fn look_at(
    media: &[medium::Asked<'_>],
    web: &WebArgs,
    context: &Context,
    output: &Output,
) -> Result<(), Failure> {
    let trust = Trust::new(web, "https:", output)?;
    let is_local = context.is_loopback();
    media.iter().try_for_each(|asked| medium::look(asked, is_local, &trust, output))
}

/// Looks at the files at URLs, as `ig check` does.
pub(super) fn look_at_urls(
    args: &PublishArgs,
    access: &Access,
    sketch: &Sketch,
    output: &Output,
) -> Result<(), Failure> {
    look_at(&sketch.media(), &args.access.server.web, &access.context, output)
}
