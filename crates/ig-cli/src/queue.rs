//! The queue of scheduled posts, in the state folder or elsewhere: what its commands share.

mod again;
mod api;
mod beside;
mod credential;
mod keys;
mod me;
mod media;
mod next;
mod permalinks;
mod place;
mod row;
mod time;
mod who;

use std::path::PathBuf;

use ig_core::{Context, upload::NamedSource};
use ig_driver::{Files, Key, Sources as _};
use ig_queue::{Explain, Fault, Filter, Note, PostId, Records, Row, State, Why, lead};
use ig_queue_sqlite::SqliteStore;

use crate::{
    failure::{Exit, Failure},
    fingerprint::Fingerprint,
    medium::{self, Asked, Photos},
    store::{Folder, SharedBrakes},
    text::{json, short_hash},
};

pub(crate) use self::{
    again::{Again, Wish, again, differs},
    api::Api,
    beside::{begin, counted, ledger},
    keys::{keys, queued},
    me::me,
    media::Media,
    next::{instead, next},
    permalinks::Permalinks,
    row::{ending, exit, is_late, is_left_alone, needs_a_person, outcome, post, print, shown},
    time::{asked, zone},
    who::{DEFAULT, Who, check_owner, named},
};
pub use self::{credential::Tokens, keys::Keys, place::Place};

/// The file of the queue in a state folder.
pub(crate) fn path(folder: &Folder) -> PathBuf {
    folder.path().join("queue").join("queue.db")
}

/// Opens the queue, and makes it where it is not there.
pub(crate) fn open(folder: &Folder) -> Result<SqliteStore, Failure> {
    folder.make()?;
    let store = SqliteStore::open(path(folder)).map_err(|error| failure(&error))?;
    Ok(ours(store, folder))
}

/// Opens the queue if there is one.
pub(crate) fn find(folder: &Folder) -> Result<Option<SqliteStore>, Failure> {
    let store = SqliteStore::open_existing(path(folder)).map_err(|error| failure(&error))?;
    Ok(store.map(|store| ours(store, folder)))
}

/// Opens the queue if there is one, to look at it, also where it cannot be written. Each change fails then.
pub(crate) fn look(folder: &Folder) -> Result<Option<SqliteStore>, Failure> {
    let store = SqliteStore::open_for_reading(path(folder)).map_err(|error| failure(&error))?;
    Ok(store.map(|store| ours(store, folder)))
}

/// The store as the commands use it: blocks are those of the folder.
fn ours(store: SqliteStore, folder: &Folder) -> SqliteStore {
    store.with_who("ig queue").with_brakes(SharedBrakes(folder.clone()))
}

/// Opens the queue and reads a post that must be in it.
pub(crate) fn read<P: Place>(place: &P, id: &str) -> Result<(P::Store, Row), Failure> {
    let list = format!("`{} list`", P::COMMAND);
    // What was typed may be a token that was pasted in the wrong place.
    let key = crate::store::typed(id)
        .map_err(|failure| failure.fix(format!("take the id from {list}")))?;
    let missing = || {
        Failure::usage(format!("there is no post {key} in the queue"))
            .because(format!("it is not in {}", place.name()))
            .fix(format!("take its id from {list}"))
    };
    let id: PostId = key.as_str().parse().map_err(|_| missing())?;
    let mut store = place.find()?.ok_or_else(missing)?;
    let row = store.get(&id).map_err(|error| failure(&error))?.ok_or_else(missing)?;
    Ok((store, row))
}

/// The key under which a sandbox has the files of a post. It is the same each time that the post is
/// added with these files, and has only letters that a URL may have: other files never take the place
/// of those of a post that waits.
pub(crate) fn file_key(id: &Key, media: &[Asked<'_>], context: &Context) -> Result<Key, Failure> {
    let mut text = id.to_string();
    let is_handed_over = |asked: &&Asked<'_>| {
        asked.given.is_file() && !asked.purpose.is_video() && context.is_loopback()
    };
    for asked in media.iter().filter(is_handed_over) {
        let print =
            Fingerprint::of(asked.given).map_err(|error| unreadable(&asked.name(), &error))?;
        text.push_str(&json(&print));
    }
    match format!("queue-{}", short_hash(&text)).parse() {
        Ok(key) => Ok(key),
        Err(error) => unreachable!("it has letters and digits only: {error}"),
    }
}

/// The places of a post's media. A video on this machine is its bytes, whenever it was touched: it
/// may be sent in months.
pub(crate) fn places(
    media: &[Asked<'_>],
    context: &Context,
    file_key: &Key,
) -> Result<Vec<medium::Place>, Failure> {
    let numbered = (1..).zip(media);
    let place = |(number, asked)| place_of(Photos::StayHere, asked, context, file_key, number);
    numbered.map(place).collect()
}

/// The place of the medium with that number, from 1.
fn place_of(
    photos: Photos,
    asked: &Asked<'_>,
    context: &Context,
    file_key: &Key,
    number: usize,
) -> Result<medium::Place, Failure> {
    match medium::Place::of(photos, asked, context, file_key, number)? {
        medium::Place::File(source) => by_content(&source).map(medium::Place::File),
        place => Ok(place),
    }
}

fn by_content(source: &NamedSource) -> Result<NamedSource, Failure> {
    let digits = Files.open(source.name()).and_then(|file| ig_driver::sha256(&*file));
    let digits = digits.map_err(|error| unreadable(source.name(), &error))?;
    match NamedSource::new(source.name(), source.size()) {
        Ok(source) => Ok(source.with_sha256(digits)),
        Err(error) => unreachable!("it has a name and a size: {error}"),
    }
}

fn unreadable(name: &str, error: &std::io::Error) -> Failure {
    Failure::usage(format!("{name} cannot be read"))
        .caused_by(error)
        .fix("check that the file is still there, and who may read it")
}

/// An error of the store as a failure of the command.
pub fn failure(error: &impl Explain) -> Failure {
    let failure = match error.fault() {
        Fault::Worked => Failure::failed("the queue is worked on"),
        Fault::Post => Failure::failed("a post in the queue cannot be read"),
        Fault::Unwritable => Failure::failed("the queue cannot be written"),
        Fault::Setup => Failure::usage("the queue cannot be used"),
        _ => Failure::failed("the queue cannot be used"),
    };
    failure.caused_by(error).fix(error.advice())
}

/// What people have to know of a queue that is an earlier copy.
pub(crate) fn was_reset(posts: impl std::fmt::Display, command: &str) -> String {
    format!(
        "the queue is an earlier copy, and what was published since is not in it: {posts} posts are held; \
         look at each account, then `{command} release ID`"
    )
}

/// The posts whose turn has come, and that wait for a token: it is missing, or was refused.
pub(crate) fn wait_for_tokens(store: &mut impl Records) -> Result<Vec<Row>, Failure> {
    let latest = answer(store.now())?.after(lead::MOST);
    let mut filter = Filter::new();
    filter.states = vec![State::Waiting, State::Active];
    filter.most = 500;
    let mut waiting = Vec::new();
    loop {
        let page = answer(store.list(&filter))?;
        filter.after = page.last().map(|row| (row.due.at(), row.id.clone()));
        let is_last =
            page.len() < filter.most || page.last().is_some_and(|row| latest < row.due.at());
        waiting.extend(page.into_iter().filter(|row| match &row.note {
            Some(Note::Waits { why, .. }) => {
                why.refusal().is_some() || matches!(why, Why::OtherWorker)
            }
            _ => false,
        }));
        if is_last {
            return Ok(waiting);
        }
    }
}

/// What a store answers, or a failure of the command.
pub(crate) fn answer<T, E: Explain>(result: Result<T, E>) -> Result<T, Failure> {
    result.map_err(|error| failure(&error))
}

/// The worse of two exit statuses.
pub(crate) fn worse(one: Exit, other: Exit) -> Exit {
    let rank = |exit| match exit {
        Exit::Success => 0,
        Exit::Usage => 1,
        Exit::Failed => 2,
        Exit::Uncertain => 3,
    };
    if rank(one) < rank(other) { other } else { one }
}
