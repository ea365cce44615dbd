//! The `video_status` field of a container with an upload (reference §3.4).

use crate::{
    object::Object,
    world::{Container, Phase, StatusCode, Upload},
};

/// The error of an upload that is dead, as captured.
const LOST: u32 = 1_363_008;

/// The field of a container. Without an upload it is absent: its value there is not known.
pub(super) fn of(container: &Container, shown: StatusCode) -> Option<Object> {
    let upload = container.upload.as_ref()?;
    Some(
        Object::default()
            .with("uploading_phase", uploading(upload))
            .with("processing_phase", Object::default().with("status", processing(upload, shown))),
    )
}

fn uploading(upload: &Upload) -> Object {
    let status = match upload.phase {
        Phase::NotStarted => "not_started",
        Phase::InProgress => "in_progress",
        Phase::Complete(_) => "complete",
        Phase::Dead => "error",
    };
    let error = Object::default()
        .with("code", LOST)
        .with("message", "OIL Error[FILE_NOT_FOUND: 6]: File not found.");
    Object::default()
        .with("status", status)
        .with("bytes_transferred", upload.bytes_transferred())
        .with_some("source_file_size", upload.source_file_size())
        .with_some("errors", (upload.phase == Phase::Dead).then(|| vec![error]))
}

fn processing(upload: &Upload, shown: StatusCode) -> &'static str {
    match (&upload.phase, shown) {
        (Phase::NotStarted | Phase::InProgress, _) => "not_started",
        (Phase::Dead, _) | (_, StatusCode::Error) => "error",
        (Phase::Complete(_), StatusCode::InProgress) => "in_progress",
        (Phase::Complete(_), _) => "complete",
    }
}
