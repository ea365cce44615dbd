//! What is settled before anybody signs in: the account, the app, the API, and that all of it can be
//! saved.

use std::{
    fs,
    path::{Path, PathBuf},
};

use ig_core::{AppSecret, Login, id::AppId};
use ig_driver::private;

use super::super::token::way;
use crate::{
    access,
    args::{AccountArgs, LoginArgs, ServerArgs, WebArgs},
    config::{Account, Config, Edit, name_fits},
    environment::Setting,
    failure::Failure,
    target::is_metas_own,
    token_file::TokenFile,
    words,
};

/// What is settled.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) login: Login,
    pub(super) app: AppId,
    pub(super) secret: AppSecret,
    /// The API and its login, whatever account of the configuration is the default one.
    pub(super) server: ServerArgs,
    /// The name of the account, if one was given.
    pub(super) name: Option<String>,
    pub(super) edit: Edit,
    pub(super) config: Config,
    /// The folder of tokens whose accounts say no other file.
    tokens: PathBuf,
}

impl Plan {
    pub(super) fn new(args: &LoginArgs) -> Result<Self, Failure> {
        let path = Config::place(args.config.as_deref())?;
        let (edit, config) = Edit::open(&path)?;
        let name = Setting::of(args.account.as_deref(), "--account", "IG_ACCOUNT")?;
        if let Some(Setting { value, name }) = &name
            && !name_fits(value)
        {
            let what = format!("the name {} cannot be used", words::shortened(value));
            return Err(Failure::usage(what)
                .because(format!(
                    "{name} names an account, and `default` is the token of `ig publish`"
                ))
                .fix("give it a name of 1 to 40 letters, digits and . _ -, such as shop"));
        }
        let name = name.map(|name| name.value);
        let known = name.as_deref().and_then(|name| config.find(name));
        if let Some(known) = known {
            takes_a_file(known)?;
        }
        let server = server(args, known)?;
        let login = server.login.map_or(Login::Facebook, Login::from);
        let app = app(args, known, &server)?;
        let secret = way::app_secret()?;
        let tokens = edit.folder().join("tokens");
        let plan = Self { login, app, secret, server, name, edit, config, tokens };
        let file = plan.token_file(&plan.config, plan.name.as_deref().unwrap_or("login"));
        if let Some(folder) = file.parent() {
            private::make_folders(folder).map_err(|error| {
                Failure::usage("the token cannot be saved")
                    .because(format!("{}: {error}", folder.display()))
                    .fix("make room or the folder writable, or give another --config FILE")
            })?;
        }
        TokenFile::new(&file)?.try_out()?;
        Ok(plan)
    }

    /// The file for the token of the account `name`: the one that it has, or one that no other account
    /// has.
    pub(super) fn token_file(&self, config: &Config, name: &str) -> PathBuf {
        if let Some(file) = config.find(name).and_then(Account::token_file) {
            return file.to_owned();
        }
        let others: Vec<_> =
            config.accounts().iter().filter_map(Account::token_file).map(real).collect();
        let (mut file, mut number) = (self.tokens.join(name), 1);
        while others.contains(&real(&file)) {
            number += 1;
            file = self.tokens.join(format!("{name}-{number}"));
        }
        file
    }

    /// The API, if it is not Meta's.
    pub(super) fn other_api(&self) -> Option<&str> {
        self.server.web.api_base.as_deref().filter(|base| !is_metas_own(base))
    }
}

/// A path by which two names of one file are known, also of one that is yet to be made.
fn real(path: &Path) -> PathBuf {
    let beside = || Some(fs::canonicalize(path.parent()?).ok()?.join(path.file_name()?));
    fs::canonicalize(path).ok().or_else(beside).unwrap_or_else(|| path.to_owned())
}

/// The token of an account whose token a command prints is not ours to save.
pub(super) fn takes_a_file(known: &Account) -> Result<(), Failure> {
    match known.token_file() {
        Some(_) => Ok(()),
        None => Err(Failure::usage(format!("the account {} cannot be signed in", known.name))
            .because("its token comes from its token_command, where this program cannot save one")
            .fix("give another --account, or replace token_command by token_file; `ig token exchange --print` prints a token for a password manager")),
    }
}

fn server(args: &LoginArgs, known: Option<&Account>) -> Result<ServerArgs, Failure> {
    let account = AccountArgs::none();
    let web = WebArgs { api_base: args.api_base.clone(), ca: args.ca.clone(), account };
    let mut server = ServerArgs { login: args.login, web };
    let login = access::login_given(&server)?.map(|(login, _)| login);
    let login = login.or_else(|| known?.login);
    server.login = Some(login.unwrap_or(Login::Facebook).into());
    let base = access::api_base_given(&server.web)?.map(|base| base.value);
    server.web.api_base = base.or_else(|| known?.api_base.clone());
    server.web.ca = server.web.ca.or_else(|| known?.ca.clone());
    Ok(server)
}

fn app(args: &LoginArgs, known: Option<&Account>, server: &ServerArgs) -> Result<AppId, Failure> {
    if let Some(id) = &args.app_id {
        return id.parse().map_err(|error| {
            Failure::usage("--app-id cannot be used")
                .caused_by(&error)
                .fix("give the id of the app, which the app's dashboard shows")
        });
    }
    match (access::app_id(server)?, known.and_then(|known| known.app.clone())) {
        (Some(app), _) | (None, Some(app)) => Ok(app),
        (None, None) => Err(Failure::usage("no app")
            .because("IG_APP_ID is not set, and --app-id was not given")
            .fix(
                "set IG_APP_ID and IG_APP_SECRET to those of your app at developers.facebook.com; with \
                 Instagram Login they are the Instagram app's. The page docs/token.md of ig-cli says how \
                 to make an app",
            )),
    }
}
