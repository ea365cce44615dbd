//! Whether Instagram accepts a photo or a video.

use std::{path::Path, time::Duration};

use ig_fetch::Reach;
use ig_media::{Probe, Use};

use super::{Service, Trouble};
use crate::{
    check::{Checked, Shown},
    failure::Failure,
    medium::Given,
    remote,
};

/// How long each response of a server may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// Checks the file at a URL, or one in the folder of `--files`.
pub(crate) fn checked(
    service: &Service,
    medium: &str,
    purpose: Option<Use>,
) -> Result<Shown, Trouble> {
    let mut given = Given::typed(medium.as_ref());
    let pick = |probe: &Probe| match (purpose, probe.format.is_video()) {
        (Some(purpose), _) => purpose,
        (None, true) => Use::Reel,
        (None, false) => Use::FeedPhoto,
    };
    service.resolve(&mut given)?;
    match &given {
        Given::Url(url) => {
            let is_local = service.api.context.is_loopback();
            let reach = if is_local { Reach::Local } else { Reach::Public };
            let (checked, note) = remote::checked(url, reach, PATIENCE, &service.trust, pick);
            Ok(Shown::new(checked, note))
        }
        Given::File(path) => file(path, pick).map_err(Trouble::from),
    }
}

fn file(path: &Path, pick: impl Fn(&Probe) -> Use) -> Result<Shown, Failure> {
    let name = path.display().to_string();
    // Opening a pipe would wait for a writer.
    if path.metadata().is_ok_and(|metadata| !metadata.is_file()) {
        return Err(Failure::usage(format!("{name} cannot be checked"))
            .because("it is a folder, a pipe or a device, and not a file")
            .fix("give the path of a photo or a video"));
    }
    let probe = ig_media::probe_file(path).map_err(|error| {
        Failure::usage(format!("{name} cannot be read"))
            .caused_by(&error)
            .fix("check the path and who may read it")
    })?;
    let mut checked = Checked::new(name);
    let purpose = pick(&probe);
    checked.judge(probe, purpose, &[]);
    Ok(Shown::new(checked, None))
}
