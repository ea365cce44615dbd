//! Writing an account into the configuration: all else in the file stays as it is.

use std::{
    fs::{self, File},
    io::{self, ErrorKind},
    path::{Path, PathBuf},
};

use ig_core::{Login, UserId, id::AppId};
use ig_driver::private;
use toml_edit::{DocumentMut, Item, Table, TableLike, Value, value};

use super::{Config, TokenFrom};
use crate::{failure::Failure, input, target::login_word};

/// The configuration that an account is written into.
#[derive(Debug)]
pub(crate) struct Edit {
    /// The file as it was named.
    path: PathBuf,
    /// Its folder and its name, of the target if it is a link.
    folder: PathBuf,
    name: String,
}

/// The configuration as it is now, which no other login changes meanwhile.
#[derive(Debug)]
pub(crate) struct Locked<'a> {
    edit: &'a Edit,
    text: String,
    config: Config,
    _lock: File,
}

/// An account to write.
#[derive(Debug)]
pub(crate) struct Draft<'a> {
    pub(crate) name: &'a str,
    pub(crate) user: &'a UserId,
    pub(crate) login: Login,
    /// The file of its token, if the account does not say one already.
    pub(crate) token_file: &'a Path,
    /// An API other than Instagram's.
    pub(crate) api_base: Option<&'a str>,
    pub(crate) app: &'a AppId,
    pub(crate) ca: Option<&'a Path>,
}

impl Edit {
    /// Checks that the file can be read, if it is there, and that it can be written: before anybody
    /// signs in.
    pub(crate) fn open(path: &Path) -> Result<(Self, Config), Failure> {
        let real = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let unusable = |why: String| {
            Failure::usage("the account cannot be saved")
                .because(why)
                .fix("make room or the folder writable, or give another file: --config FILE")
        };
        let name = real.file_name().and_then(|name| name.to_str());
        let name = name.ok_or_else(|| unusable(format!("{} is not a file", path.display())))?;
        let folder = real.parent().filter(|it| !it.as_os_str().is_empty());
        let folder = folder.unwrap_or(Path::new(".")).to_owned();
        let edit = Self { path: path.to_owned(), name: name.to_owned(), folder };
        let config = Config::read(&edit.text()?, path)?;
        let try_out = || -> io::Result<()> {
            private::make_folders(&edit.folder)?;
            private::try_out(&edit.folder)
        };
        try_out().map_err(|error| unusable(format!("{}: {error}", edit.folder.display())))?;
        Ok((edit, config))
    }

    /// The folder that paths in the file are relative to: that of its name, also where that is a link.
    pub(crate) fn folder(&self) -> &Path {
        self.path.parent().unwrap_or(Path::new(""))
    }

    /// Waits for logins that are being saved. Somebody may have signed in since the file was read.
    pub(crate) fn lock(&self) -> Result<Locked<'_>, Failure> {
        let lock = self.folder.join(format!(".{}.lock", self.name));
        let lock = private::lock(&lock).map_err(|error| self.failed(&error))?;
        let text = self.text()?;
        let config = Config::read(&text, &self.path)?;
        Ok(Locked { edit: self, text, config, _lock: lock })
    }

    fn failed(&self, error: &dyn std::fmt::Display) -> Failure {
        Failure::failed("the account could not be saved")
            .because(format!("{}: {error}", self.path.display()))
            .fix("make room, or make the folder writable")
    }

    fn text(&self) -> Result<String, Failure> {
        let path = self.folder.join(&self.name);
        match path.metadata() {
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(String::new()),
            _ => input::text("the configuration", &path),
        }
    }
}

impl Locked<'_> {
    /// What is in it.
    pub(crate) fn config(&self) -> &Config {
        &self.config
    }

    /// Writes the account. What was in the file before stays.
    pub(crate) fn put(self, draft: &Draft<'_>) -> Result<(), Failure> {
        let Self { edit, text, config, _lock } = self;
        let mut document: DocumentMut = text.parse().map_err(|error| edit.failed(&error))?;
        if config.accounts().is_empty() && !document.contains_key("account") {
            document.insert("account", value(draft.name));
        }
        let is_ours = write(&mut document, &config, edit.folder(), draft);
        is_ours.ok_or_else(|| edit.failed(&"`accounts` is not a table"))?;
        let text = document.to_string();
        // What it would read next time is checked before the old file goes.
        Config::read(&text, &edit.path)?;
        let written = private::replace(&edit.folder, &edit.name, text.as_bytes());
        written.map_err(|error| edit.failed(&error))
    }
}

fn write(
    document: &mut DocumentMut,
    config: &Config,
    folder: &Path,
    draft: &Draft<'_>,
) -> Option<()> {
    let accounts = document.entry("accounts").or_insert_with(|| {
        let mut accounts = Table::new();
        // No line `[accounts]` of its own.
        accounts.set_implicit(true);
        Item::Table(accounts)
    });
    let accounts = accounts.as_table_like_mut()?;
    let entry = accounts.entry(draft.name).or_insert_with(|| Item::Table(Table::new()));
    let entry = entry.as_table_like_mut()?;
    set(entry, "user_id", draft.user.as_str());
    set(entry, "login", login_word(draft.login));
    let known = config.find(draft.name);
    if !matches!(known.map(|known| &known.token), Some(TokenFrom::File(_))) {
        let file = draft.token_file.strip_prefix(folder).unwrap_or(draft.token_file);
        set(entry, "token_file", &file.to_string_lossy());
    }
    match draft.api_base {
        Some(base) => set(entry, "api_base", base),
        None => drop(entry.remove("api_base")),
    }
    set(entry, "app_id", draft.app.as_str());
    if let Some(ca) = draft.ca {
        set(entry, "ca", &ca.to_string_lossy());
    }
    Some(())
}

/// Sets a value, with the spaces and comments around the previous one.
fn set(entry: &mut dyn TableLike, key: &str, text: &str) {
    let mut new = Value::from(text);
    if let Some(old) = entry.get(key).and_then(Item::as_value) {
        *new.decor_mut() = old.decor().clone();
    }
    match entry.get_mut(key) {
        Some(item) => *item = Item::Value(new),
        None => drop(entry.insert(key, Item::Value(new))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft<'a>(name: &'a str, user: &'a UserId, app: &'a AppId, file: &'a Path) -> Draft<'a> {
        let login = Login::Instagram;
        Draft { name, user, login, token_file: file, api_base: None, app, ca: None }
    }

    #[test]
    fn what_else_is_in_the_file_stays() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("config.toml");
        let (user, app) = ("17".parse().unwrap(), "99".parse().unwrap());
        let (edit, config) = Edit::open(&path).unwrap();
        assert!(config.accounts().is_empty());
        let token = edit.folder().join("tokens").join("shop");
        edit.lock().unwrap().put(&draft("shop", &user, &app, &token)).unwrap();
        let first = fs::read_to_string(&path).unwrap();
        assert_eq!(
            first,
            "account = \"shop\"\n\n[accounts.shop]\nuser_id = \"17\"\nlogin = \"instagram\"\n\
             token_file = \"tokens/shop\"\napp_id = \"99\"\n"
        );
        let text = "# mine\naccount = \"cafe\" # the café\n\n# it has a password manager\n\
                    [accounts.cafe]\ntoken_command = [\"pass\", \"cafe\"]\n\n\
                    [accounts.shop]\nuser_id = \"1\" # old\ntoken_file = \"elsewhere\"\n";
        fs::write(&path, text).unwrap();
        edit.lock().unwrap().put(&draft("shop", &user, &app, &token)).unwrap();
        let second = fs::read_to_string(&path).unwrap();
        let expect = text.replace("\"1\" # old", "\"17\" # old");
        assert_eq!(second, format!("{expect}login = \"instagram\"\napp_id = \"99\"\n"));
        assert_eq!(Config::read(&second, &path).unwrap().default_account().unwrap().name, "cafe");
    }

    #[cfg(unix)]
    #[test]
    fn a_link_stays_a_link_and_the_file_is_the_owners() {
        use std::os::unix::fs::{MetadataExt as _, symlink};
        let folder = tempfile::tempdir().unwrap();
        let (real, link) = (folder.path().join("dotfile"), folder.path().join("config.toml"));
        fs::write(&real, "").unwrap();
        symlink(&real, &link).unwrap();
        let (user, app) = ("17".parse().unwrap(), "99".parse().unwrap());
        let (edit, _) = Edit::open(&link).unwrap();
        edit.lock().unwrap().put(&draft("shop", &user, &app, Path::new("/t"))).unwrap();
        assert!(link.is_symlink());
        assert!(fs::read_to_string(&real).unwrap().contains("[accounts.shop]"));
        assert_eq!(real.metadata().unwrap().mode() & 0o777, 0o600);
    }

    #[test]
    fn a_broken_file_is_refused_before_anything_happens() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("config.toml");
        fs::write(&path, "[accounts.shop\n").unwrap();
        let failure = Edit::open(&path).unwrap_err().to_lines(false).join("\n");
        assert!(failure.contains("config.toml:1:15"), "{failure}");
    }
}
