//! `ig login`: from the dialog of a login to an account that publishes.

mod at_once;
#[cfg(unix)]
mod browser;
mod elsewhere;
mod token_files;

use std::{
    fs,
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{TcpListener, TcpStream},
    path::PathBuf,
    process::{Child, Command},
};

use ig_sandbox::{Account, Config, Login, TokenGrant};
use serde_json::json;

use crate::{
    contract,
    world::{Ran, TOKEN, USER, World, run, words},
};

const OTHER: &str = "17841405822304914";

/// The command with an app.
fn login(world: &World, args: &[&str]) -> Command {
    let mut command = world.bare(&[&["login"], args].concat());
    command.env("IG_APP_ID", Config::APP_ID).env("IG_APP_SECRET", Config::APP_SECRET);
    command.env("IG_API_BASE", world.server.url());
    command
}

/// A login that waits for its answer.
struct Waiting {
    child: Child,
    stderr: BufReader<std::process::ChildStderr>,
    /// What it has said until it waited.
    said: String,
    /// The address of the dialog.
    url: String,
    /// Its arguments.
    words: Vec<String>,
}

impl Waiting {
    /// Starts it, and reads until it waits.
    #[track_caller]
    fn start(command: &mut Command) -> Self {
        let mut child = command.spawn().unwrap();
        let mut stderr = BufReader::new(child.stderr.take().unwrap());
        let mut said = String::new();
        while !said.contains("waiting for the answer at ") && !said.contains("paste it here") {
            let mut line = String::new();
            assert_ne!(stderr.read_line(&mut line).unwrap(), 0, "it has ended: {said}");
            said.push_str(&line);
        }
        let url = said.lines().find(|line| line.starts_with("http")).unwrap().to_owned();
        Self { child, stderr, said, url, words: words(command) }
    }

    /// A parameter of the dialog's address.
    fn param(&self, name: &str) -> String {
        let (_, query) = self.url.split_once('?').unwrap();
        let pair = query.split('&').find_map(|pair| pair.strip_prefix(&format!("{name}=")));
        decoded(pair.unwrap_or_else(|| panic!("{name} is not in {}", self.url)))
    }

    /// Waits for the end.
    fn end(mut self) -> Ran {
        let mut stdout = String::new();
        self.child.stdout.take().unwrap().read_to_string(&mut stdout).unwrap();
        self.stderr.read_to_string(&mut self.said).unwrap();
        let code = self.child.wait().unwrap().code();
        contract::check(&self.words, &stdout);
        Ran { code, stdout, stderr: std::mem::take(&mut self.said) }
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// Signs a person in; returns what is printed of it with `--json`.
pub(crate) fn signed_in(world: &World, kind: Login) -> Ran {
    let word = if kind == Login::Instagram { "instagram" } else { "facebook" };
    let args = ["--login", word, "--no-browser", "--json"];
    let waiting = Waiting::start(&mut login(world, &args));
    visit(&answer(&waiting.url, "0"));
    waiting.end()
}

fn decoded(text: &str) -> String {
    text.replace("%3A", ":").replace("%2F", "/").replace("%2C", ",").replace("%3F", "?")
}

/// Requests a URL of the sandbox; returns the whole reply.
fn get(url: &str) -> String {
    World::get(url)
}

/// As [`get`], under the name that the browser uses.
fn visit(url: &str) -> String {
    let (address, path) = url.trim_start_matches("http://").split_once('/').unwrap();
    let port = address.rsplit(':').next().unwrap();
    let mut stream = TcpStream::connect(format!("127.0.0.1:{port}")).unwrap();
    write!(stream, "GET /{path} HTTP/1.1\r\nhost: {address}\r\n\r\n").unwrap();
    let mut reply = String::new();
    stream.read_to_string(&mut reply).unwrap();
    reply
}

/// Answers the sandbox's dialog; returns the address that it leads to.
#[track_caller]
fn answer(dialog: &str, answer: &str) -> String {
    let reply = get(&format!("{dialog}&sandbox_answer={answer}"));
    let location = reply.lines().find_map(|line| line.strip_prefix("location: "));
    location.unwrap_or_else(|| panic!("{reply}")).trim().to_owned()
}

fn config(world: &World) -> PathBuf {
    world.home().join(".config/ig/config.toml")
}

#[test]
fn a_person_signs_in_and_the_account_publishes() {
    for (kind, word) in [(Login::Facebook, "facebook"), (Login::Instagram, "instagram")] {
        let world = World::with(Config::default().with_login(kind));
        let args = ["--login", word, "--no-browser", "--json"];
        let waiting = Waiting::start(&mut login(&world, &args));
        let page = get(&waiting.url);
        assert!(page.contains("Allow as bronz_fonz") && page.contains("Cancel"), "{page}");
        let scope = waiting.param("scope");
        assert!(scope.contains("content_publish"), "{scope}");
        assert!(waiting.param("redirect_uri").starts_with("http://localhost:"), "{}", waiting.url);
        assert!(!waiting.said.contains(Config::APP_SECRET));
        let back = answer(&waiting.url, "0");
        let shown = visit(&back);
        assert!(shown.starts_with("HTTP/1.1 200") && shown.contains("Go back"), "{shown}");
        let state = back.split("code=").nth(1).unwrap().split('&').next().unwrap().to_owned();
        assert!(!shown.contains(&state), "the code is not shown");
        let ran = waiting.end().expect(0);
        let report = ran.json();
        assert_eq!((&report["account"], &report["user"]), (&json!("bronz_fonz"), &json!(USER)));
        assert_eq!((&report["login"], &report["default"]), (&json!(word), &json!(true)));
        assert!(report["expires"].is_string(), "a long-lived token: {report}");
        assert!(!ran.stderr.contains("could not"), "{}", ran.stderr);

        let file = world.home().join(".config/ig/tokens/bronz_fonz");
        let token = fs::read_to_string(&file).unwrap();
        assert!(token.starts_with(if word == "facebook" { "EAA" } else { "IGAA" }));
        assert!(!ran.stdout.contains(&token) && !ran.stderr.contains(&token));
        let text = fs::read_to_string(config(&world)).unwrap();
        assert!(text.contains("[accounts.bronz_fonz]") && !text.contains(&token), "{text}");
        assert!(!text.contains(Config::APP_SECRET), "{text}");
        #[cfg(unix)]
        {
            use std::os::unix::fs::MetadataExt as _;
            let mode = |path: &std::path::Path| path.metadata().unwrap().mode() & 0o777;
            assert_eq!((mode(&file), mode(&config(&world))), (0o600, 0o600));
            assert_eq!(mode(file.parent().unwrap()), 0o700);
        }
        // Nothing but the configuration is needed from here on.
        let posted = run(&mut world.bare(&["publish", "photo.jpg", "--json"])).expect(0).json();
        assert_eq!(posted["target"]["user"], USER);
        assert_eq!(world.public().len(), 1);
    }
}

#[test]
fn an_account_signs_in_again_and_the_rest_of_the_file_stays() {
    let world = World::with(Config::default());
    fs::create_dir_all(world.home().join(".config/ig")).unwrap();
    let base = world.server.url();
    let before = format!(
        "# my accounts\naccount = \"cafe\"\n\n[accounts.cafe]\n# from the password manager\n\
         token_command = [\"pass\", \"cafe\"]\n\n[accounts.shop]\nuser_id = \"{USER}\"\n\
         token_file = \"my-token\" # here\napi_base = \"{base}\"\napp_id = \"{}\"\n",
        Config::APP_ID
    );
    fs::write(config(&world), &before).unwrap();
    // The account says its app and its API.
    let mut command = world.bare(&["login", "--account", "shop", "--no-browser"]);
    let waiting = Waiting::start(command.env("IG_APP_SECRET", Config::APP_SECRET));
    visit(&answer(&waiting.url, "0"));
    waiting.end().expect(0);
    let after = fs::read_to_string(config(&world)).unwrap();
    assert_eq!(after, format!("{before}login = \"facebook\"\n"));
    assert!(
        fs::read_to_string(world.home().join(".config/ig/my-token")).unwrap().starts_with("EAA")
    );
    run(&mut world.bare(&["limit", "--account", "shop"])).expect(0);
    // What this program cannot save is refused before anybody signs in.
    let ran = run(&mut login(&world, &["--account", "cafe"])).expect(2);
    ran.one_error(&["the account cafe cannot be signed in", "token_command"]);
}

#[test]
fn of_several_accounts_one_is_chosen() {
    let world = World::with(
        Config::default()
            .with_accounts([Account::new(USER, "bronz_fonz"), Account::new(OTHER, "cafe_arnold")])
            .with_tokens([TokenGrant::new(TOKEN, USER).with_account(OTHER)]),
    );
    let signed_in = |args: &[&str]| {
        let waiting = Waiting::start(&mut login(&world, &[&["--no-browser"], args].concat()));
        visit(&answer(&waiting.url, "0"));
        waiting.end()
    };
    let ran = signed_in(&[]).expect(2);
    ran.one_error(&["which account?", USER, OTHER, "cafe_arnold", "--user-id"]);
    signed_in(&["--user-id", "1"]).expect(2).one_error(&["not among those of this login"]);
    assert!(!config(&world).exists());
    signed_in(&["--user-id", OTHER, "--account", "cafe"]).expect(0);
    let text = fs::read_to_string(config(&world)).unwrap();
    assert!(text.contains("[accounts.cafe]") && text.contains(OTHER), "{text}");
    // A name is not taken away from another account.
    let ran = signed_in(&["--user-id", USER, "--account", "cafe"]).expect(2);
    ran.one_error(&["the account cafe is another one", "another --account"]);
    assert_eq!(fs::read_to_string(config(&world)).unwrap(), text);
}

#[test]
fn a_login_that_gives_no_code_is_one_error_and_changes_nothing() {
    let world = World::with(Config::default());
    let start = || Waiting::start(&mut login(&world, &["--no-browser"]));

    let cancelled = start();
    let back = answer(&cancelled.url, "cancel");
    assert!(back.contains("error=access_denied&error_code=200"), "{back}");
    assert!(visit(&back).contains("the terminal says why"));
    cancelled.end().expect(1).one_error(&["the person cancelled the login", "allow the app"]);

    let other = Waiting::start(&mut login(&world, &["--no-browser", "--timeout", "5s"]));
    let back = answer(&other.url, "0");
    let forged = back.replace(&other.param("state"), "5417e");
    assert_ne!(forged, back);
    visit(&forged);
    let ran = other.end().expect(1);
    ran.one_error(&["another state", "use only the page that it opens"]);
    let before = world.count("POST", "/oauth/access_token");
    assert_eq!(before, 0, "no code was exchanged");

    // A code that was used before.
    let used = start();
    let back = answer(&used.url, "0");
    let code = back.split("code=").nth(1).unwrap().split('&').next().unwrap();
    let form = format!(
        "client_id={}&client_secret={}&redirect_uri={}&code={code}",
        Config::APP_ID,
        Config::APP_SECRET,
        used.param("redirect_uri"),
    );
    let url = format!("{}/v25.0/oauth/access_token", world.server.url());
    let first = World::post(&url, form);
    assert!(first.contains("access_token"), "{first}");
    visit(&back);
    used.end().expect(1).one_error(&["could not be exchanged", "has been used", "sign in again"]);

    let nobody = login(&world, &["--no-browser", "--timeout", "1s"]).output().unwrap();
    let said = String::from_utf8_lossy(&nobody.stderr).into_owned();
    let ran = Ran { code: nobody.status.code(), stdout: String::new(), stderr: said };
    ran.expect(1).one_error(&["nobody has signed in", "within 1 seconds", "--timeout"]);
    assert!(!config(&world).exists() && world.public().is_empty());
    let tokens = fs::read_dir(world.home().join(".config/ig/tokens")).unwrap();
    assert_eq!(tokens.count(), 0, "no token was saved");
}

/// Any program of this machine and any page that was left open can send one.
#[test]
fn an_answer_with_another_state_does_not_end_the_login() {
    let world = World::with(Config::default());
    let waiting = Waiting::start(&mut login(&world, &["--no-browser", "--json"]));
    let back = waiting.param("redirect_uri");
    for query in [
        "code=AQ&state=5417e",
        "error=access_denied&error_reason=user_denied&state=5417e",
        "error=server_error&state=5417e",
        "code=AQ&state=",
    ] {
        let shown = visit(&format!("{back}?{query}"));
        assert!(shown.starts_with("HTTP/1.1 400"), "{query}: {shown}");
        assert!(!shown.contains("5417e") && !shown.contains("the terminal says why"), "{shown}");
        if !query.ends_with('=') {
            assert!(shown.contains("the answer of another login, and was not used"), "{shown}");
        }
    }
    assert_eq!(world.count("POST", "/oauth/access_token"), 0, "no code was exchanged");
    visit(&answer(&waiting.url, "0"));
    let ran = waiting.end().expect(0);
    assert_eq!(ran.json()["user"], USER);
    let warning = "warning: an answer with another state has come, and was not used";
    assert_eq!(ran.stderr.matches(warning).count(), 1, "once: {}", ran.stderr);
    run(&mut world.bare(&["limit"])).expect(0);
}

#[test]
fn what_is_missing_is_said_before_anybody_signs_in() {
    let world = World::with(Config::default());
    let ran = run(&mut world.bare(&["login"])).expect(2);
    ran.one_error(&["no app", "--app-id was not given", "docs/token.md"]);
    let ran = run(&mut world.bare(&["login", "--app-id", "17"])).expect(2);
    ran.one_error(&["no app secret", "IG_APP_SECRET"]);
    run(&mut login(&world, &["--app-id", "fonz"]))
        .expect(2)
        .one_error(&["--app-id cannot be used"]);
    run(&mut login(&world, &["--account", "a b"])).expect(2).one_error(&["the name a b cannot"]);
    run(&mut login(&world, &["--redirect-uri", "x"])).expect(2).one_error(&["it is not a URL"]);
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let ran = run(&mut login(&world, &["--no-browser", "--port", &port])).expect(1);
    ran.one_error(&[&format!("port {port} of this machine cannot be used"), "--port"]);
    let uri = format!("http://localhost:{port}/back");
    let ran = run(&mut login(&world, &["--redirect-uri", &uri, "--port", "1"])).expect(2);
    ran.one_error(&["--port and --redirect-uri contradict each other"]);
    let ran = run(&mut login(&world, &["--config", "photo.jpg/config.toml"])).expect(2);
    assert!(ran.stderr.contains("cannot be"), "{}", ran.stderr);
    let args = ["--scope", "ads_read", "--config-id", "1"];
    let ran = run(&mut login(&world, &args)).expect(2);
    assert!(ran.stderr.contains("cannot be used together"), "{}", ran.stderr);
    assert!(world.requests().is_empty());
}

/// What other programs of the machine and pages on the internet send to the port.
#[test]
fn the_port_answers_only_to_the_dialog() {
    let world = World::with(Config::default());
    let waiting = Waiting::start(&mut login(&world, &["--no-browser"]));
    let back = waiting.param("redirect_uri");
    assert!(visit(&format!("{back}favicon.ico")).starts_with("HTTP/1.1 404"));
    assert!(visit(&back).starts_with("HTTP/1.1 404"), "without a query");
    assert!(visit(&format!("{back}?code=AQ")).starts_with("HTTP/1.1 400"), "without a state");
    let port = back.trim_end_matches('/').rsplit(':').next().unwrap().to_owned();
    let mut foreign = TcpStream::connect(format!("127.0.0.1:{port}")).unwrap();
    let state = waiting.param("state");
    let head = format!("GET /?code=AQ&state={state} HTTP/1.1\r\nhost: evil.example:{port}\r\n\r\n");
    foreign.write_all(head.as_bytes()).unwrap();
    let mut reply = String::new();
    foreign.read_to_string(&mut reply).unwrap();
    assert!(reply.starts_with("HTTP/1.1 403"), "{reply}");
    // A connection without a request, as browsers open them ahead, and one that ends in the middle.
    let idle = TcpStream::connect(format!("127.0.0.1:{port}")).unwrap();
    let mut half = TcpStream::connect(format!("127.0.0.1:{port}")).unwrap();
    half.write_all(b"GET /?co").unwrap();
    drop(half);
    let shown = visit(&answer(&waiting.url, "0"));
    assert!(shown.contains("content-security-policy: default-src 'none'"), "{shown}");
    waiting.end().expect(0);
    drop(idle);
}

/// Nothing is lost if the token cannot be extended: the short one is saved.
#[test]
fn a_token_that_cannot_be_extended_is_saved_as_it_is() {
    use ig_sandbox::{Do, Fault, On};
    let world = World::with(Config::default());
    let waiting = Waiting::start(&mut login(&world, &["--no-browser", "--account", "shop"]));
    let back = answer(&waiting.url, "0");
    world.arm([Fault::new(On::Token, Do::Error).nth(2).with_status(400).with_code(100)]);
    visit(&back);
    let ran = waiting.end().expect(0);
    assert!(ran.stderr.contains("could not be extended"), "{}", ran.stderr);
    assert!(ran.stderr.contains("ig token extend --account"), "{}", ran.stderr);
    run(&mut world.bare(&["limit"])).expect(0);
    let mut extend = world.bare(&["token", "extend", "--account", "shop", "--json"]);
    let ran = run(extend.env("IG_APP_SECRET", Config::APP_SECRET)).expect(0).json();
    assert!(ran["saved"].as_str().unwrap().ends_with("tokens/shop"), "{ran}");
}

#[test]
fn a_page_without_an_instagram_account_says_what_to_do() {
    use ig_sandbox::PageLink;
    let world = World::with(Config::default().with_page_link(PageLink::Missing));
    let waiting = Waiting::start(&mut login(&world, &["--no-browser"]));
    visit(&answer(&waiting.url, "0"));
    let ran = waiting.end().expect(1);
    ran.one_error(&["no Instagram account can be used", "link the account to a Page"]);
    assert!(!config(&world).exists());
}
