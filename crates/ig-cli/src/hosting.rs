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
//!
//! A command outlives a process that is killed, and may put its file there when that process is gone.
//! Its standard input is a file that this program has locked, so that the next run knows of it, and
//! waits before it removes the file (`running`).

mod command;
mod journal;
mod printed;
mod running;

use std::{
    path::PathBuf,
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use ig_core::{Context, MediaUrl};
use ig_driver::Key;

use self::{
    command::{Action, Trouble},
    journal::{Hosted, Journal},
    printed::url,
};
use crate::{
    args::HostArgs,
    failure::Failure,
    medium::Place,
    output::Output,
    random,
    store::{Folder, Kept},
};

/// Hosts what is to be hosted of a post whose key the caller has locked, and gives the places with the
/// URLs. Where that fails, or is `stopped`, what was hosted is removed, and nothing was sent.
pub(crate) fn host(
    folder: &Folder,
    key: &Key,
    args: &HostArgs,
    places: Vec<Place>,
    context: &Context,
    output: &Output,
    stopped: &AtomicBool,
) -> Result<Vec<Place>, Failure> {
    let Some(command) = &args.host_with else { return Ok(places) };
    if !places.iter().any(|place| matches!(place, Place::ToHost(..))) {
        return Ok(places);
    }
    // What earlier runs could not remove stays in it.
    let kept = Journal::read(folder, key)?;
    let mut journal = kept.unwrap_or_else(|| Journal::new(key));
    let new = |file, name| Hosted::new(file, name, command, args.host_timeout);
    let done = all(folder, &mut journal, places, new, context, output, stopped);
    if done.is_err() {
        // The warnings name what is left.
        remove(folder, journal, output);
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
    stopped: &AtomicBool,
) -> Result<Vec<Place>, Failure> {
    let mut hosted = Vec::new();
    for place in places {
        unless(stopped)?;
        let Place::ToHost(file, placeholder) = place else {
            hosted.push(place);
            continue;
        };
        let name = placeholder.as_str().rsplit('/').next().unwrap_or_default();
        let name = format!("{:016x}-{name}", random::number());
        journal.files.push(new(file.clone(), name));
        journal.save(folder)?;
        output.note(format_args!("hosting {}", file.display()));
        let (key, running) = (journal.key().to_owned(), journal.running(folder)?);
        let Some((entry, earlier)) = journal.files.split_last_mut() else { continue };
        let printed = match running.has_ended() {
            // One that has printed its URL may leave something behind that serves the file.
            Ok(false) if earlier.iter().any(|entry| entry.url.is_none()) => Err(Trouble::Runs),
            Err(error) => Err(Trouble::Start(error)),
            Ok(_) => command::run(&key, Action::Host, entry, entry.timeout(), running, stopped),
        };
        let printed = printed.map_err(|trouble| {
            entry.was_ended = matches!(trouble, Trouble::Hangs(_) | Trouble::Stopped);
            match trouble {
                Trouble::Stopped => was_stopped(),
                trouble => failed(&file.display().to_string(), &trouble),
            }
        })?;
        let url = url(&printed, context)?;
        entry.url = Some(url.as_str().to_owned());
        journal.save(folder)?;
        tracing::info!(target: "ig_cli::hosting", host = host_of(&url), "hosted");
        hosted.push(Place::Url(url));
    }
    Ok(hosted)
}

/// Goes on unless a signal has come.
///
/// # Errors
///
/// When one has: nothing was sent, and the caller removes what is hosted.
pub(crate) fn unless(stopped: &AtomicBool) -> Result<(), Failure> {
    match stopped.load(Ordering::SeqCst) {
        true => Err(was_stopped()),
        false => Ok(()),
    }
}

/// A signal has come before the post was saved.
pub(crate) fn was_stopped() -> Failure {
    Failure::failed("the post was stopped before it was saved, so nothing was sent")
        .because("a signal came while its files were being hosted")
        .fix("run the same command again: it hosts them under new names")
}

fn host_of(url: &MediaUrl) -> &str {
    url.as_str().split('/').nth(2).unwrap_or_default()
}

fn failed(file: &str, trouble: &Trouble) -> Failure {
    Failure::failed(format!("{file} could not be hosted, so nothing was sent"))
        .because(trouble)
        .fix(match trouble {
            Trouble::Runs => "wait for its end, or end it, and run this again",
            Trouble::Hangs(_) => "try the command by itself, or give it more time: --host-timeout",
            _ => "try the command of --host-with by itself, with the file as its argument",
        })
}

/// Removes what is hosted for a post that needs it no more. What cannot be removed is named, and is
/// tried again by the next `ig resume`.
pub(crate) fn clean(folder: &Folder, key: &Key, output: &Output) -> Vec<String> {
    match Journal::read(folder, key) {
        Ok(Some(journal)) => remove(folder, journal, output),
        Ok(None) => Vec::new(),
        Err(failure) => {
            output.warning("what is hosted for the post is not known:");
            output.explain(&failure);
            vec![journal::path(folder, key).display().to_string()]
        }
    }
}

fn remove(folder: &Folder, mut journal: Journal, output: &Output) -> Vec<String> {
    let key = journal.key().to_owned();
    let (mut left, mut hangs) = (Vec::new(), Vec::new());
    for entry in std::mem::take(&mut journal.files) {
        let trouble = match hangs.contains(&entry.command) {
            // Each of ten photos would take its time.
            true => Some(Trouble::NotTried),
            false => removed(folder, &journal, &entry, output).err(),
        };
        let Some(trouble) = trouble else {
            tracing::info!(target: "ig_cli::hosting", name = entry.name, "removed");
            continue;
        };
        if matches!(trouble, Trouble::Hangs(_)) {
            hangs.push(entry.command.clone());
        }
        let resume = format!("ig resume {key}{}", folder.option());
        output.warning(format_args!(
            "{} may still be hosted: {trouble}; `{resume}` tries again to remove it, with \
             --host-with CMD another command does, and `--host-with true` forgets it",
            entry.place()
        ));
        left.push(entry);
    }
    let places = left.iter().map(|entry| entry.place().to_owned()).collect();
    journal.files = left;
    let saved = match journal.files.is_empty() {
        true => journal.forget(folder),
        false => journal.save(folder),
    };
    if let Err(failure) = saved {
        output.warning("what is hosted was removed, but that could not be saved:");
        output.explain(&failure);
    }
    places
}

/// How long a command may take to remove a file if it was ended while it hosted it: it took all its time,
/// or somebody wants the end.
const AFTER_ITS_END: Duration = Duration::from_secs(5);

fn removed(
    folder: &Folder,
    journal: &Journal,
    entry: &Hosted,
    output: &Output,
) -> Result<(), Trouble> {
    let limit = match entry.was_ended {
        true => entry.timeout().min(AFTER_ITS_END),
        false => entry.timeout(),
    };
    let running = journal.running(folder).map_err(|failure| Trouble::Journal(failure.why()))?;
    // One that has printed its URL has ended.
    if entry.url.is_none() && !running.has_ended().map_err(Trouble::Start)? {
        // What was killed a moment ago ends at once.
        if !entry.was_ended {
            output.note(format_args!(
                "the command of an earlier run still hosts {}: waiting for its end",
                entry.name
            ));
        }
        if !running.ends_within(limit).map_err(Trouble::Start)? {
            return Err(Trouble::Runs);
        }
    }
    let stopped = AtomicBool::new(false);
    command::run(journal.key(), Action::Remove, entry, limit, running, &stopped).map(drop)
}

/// What is hosted for a post.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Left {
    /// Nothing, and there was nothing.
    Nothing,
    /// Nothing any more.
    Removed,
    /// A file that its post needs.
    Needed,
    /// Files that nobody needs, and that could not be removed.
    NotRemoved(Vec<String>),
}

/// Removes what earlier runs have left of a post, if it has ended or was never saved.
///
/// # Errors
///
/// When another process works on the post.
pub(crate) fn settle(folder: &Folder, key: &Key, output: &Output) -> Result<Left, Failure> {
    let is_there = || !matches!(Journal::read(folder, key), Ok(None));
    if !is_there() {
        return Ok(Left::Nothing);
    }
    // The lock says that nobody is between hosting and saving.
    let slot = folder.begin(key)?;
    if slot.post().is_some_and(|post| post.end().is_none()) {
        return Ok(Left::Needed);
    }
    let left = clean(folder, key, output);
    Ok(if is_there() { Left::NotRemoved(left) } else { Left::Removed })
}

/// The same of all posts; those of which something could not be removed. Those that somebody works on are
/// left alone, and the next run tries again.
pub(crate) fn sweep(folder: &Folder, output: &Output) -> Vec<Key> {
    let keys = journal::keys(folder).into_iter();
    keys.filter(|key| matches!(settle(folder, key, output), Ok(Left::NotRemoved(_)))).collect()
}

/// The posts that need no file any more, since they have ended or were never saved, and may have one that
/// is hosted. Of a run that is at work now, the post may not be saved yet.
pub(crate) fn left(folder: &Folder, posts: &[Kept]) -> Vec<Key> {
    let is_open = |key: &Key| {
        let kept = posts.iter().find(|kept| kept.key == *key);
        kept.is_some_and(|kept| kept.post.as_ref().map_or(true, |post| post.end().is_none()))
    };
    journal::keys(folder).into_iter().filter(|key| !is_open(key)).collect()
}

/// Removes what is hosted for a post with another command from now on.
///
/// # Errors
///
/// When nothing is hosted for it, and when another process works on it.
pub(crate) fn hand_to(folder: &Folder, key: &Key, command: &str) -> Result<(), Failure> {
    let nothing = || {
        Failure::usage("--host-with cannot be used")
            .because(format!("nothing is hosted for post {key} any more"))
            .fix("leave it out")
    };
    if Journal::read(folder, key)?.is_none() {
        return Err(nothing());
    }
    let _slot = folder.begin(key)?;
    let mut journal = Journal::read(folder, key)?.ok_or_else(nothing)?;
    for entry in &mut journal.files {
        command.clone_into(&mut entry.command);
    }
    journal.save(folder)
}
