//! `--host-with`: photos on this machine get a public URL from a command of the user's, for as long
//! as Instagram may need it.
//!
//! ```text
//! lock the key ─▶ journal: "about to host" ─▶ run CMD ─▶ journal: the URL ─▶ save the post ─▶ …
//!                                                      … ─▶ outcome known ─▶ run CMD to remove ─▶ forget
//! ```
//!
//! The plan of a post has the URL, so the post cannot be saved before the file is hosted. The journal
//! stands in for it: a file beside the posts that is written before the command runs, and removed when
//! the command has cleaned up. Whatever stops the process in between, the next `ig publish` with the
//! key or the next `ig resume` finds it. Without a saved post nothing was sent: the file is removed and
//! hosted again, under a new name. With one, the post goes on with the URL that it has. Which post it
//! is, is decided by the bytes of the file (`fingerprint`), and never by the URL.

mod command;
mod journal;

use std::path::PathBuf;

use ig_core::{Context, MediaUrl, error::Actor};
use ig_driver::Key;

use self::{
    command::{Action, Trouble},
    journal::{Hosted, Journal},
};
use crate::{
    args::HostArgs, failure::Failure, medium::Place, output::Output, random, store::Folder,
};

/// Hosts what is to be hosted of a post whose key the caller has locked, and gives the places with the
/// URLs. Where that fails, what was hosted is removed, and nothing was sent.
pub(crate) fn host(
    folder: &Folder,
    key: &Key,
    args: &HostArgs,
    places: Vec<Place>,
    context: &Context,
    output: &Output,
) -> Result<Vec<Place>, Failure> {
    let Some(command) = &args.host_with else { return Ok(places) };
    if !places.iter().any(|place| matches!(place, Place::ToHost(..))) {
        return Ok(places);
    }
    // What earlier runs could not remove stays in it.
    let kept = Journal::read(folder, key)?;
    let mut journal = kept.unwrap_or_else(|| Journal::new(key));
    let new = |file, name| Hosted::new(file, name, command, args.host_timeout);
    let done = all(folder, &mut journal, places, new, context, output);
    if done.is_err() {
        clean(folder, key, output);
    }
    done
}

fn all(
    folder: &Folder,
    journal: &mut Journal,
    places: Vec<Place>,
    new: impl Fn(PathBuf, String) -> Hosted,
    context: &Context,
    output: &Output,
) -> Result<Vec<Place>, Failure> {
    let mut hosted = Vec::new();
    for place in places {
        let Place::ToHost(file, placeholder) = place else {
            hosted.push(place);
            continue;
        };
        let name = placeholder.as_str().rsplit('/').next().unwrap_or_default();
        let name = format!("{:016x}-{name}", random::number());
        journal.files.push(new(file.clone(), name));
        journal.save(folder)?;
        output.note(format_args!("hosting {}", file.display()));
        let Some(entry) = journal.files.last() else { continue };
        let printed = command::run(journal.key(), Action::Host, entry)
            .map_err(|trouble| failed(&file.display().to_string(), &trouble))?;
        let url = url(&printed, context)?;
        if let Some(entry) = journal.files.last_mut() {
            entry.url = Some(url.as_str().to_owned());
        }
        journal.save(folder)?;
        tracing::info!(target: "ig_cli::hosting", host = host_of(&url), "hosted");
        hosted.push(Place::Url(url));
    }
    Ok(hosted)
}

fn host_of(url: &MediaUrl) -> &str {
    url.as_str().split('/').nth(2).unwrap_or_default()
}

/// The one URL that the command has printed.
fn url(printed: &str, context: &Context) -> Result<MediaUrl, Failure> {
    const FIX: &str = "let it print the URL of the file on standard output, and everything else on \
                       standard error (>&2)";
    let wrong = |why: &str| {
        Failure::usage("the command of --host-with has no URL for the file, so nothing was sent")
            .because(why)
            .fix(FIX)
            .who(Actor::Author)
    };
    let mut lines = printed.lines().map(str::trim).filter(|line| !line.is_empty());
    let line = match (lines.next(), lines.next()) {
        (None, _) => return Err(wrong("it printed nothing")),
        (Some(_), Some(_)) => return Err(wrong("it printed more than one line")),
        (Some(line), None) => line,
    };
    if !line.contains("://") {
        return Err(wrong("it printed something else"));
    }
    let url = match context.is_loopback() {
        true => MediaUrl::local(line),
        false => line.parse(),
    };
    url.map_err(|error| {
        Failure::usage("the URL of --host-with cannot be used, so nothing was sent")
            .caused_by(&error)
            .fix("let it print a URL that anybody can fetch, https://… in plain ASCII")
            .who(Actor::Author)
    })
}

fn failed(file: &str, trouble: &Trouble) -> Failure {
    Failure::failed(format!("{file} could not be hosted, so nothing was sent"))
        .because(trouble)
        .fix("try the command of --host-with by itself, with the file as its argument")
}

/// Removes what is hosted for a post that needs it no more. What cannot be removed is tried again by
/// the next `ig resume`.
pub(crate) fn clean(folder: &Folder, key: &Key, output: &Output) {
    match Journal::read(folder, key) {
        Ok(Some(journal)) => remove(folder, journal, output),
        Ok(None) => (),
        Err(failure) => {
            output.warning("what is hosted for the post is not known:");
            output.explain(&failure);
        }
    }
}

fn remove(folder: &Folder, mut journal: Journal, output: &Output) {
    let mut left = Vec::new();
    for entry in std::mem::take(&mut journal.files) {
        match command::run(journal.key(), Action::Remove, &entry) {
            Ok(_) => tracing::info!(target: "ig_cli::hosting", name = entry.name, "removed"),
            Err(trouble) => {
                let place = entry.url.as_deref().unwrap_or(&entry.name);
                let place = place.split(['?', '#']).next().unwrap_or_default();
                output.warning(format_args!(
                    "{place} may still be hosted: {trouble}; `ig resume` tries again to remove it"
                ));
                left.push(entry);
            }
        }
    }
    journal.files = left;
    let saved = match journal.files.is_empty() {
        true => journal.forget(folder),
        false => journal.save(folder),
    };
    if let Err(failure) = saved {
        output.warning("what is hosted was removed, but that could not be saved:");
        output.explain(&failure);
    }
}

/// Removes what earlier runs have left: of posts that have ended, and of those that were never
/// saved. Posts that somebody works on, or that have not ended, are left alone.
pub(crate) fn sweep(folder: &Folder, output: &Output) {
    for key in journal::keys(folder) {
        // The lock says that nobody is between hosting and saving.
        let Ok(slot) = folder.begin(&key) else { continue };
        if slot.post().is_none_or(|post| post.end().is_some()) {
            clean(folder, &key, output);
        }
    }
}

#[cfg(test)]
mod tests {
    use ig_core::{AccessToken, Login};

    use super::*;

    #[test]
    fn only_one_url_is_a_url() {
        let public = Context::new(Login::Facebook, AccessToken::new("a")).unwrap();
        let local = public.clone().with_api_base("http://127.0.0.1:8025").unwrap();
        let good = url("\nhttps://cdn.example.com/a.jpg?sig=1\n\n", &public).unwrap();
        assert_eq!(good.as_str(), "https://cdn.example.com/a.jpg?sig=1");
        assert!(url("http://127.0.0.1:9000/b/a.jpg", &local).is_ok());
        for (printed, word) in [
            ("", "nothing"),
            (" \n\n", "nothing"),
            ("upload: a.jpg\nhttps://cdn.example.com/a.jpg", "more than one line"),
            ("done", "something else"),
            ("http://127.0.0.1:9000/b/a.jpg", ""),
            ("https://192.168.0.7/a.jpg", ""),
            ("ftp://cdn.example.com/a.jpg", ""),
        ] {
            let failure = url(printed, &public).unwrap_err().to_lines(false).join("\n");
            assert!(failure.contains("nothing was sent") && failure.contains(word), "{failure}");
        }
    }
}
