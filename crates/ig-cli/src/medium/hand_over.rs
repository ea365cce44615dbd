//! `POST /_sandbox/files/{name}`: gives a local file a URL that a sandbox can fetch.

use std::{fs::File, path::Path, time::Duration};

use ig_core::MediaUrl;
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

/// Sends a file to the sandbox, which then serves it at `url`.
pub(crate) fn hand_over(access: &Access, path: &Path, url: &MediaUrl) -> Result<(), Failure> {
    let base = access.context.api_base();
    let failed = || Failure::failed(format!("{} could not be handed over", path.display()));
    let file = File::open(path).map_err(|error| {
        failed().caused_by(&error).fix("check that the file is still there, and who may read it")
    })?;
    let limit = Some(Duration::from_secs(120));
    let agent = web::direct(&access.trust).timeout_global(limit).build().new_agent();
    let sent =
        agent.post(url.as_str()).header("content-type", "application/octet-stream").send(&file);
    let mut response = sent.map_err(|error| {
        failed()
            .because(format!("{base} does not answer: {}", transport::explained(&error)))
            .fix("start `ig sandbox`, and check IG_API_BASE")
            .for_programs("start the sandbox, and check IG_API_BASE")
    })?;
    let status = response.status();
    let body = response.body_mut().with_config().limit(64 * 1024).read_to_vec();
    let body = body.map_err(|error| failed().caused_by(&error).fix("try again"))?;
    if !status.is_success() {
        return Err(match serde_json::from_slice::<Refused>(&body) {
            Ok(Refused { error }) => failed().because(error),
            Err(_) => failed()
                .because(format!("{base} answers {status}: it does not accept files as a sandbox does"))
                .fix("point IG_API_BASE at `ig sandbox`, or put the file on a server and give its URL")
                .for_programs("put the file on a server and give its URL"),
        });
    }
    match serde_json::from_slice::<Stored>(&body) {
        Ok(stored) if stored.url == url.as_str() => Ok(()),
        _ => Err(failed()
            .because(format!("{base} does not confirm that it has the file at {url}"))
            .fix("point IG_API_BASE at `ig sandbox`")
            .for_programs("put the file on a server and give its URL")),
    }
}

#[cfg(test)]
mod tests {
    use ig_core::{AccessToken, Login};

    use super::*;

    #[test]
    fn a_file_that_has_gone_meanwhile_is_reported_with_advice() {
        let base = "http://127.0.0.1:1".to_owned();
        let access =
            Access::new(Login::Facebook, base, AccessToken::new("a"), web::Trust::none()).unwrap();
        let url = MediaUrl::local("http://127.0.0.1:1/_sandbox/files/such.jpg").unwrap();
        let failure = hand_over(&access, Path::new("no/such.jpg"), &url).unwrap_err();
        let lines = failure.to_lines(false).join("\n");
        assert!(lines.starts_with("no/such.jpg could not be handed over\n  why   "), "{lines}");
        assert!(lines.contains("  fix   check that the file is still there"), "{lines}");
    }
}
