//! Posts for other programs: what `ig serve` and `ig mcp` have in common.
//!
//! A post that is asked for goes into the queue under its key, due at once or later, and a worker
//! publishes it: the one inside this process, or another that has the queue already. So it is one post
//! however often it is asked for, and by whom. A post that `ig publish` has begun under the key is that
//! post too, and goes on where it was left.

mod asked;
mod cancel;
mod check;
mod door;
mod go;
mod kept;
mod limit;
mod list;
mod next;
mod put;
mod release;
mod resume;
mod shown;
mod trouble;
mod wait;
mod worker;

use std::{
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use ig_core::{UserId, publish::PublishPolicy};
use ig_driver::Key;
use ig_queue::{Credential, Row};
use ig_queue_sqlite::SqliteStore;

use crate::{
    args::{AccessArgs, CheckUrlsArg, ServiceArgs},
    config,
    failure::Failure,
    medium::Given,
    output::Output,
    queue::{self, Api, Who},
    store::{self, Folder},
    web::Trust,
};

// What `ig serve` writes, for its schemas.
pub(crate) use self::{
    check::checked,
    door::Door,
    limit::limit,
    list::List,
    shown::{Explained, Shown, Told},
    trouble::Trouble,
    wait::{blocking, wait, waits},
    worker::{Place, Worker},
};
#[cfg(test)]
pub(crate) use self::{go::Account, list::Page, trouble::ErrorBody};

/// What a program can ask for, in one state folder.
#[derive(Debug)]
pub(crate) struct Service {
    /// How programs come in.
    pub(crate) door: Door,
    pub(crate) folder: Folder,
    pub(crate) access: AccessArgs,
    token_dir: Option<PathBuf>,
    /// The folder whose files may be posted.
    files: Option<PathBuf>,
    check_urls: CheckUrlsArg,
    policy: PublishPolicy,
    /// The API of posts that are not for another account of the configuration.
    pub(crate) api: Arc<Api>,
    pub(crate) trust: Trust,
    store: Mutex<SqliteStore>,
    worker: worker::Handle,
    resuming: resume::Resuming,
    pub(crate) output: Output,
}

impl Service {
    /// Everything is checked that every post needs, before anybody asks.
    pub(crate) fn new(args: ServiceArgs, door: Door, output: Output) -> Result<Arc<Self>, Failure> {
        let ServiceArgs { files, check_urls, settle, pacing, token_dir, access, folder } = args;
        if access.token_file.as_deref().is_some_and(|path| path.as_os_str() == "-") {
            return Err(Failure::usage("--token-file - cannot be used")
                .because("the token is read again before each request, and standard input is not")
                .fix("save the token in a file, or set IG_ACCESS_TOKEN"));
        }
        if let Some(files) = files.as_ref().filter(|files| !files.is_dir()) {
            return Err(Failure::usage("--files cannot be used")
                .because(format!("{} is not a folder", files.display()))
                .fix("name the folder whose photos and videos may be posted"));
        }
        let folder = Folder::find(folder.state_dir.as_deref())?;
        let api = Arc::new(Api::given(&access.server, &output)?);
        let trust = Trust::new(&access.server.web, "https:", &output)?;
        let store = Mutex::new(queue::open(&folder)?.with_who(door.program()));
        Ok(Arc::new(Self {
            door,
            folder,
            access,
            token_dir,
            files,
            check_urls,
            policy: crate::post::paced(pacing).with_settle(settle),
            api,
            trust,
            store,
            worker: worker::Handle::default(),
            resuming: resume::Resuming::default(),
            output,
        }))
    }

    /// Resolves a path of a program, which leads only into the folder of `--files`.
    fn resolve(&self, given: &mut Given) -> Result<(), Failure> {
        let Given::File(path) = &*given else { return Ok(()) };
        let name = path.display().to_string();
        let Some(folder) = &self.files else {
            return Err(Failure::usage(format!("{name} is not a URL"))
                .because("files of this machine are used only from the folder of --files")
                .fix("give the URL of the photo or video, or start the program with --files DIR"));
        };
        given.resolve_in(folder).map_err(|failure| {
            failure
                .about(&name)
                .because("it is not in the folder of --files")
                .fix("give the path of a file in that folder, as seen from there, or a URL")
        })
    }

    /// Who posts where somebody asks for `user` and for `credential`, and the API of that token.
    fn who(
        &self,
        user: Option<UserId>,
        credential: Option<&str>,
    ) -> Result<(UserId, Credential, Arc<Api>), Failure> {
        let credential = credential.map(|name| queue::named("the member credential", name));
        let Who { user, credential, account } =
            Who::of(&self.access, user, credential.transpose()?)?;
        let own = self.access.server.web.account.chosen()?;
        let name = |account: Option<&config::Account>| account.map(|it| it.name.clone());
        let api = match name(account) == name(own) {
            true => Arc::clone(&self.api),
            false => Arc::new(Api::of(&self.access.server, account, &self.output)?),
        };
        Ok((user, credential, api))
    }

    /// A post of the queue, as the program sees it.
    fn shown(&self, row: &Row) -> Shown {
        Shown::of_row(row, self.door)
    }

    /// A post of `ig publish`, as the program sees it.
    fn begun(&self, kept: &store::Post) -> Shown {
        Shown::of_post(kept, self.door)
    }

    /// The queue, for one question at a time.
    fn store(&self) -> MutexGuard<'_, SqliteStore> {
        // A panic leaves no transaction open.
        self.store.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Which worker publishes.
    pub(crate) fn place(&self) -> Place {
        self.worker.place()
    }

    /// The number of the last event of the queue.
    pub(crate) fn last_event(&self) -> Result<u64, Trouble> {
        Ok(queue::answer(self.store().last_event())?)
    }

    /// Events after the one with a number, of one post or of all.
    pub(crate) fn follow(&self, after: u64, of: Option<&str>) -> Result<Vec<Told>, Trouble> {
        /// As many as are sent at once.
        const MOST: usize = 100;
        let of = of.and_then(|of| of.parse().ok());
        let told = queue::answer(self.store().follow(after, of.as_ref(), MOST))?;
        told.into_iter().map(|told| self.told(told)).collect()
    }

    fn told(&self, told: ig_queue_sqlite::Told) -> Result<Told, Trouble> {
        let row = queue::answer(self.store().get(&told.post))?;
        Ok(Told::new(told, row.as_ref()))
    }
}

/// The key of a post, as a program gives it.
fn key(text: &str) -> Result<Key, Trouble> {
    let key = store::asked_for(text).map_err(|failure| {
        failure
            .about("the key")
            .fix("give the post its own name, such as an order number: shop:4711")
    })?;
    Ok(key)
}
