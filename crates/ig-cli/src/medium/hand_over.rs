//! `POST /_sandbox/files/{name}`: how a file on this machine gets a URL that a sandbox can fetch.

use std::{fs::File, path::Path, time::Duration};

use ig_core::MediaUrl;
use ig_driver::Key;
use serde::Deserialize;

use crate::{access::Access, failure::Failure, transport, web};

#[derive(Deserialize)]
struct Stored {
    url: String,
}

#[derive(Deserialize)]
struct Refused {
    error: String,
}

/// Gives file number `number` of a post to the sandbox. Its name there begins with a key and
/// the number, so that two files of one name do not change each other's picture.
pub(crate) fn hand_over(
    access: &Access,
    id: &Key,
    number: usize,
    path: &Path,
) -> Result<MediaUrl, Failure> {
    let base = access.context.api_base();
    let failed = || Failure::failed(format!("{} could not be handed over", path.display()));
    let file = File::open(path).map_err(|error| {
        failed().caused_by(&error).fix("check that the file is still there, and who may read it")
    })?;
    let limit = Some(Duration::from_secs(120));
    let agent = web::direct(&access.trust).timeout_global(limit).build().new_agent();
    let sent = agent
        .post(url(base, id, number, path))
        .header("content-type", "application/octet-stream")
        .send(&file);
    let mut response = sent.map_err(|error| {
        failed()
            .because(format!("{base} does not answer: {}", transport::explained(&error)))
            .fix("start `ig sandbox`, and check IG_API_BASE")
    })?;
    let status = response.status();
    let body = response.body_mut().with_config().limit(64 * 1024).read_to_vec();
    let body = body.map_err(|error| failed().caused_by(&error).fix("try again"))?;
    if !status.is_success() {
        return Err(match serde_json::from_slice::<Refused>(&body) {
            Ok(Refused { error }) => failed().because(error),
            Err(_) => failed()
                .because(format!("{base} answers {status}: it does not take files as a sandbox does"))
                .fix("point IG_API_BASE at `ig sandbox`, or put the file on a server and give its URL"),
        });
    }
    let stored: Option<Stored> = serde_json::from_slice(&body).ok();
    stored.and_then(|stored| MediaUrl::local(&stored.url).ok()).ok_or_else(|| {
        failed()
            .because(format!("{base} does not say where it has put the file"))
            .fix("point IG_API_BASE at `ig sandbox`")
    })
}

/// Where the file is posted.
pub(crate) fn url(base: &str, id: &Key, number: usize, path: &Path) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let name: String = name.chars().map(|c| if plain(c) { c } else { '-' }).collect();
    // The end, with the extension, is what is worth keeping of a long one.
    let name = &name[name.len().saturating_sub(60)..];
    format!("{base}/_sandbox/files/{id}-{number}-{name}")
}

#[cfg(test)]
mod tests {
    use ig_core::{AccessToken, Login};
    use ig_ureq::{Clock, SystemClock};

    use super::*;
    use crate::store::new_key;

    #[test]
    fn a_file_that_has_gone_meanwhile_is_told_with_what_to_do() {
        let base = "http://127.0.0.1:1".to_owned();
        let access =
            Access::new(Login::Facebook, base, AccessToken::new("a"), web::Trust::none()).unwrap();
        let id = new_key(SystemClock.now());
        let failure = hand_over(&access, &id, 1, Path::new("no/such.jpg")).unwrap_err();
        let lines = failure.to_lines(false).join("\n");
        assert!(lines.starts_with("no/such.jpg could not be handed over\n  why   "), "{lines}");
        assert!(lines.contains("  fix   check that the file is still there"), "{lines}");
    }
}
