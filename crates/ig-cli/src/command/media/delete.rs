//! `ig media delete ID`: it says what it deletes, and asks.

use ig_core::{
    Error,
    endpoint::{DeleteMedia, ReadMedia},
};
use serde_json::json;

use super::{line, open, target};
use crate::{
    args::DeleteArgs,
    confirm::{can_ask, is_confirmed},
    failure::{Exit, Failure},
    output::Output,
};

pub(super) fn run(args: &DeleteArgs, output: &Output) -> Result<Exit, Failure> {
    if !args.yes && !can_ask() {
        return Err(Failure::usage("nothing is deleted without confirmation")
            .because("there is no terminal to ask on, and a deletion is permanent")
            .fix("add --yes"));
    }
    let (media, access) = open(&args.media, output)?;
    let target = target(&access, &args.media)?;
    let client = access.client()?;
    let failed =
        |error: &Error| Failure::of_call("the media object cannot be deleted", error).at(&target);
    // A login that cannot delete is refused before anything is read.
    let delete = DeleteMedia::new(media.clone());
    let built = ig_core::EndpointExt::exchange(&delete, client.context());
    built.map_err(|error| Failure::from(&error))?;
    // The person who is asked has to know, even with --quiet.
    match args.yes {
        true => output.note(&target),
        false => output.warning(&target),
    }
    let found = client.call(ReadMedia::new(media.clone())).map_err(|error| failed(&error))?;
    output.note(format_args!("this is deleted permanently: {}", line(&found)));
    if !args.yes && !is_confirmed("delete it?")? {
        return Err(Failure::failed("nothing was deleted").because("the answer was not yes"));
    }
    client.call(delete).map_err(|error| failed(&error))?;
    if output.is_json() {
        output.object(&json!({ "deleted": media, "target": target }));
    } else {
        output.line(format_args!("deleted    {media}"));
    }
    Ok(Exit::Success)
}
