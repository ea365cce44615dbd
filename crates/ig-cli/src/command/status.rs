//! `ig status CONTAINER`

use ig_core::{
    ContainerId,
    endpoint::{ContainerState, ContainerStatus, ReadContainer},
    error::{Actor, KnownError},
};
use serde_json::json;

use crate::{
    access::Access,
    args::StatusArgs,
    failure::{Exit, Failure},
    output::Output,
    text::plain,
};

pub(super) fn run(args: &StatusArgs, output: &Output) -> Result<Exit, Failure> {
    let container: ContainerId = args.container.parse().map_err(|error| {
        Failure::usage("that is not the id of a container")
            .caused_by(&error)
            .fix("give the id that `ig publish` printed as container")
            .who(Actor::Author)
    })?;
    let client = Access::given(&args.access, output)?.client()?;
    let state = client.call(ReadContainer::new(container.clone()).with_status());
    let state = state.map_err(|error| Failure::of_call("the container cannot be read", &error))?;
    let known = state.error_code().and_then(KnownError::find_subcode);
    if output.is_json() {
        output.object(&json!({
            "container": container,
            "status_code": state.status_code,
            "status": state.status,
            "meaning": meaning(&state),
            "advice": known.map(|known| known.advice),
        }));
        return Ok(Exit::Success);
    }
    output.line(format_args!("container  {container}"));
    output.line(format_args!("status     {}", plain(state.status_code.as_str())));
    output.line(format_args!("meaning    {}", meaning(&state)));
    if let Some(status) = &state.status {
        output.line(format_args!("meaning    {}", plain(status)));
    }
    if let Some(known) = known {
        output.line(format_args!("fix        {}", known.advice));
    }
    Ok(Exit::Success)
}

fn meaning(state: &ContainerState) -> &'static str {
    match state.status_code {
        ContainerStatus::InProgress => "Instagram is still processing it",
        ContainerStatus::Finished => "it is ready to be published, and is not public yet",
        ContainerStatus::Published => "it is public",
        ContainerStatus::Error => "Instagram could not process it",
        ContainerStatus::Expired => "it was not published within 24 hours: publish the post again",
        _ => "this program does not know this status",
    }
}
