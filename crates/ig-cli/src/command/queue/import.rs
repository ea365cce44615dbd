//! `ig queue import FILE`: the posts of a file are added, all or none.

mod csv_rows;
mod json_rows;
mod known;
mod post;
mod row;
mod token;

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use ig_queue::{Added, Key, NewPost, Records as _};
use serde_json::json;

use self::row::{Handed, Read, Wanted};
use super::add;
use crate::{
    args::{AccessArgs, ImportArgs},
    failure::{Exit, Failure},
    output::Output,
    queue::{self, Api, Place, Tokens},
};

/// What all rows have in common.
pub(super) struct Common<'a, P: Place> {
    pub(super) args: &'a ImportArgs<P>,
    /// The API of rows whose token is not that of an account of the configuration.
    pub(super) api: Api,
    pub(super) access: &'a AccessArgs,
    pub(super) tokens: Option<Tokens<'a>>,
    /// `--zone`, as the tables spell it.
    pub(super) zone: Option<String>,
    /// The folder of the file, in which files of the rows are.
    pub(super) folder: &'a Path,
    pub(super) output: &'a Output,
}

pub(super) fn run<P: Place>(args: &ImportArgs<P>, output: &Output) -> Result<Exit, Failure> {
    let path = &args.file;
    let name = path.display().to_string();
    let extension = path.extension().and_then(|it| it.to_str()).unwrap_or_default();
    let read: fn(&Path, &str) -> Result<Vec<Read>, Failure> =
        match extension.to_ascii_lowercase().as_str() {
            "csv" => csv_rows::read,
            "jsonl" | "ndjson" => json_rows::read,
            _ => {
                return Err(Failure::usage(format!("{name} cannot be imported"))
                    .because("its name ends neither with .csv nor with .jsonl")
                    .fix("save it as CSV with a header, or as JSON with one object in each line"));
            }
        };
    let zone = args.zone.as_deref().map(|zone| queue::zone("--zone", zone)).transpose()?;
    let rows = read(path, &name)?;
    let server = args.server.clone();
    let api = Api::given(&server, output)?;
    let access = AccessArgs { token_file: None, user_id: None, server };
    let tokens = match args.token_elsewhere {
        true => None,
        false => Some(Tokens::new(&access, args.token_dir.as_deref(), output)?),
    };
    let mut store = args.place.find()?;
    let above = path.parent().filter(|it| !it.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let common = Common { args, api, access: &access, tokens, zone, folder: above, output };
    let (mut wanted, mut wrong) = (Vec::new(), Vec::new());
    let mut keys = BTreeMap::new();
    for row in &rows {
        let checked = row.is_the_first(&mut keys);
        match checked.and_then(|()| row.wanted(&common, store.as_mut())) {
            Ok(post) => wanted.push((row, post)),
            Err(failure) => wrong.push(failure),
        }
    }
    let count = wrong.len();
    if let Some(failure) = wrong.into_iter().next() {
        return Err(match count {
            1 => failure.last_line("nothing was added"),
            _ => failure.last_line(format!(
                "nothing was added; {} more of {} rows are wrong",
                count - 1,
                rows.len()
            )),
        });
    }
    if args.dry_run {
        return Ok(shown(&name, rows.len(), 0, output, "nothing was added: all rows are right"));
    }
    let posts = wanted.iter().filter_map(|(row, wanted)| match wanted {
        Wanted::New(new, places) => Some((*row, &**new, &**places)),
        Wanted::Known => None,
    });
    let posts: Vec<_> = posts.collect();
    let added = put(&common, &posts)?;
    let words = match added {
        0 => "nothing is new".to_owned(),
        _ => format!("they are published by `{} work`, which has to run then", P::COMMAND),
    };
    Ok(shown(&name, rows.len(), added, output, &words))
}

/// Adds posts; returns how many are new.
fn put<P: Place>(
    common: &Common<'_, P>,
    posts: &[(&Read, &NewPost, &Handed)],
) -> Result<usize, Failure> {
    if posts.is_empty() {
        return Ok(0);
    }
    for (_, _, Handed { access, places }) in posts {
        add::hand_over(access, places)?;
    }
    let mut store = common.args.place.open()?;
    let new: Vec<_> = posts.iter().map(|(_, new, _)| (*new).clone()).collect();
    let accounts: BTreeSet<_> = new.iter().map(|new| new.row().account).collect();
    accounts.iter().try_for_each(|account| common.args.place.begin(&mut store, account))?;
    // A post that `ig publish` has made under a key would be made once more.
    let keys = new.iter().filter_map(|new| new.key.as_ref()?.as_str().parse().ok());
    let held = common.args.place.reserve(&keys.collect::<Vec<_>>())?;
    let added = queue::answer(store.add_all(&new))?;
    drop(held);
    for ((row, new, _), added) in posts.iter().zip(&added) {
        if let Added::Differs(id) = added {
            let key = new.key.as_ref().map_or("", Key::as_str);
            return Err(row.another::<P>(key, id).last_line("nothing was added"));
        }
    }
    Ok(added.iter().filter(|added| matches!(added, Added::New(_))).count())
}

fn shown(name: &str, rows: usize, added: usize, output: &Output, words: &str) -> Exit {
    if output.is_json() {
        output.object(&json!({ "rows": rows, "added": added, "known": rows - added }));
    } else {
        output.line(format_args!("{added} of {rows} posts of {name} were added"));
    }
    output.note(words);
    Exit::Success
}
