//! Access tokens by their names: rows of the queue have the names only.

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use ig_core::{AccessToken, AppSecret, Context, Login, UserId};
use ig_queue::{AccountId, ApiBase, Credential};
use ig_queue_sqlite::Clients;
use ig_ureq::Client;

use super::{
    Api,
    who::{DEFAULT, check_owner, named},
};
use crate::{
    access::{self, Access},
    args::AccessArgs,
    config::{Account, Config, TokenFrom},
    environment::{self, Setting},
    failure::Failure,
    input,
    output::Output,
    pasted,
    target::is_metas_own,
    token_file, web,
    web::Trust,
};

/// Finds tokens, and keeps a client for each.
#[derive(Debug)]
pub struct Tokens<'a, C = Client> {
    access: &'a AccessArgs,
    folder: Option<PathBuf>,
    output: &'a Output,
    make: fn(Context, &Trust) -> Result<C, Failure>,
    clients: RefCell<BTreeMap<(ApiBase, Credential), (AccessToken, C)>>,
    /// What the commands of accounts printed, for a while: they are not run before each request.
    printed: RefCell<BTreeMap<String, (Instant, AccessToken)>>,
    /// The token that standard input had, which can be read once.
    standard_input: Option<AccessToken>,
    /// What was said already.
    said: RefCell<BTreeSet<String>>,
}

impl<'a> Tokens<'a> {
    /// Tokens in variables and in files of `folder`, or of that in `IG_TOKEN_DIR`.
    pub(crate) fn new(
        access: &'a AccessArgs,
        folder: Option<&Path>,
        output: &'a Output,
    ) -> Result<Self, Failure> {
        Self::with_clients(access, folder, output, web::client)
    }
}

impl<'a, C: Clone> Tokens<'a, C> {
    /// The same tokens, for each of which `make` makes the client.
    pub(crate) fn with_clients(
        access: &'a AccessArgs,
        folder: Option<&Path>,
        output: &'a Output,
        make: fn(Context, &Trust) -> Result<C, Failure>,
    ) -> Result<Self, Failure> {
        let folder = match folder {
            Some(folder) => Some(folder.to_owned()),
            None => environment::text("IG_TOKEN_DIR")?.map(PathBuf::from),
        };
        if let Some(folder) = folder.as_ref().filter(|folder| pasted::is_in(folder)) {
            let what = format!("the folder of tokens {} cannot be used", folder.display());
            return Err(Failure::usage(what)
                .because("an access token was given where the path of a folder is wanted")
                .fix("save the token in a file of a folder, with the name of its credential, and give the path of the folder"));
        }
        let standard_input = match access.token_file.as_deref() {
            Some(path) if path.as_os_str() == "-" => {
                Some(access::token(Some(path), &access.server.web.account, output)?)
            }
            _ => None,
        };
        // A mistake in it is reported now, and not when the first post is due.
        access.server.web.account.chosen()?;
        let (clients, printed, said) = Default::default();
        Ok(Self { access, folder, output, make, clients, printed, standard_input, said })
    }

    /// The credentials whose tokens are here, as far as they have names: that of a variable has one
    /// only once a post names it.
    pub fn names(&self) -> Vec<Credential> {
        let folder = self.folder.as_ref().and_then(|folder| folder.read_dir().ok());
        let files = folder.into_iter().flatten().flatten();
        let names = files.filter_map(|file| file.file_name().into_string().ok());
        let accounts = self.config().ok().flatten().map(Config::accounts).unwrap_or_default();
        let names = names.chain(accounts.iter().map(|account| account.name.clone()));
        let all = names.chain([DEFAULT.to_owned()]).filter_map(|name| named("", &name).ok());
        all.filter(|credential| self.has(credential)).collect()
    }

    /// Whether the token of this name is here.
    pub fn has(&self, credential: &Credential) -> bool {
        self.find(credential).is_ok()
    }

    /// The token of this name.
    pub(crate) fn find(&self, credential: &Credential) -> Result<AccessToken, Failure> {
        let name = credential.as_str();
        if name == DEFAULT {
            return self.default();
        }
        let variable = variable(name);
        if let Some(text) = environment::text(&variable)? {
            return Ok(AccessToken::new(text));
        }
        let file = self.folder.as_ref().map(|folder| folder.join(name));
        if let Some(file) = file.as_ref().filter(|file| file.exists())
            && let Some(token) = self.read(file)?
        {
            return Ok(token);
        }
        let config = self.config()?;
        if let Some(account) = config.and_then(|config| config.find(name)) {
            return self.token_of(account);
        }
        let account = match config {
            Some(config) => format!("{} has no such account, ", config.path().display()),
            None => String::new(),
        };
        let (why, fix) = match &file {
            Some(file) => (
                format!(
                    "{account}{variable} is not set, and {} is missing or empty",
                    file.display()
                ),
                format!(
                    "sign in with `ig login --account {name}`, set {variable}, or save the token in \
                     that file"
                ),
            ),
            None => (
                format!("{account}{variable} is not set, and no folder of token files is named"),
                format!(
                    "sign in with `ig login --account {name}`, set {variable}, or save the token in a \
                     file {name} and name its folder with --token-dir or IG_TOKEN_DIR"
                ),
            ),
        };
        Err(Failure::usage(format!("there is no access token for the credential {name}"))
            .because(why)
            .fix(fix))
    }

    /// The token of `ig publish`.
    fn default(&self) -> Result<AccessToken, Failure> {
        let file = self.access.token_file.as_deref();
        if let Some(token) = &self.standard_input {
            return Ok(token.clone());
        }
        if let Some(token) = file.map(|file| self.read(file)).transpose()?.flatten() {
            return Ok(token);
        }
        let account = &self.access.server.web.account;
        match account.chosen()?.filter(|_| file.is_none()) {
            Some(account) => self.token_of(account),
            None => access::token(file, account, self.output),
        }
    }

    fn config(&self) -> Result<Option<&Config>, Failure> {
        self.access.server.web.account.config()
    }

    /// The account of the configuration whose token a credential is.
    fn account(&self, credential: &Credential) -> Result<Option<&Account>, Failure> {
        match credential.as_str() {
            DEFAULT => self.access.server.web.account.chosen(),
            name => Ok(self.config()?.and_then(|config| config.find(name))),
        }
    }

    /// The token of an account: a file is read each time, and a command is run once a minute.
    fn token_of(&self, account: &Account) -> Result<AccessToken, Failure> {
        const FOR: Duration = Duration::from_secs(60);
        match &account.token {
            TokenFrom::File(file) => {
                let token = account.token()?;
                if self.said.borrow_mut().insert(file.display().to_string()) {
                    token_file::warn_if_open(file, self.output);
                }
                Ok(token)
            }
            TokenFrom::Command { .. } => {
                let mut printed = self.printed.borrow_mut();
                if let Some((at, token)) = printed.get(&account.name)
                    && at.elapsed() < FOR
                {
                    return Ok(token.clone());
                }
                let token = account.token()?;
                printed.insert(account.name.clone(), (Instant::now(), token.clone()));
                Ok(token)
            }
        }
    }

    /// The token in a file; nothing if that is empty. Whether others can read it is said once, and
    /// not before each request.
    fn read(&self, file: &Path) -> Result<Option<AccessToken>, Failure> {
        let text = input::text("the access token", file)?;
        if self.said.borrow_mut().insert(file.display().to_string()) {
            token_file::warn_if_open(file, self.output);
        }
        let text = text.trim();
        Ok((!text.is_empty()).then(|| AccessToken::new(text)))
    }

    /// Whether there is a token of this name for posts of an account, of that login.
    pub(crate) fn check(
        &self,
        credential: &Credential,
        user: &UserId,
        login: Login,
    ) -> Result<(), Failure> {
        access::check_login(&self.find(credential)?, login)?;
        check_owner(self.access, credential, user)
    }

    fn make(
        &self,
        api_base: &str,
        credential: &Credential,
        token: &AccessToken,
    ) -> Result<C, Failure> {
        let server = &self.access.server;
        let account = self.account(credential)?;
        let named = Setting::of(server.web.api_base.as_deref(), "--api-base", "IG_API_BASE")?;
        let named = named.map(|named| named.value.trim_end_matches('/').to_owned());
        let of_account = account.and_then(|account| account.api_base.as_deref());
        let is_named = [named.as_deref(), of_account].contains(&Some(api_base));
        // A row by itself sends a token only to Meta, as a stored post does.
        if !is_metas_own(api_base) && !is_named {
            return Err(Failure::usage("the post belongs to an API other than Instagram's")
                .because(format!(
                    "it is for {api_base}, and a token is sent there only if IG_API_BASE or \
                     --api-base names it"
                ))
                .fix(format!("set IG_API_BASE={api_base} for the worker, if you trust it")));
        }
        let given = match account.and_then(|account| account.login) {
            Some(login) => login,
            None => access::login(server)?.map_or(Login::Facebook, |(login, _)| login),
        };
        let login = Api::login_of(api_base, given);
        access::check_login(token, login)?;
        let ca = account.and_then(|account| account.ca.as_deref());
        let trust = Trust::of(&server.web, ca, api_base, self.output)?;
        let access = Access::new(login, api_base.to_owned(), token.clone(), trust)?;
        let context = match environment::text("IG_APP_SECRET")?.map(AppSecret::new) {
            Some(secret) => access.context.with_app_secret(&secret),
            None => access.context,
        };
        (self.make)(context, &access.trust)
    }

    /// The client of a credential, made again where its token has changed.
    pub(crate) fn get(&self, api_base: &ApiBase, credential: &Credential) -> Result<C, Failure> {
        let token = self.find(credential)?;
        let key = (api_base.clone(), credential.clone());
        if let Some((known, client)) = self.clients.borrow().get(&key)
            && known.expose_secret() == token.expose_secret()
        {
            return Ok(client.clone());
        }
        let client = self.make(api_base.as_str(), credential, &token)?;
        self.clients.borrow_mut().insert(key, (token, client.clone()));
        Ok(client)
    }

    /// The client of a credential; nothing if there is none, which is said once.
    pub fn client(&self, api_base: &ApiBase, credential: &Credential) -> Option<C> {
        let client = self.get(api_base, credential);
        client.map_err(|failure| self.say(&format!("{api_base} {credential}"), &failure)).ok()
    }

    /// Whether the token of that name is for posts of this account, as far as is known; that it is not is
    /// said once.
    pub fn is_for(&self, account: &AccountId, credential: &Credential) -> bool {
        let checked = check_owner(self.access, credential, &account.user);
        checked.map_err(|failure| self.say("", &failure)).is_ok()
    }

    /// Says why posts wait: once for each reason, not each minute.
    fn say(&self, of: &str, failure: &Failure) {
        if self.said.borrow_mut().insert(format!("{of} {failure}")) {
            self.output.warning("posts wait for a token:");
            self.output.explain(failure);
        }
    }
}

impl Clients for &Tokens<'_, Client> {
    fn client(&mut self, api_base: &ApiBase, credential: &Credential) -> Option<Client> {
        Tokens::client(self, api_base, credential)
    }

    fn is_for(&mut self, account: &AccountId, credential: &Credential) -> bool {
        Tokens::is_for(self, account, credential)
    }
}

/// The variable of a credential: `IG_TOKEN_SHOP_2` for `shop-2`.
fn variable(name: &str) -> String {
    let upper = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' };
    format!("IG_TOKEN_{}", name.chars().map(upper).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_a_variable_in_capitals() {
        assert_eq!(variable("shop"), "IG_TOKEN_SHOP");
        assert_eq!(variable("shop-2.de"), "IG_TOKEN_SHOP_2_DE");
    }
}
