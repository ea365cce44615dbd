//! A redirect URI that is not on this machine: its address is pasted, or a tunnel leads here.

use std::{
    io::{Read as _, Write as _},
    net::TcpStream,
    process::Stdio,
};

use ig_sandbox::{App, Config, Login};

use super::{Waiting, answer, get, login};
use crate::world::{World, port_to_listen_at, run};

#[test]
fn an_address_elsewhere_is_pasted() {
    let redirect = "https://app.example.com/back";
    let app = App::new(Config::APP_ID, Config::APP_SECRET).with_redirect_uri(redirect);
    let world = World::with(Config::default().with_login(Login::Instagram).with_apps([app]));
    let args = ["--login=instagram", "--no-browser", "--redirect-uri", redirect, "--account=shop"];
    let start = || Waiting::start(login(&world, &args).stdin(Stdio::piped()));
    // The wrong address is said to be wrong, and the right one may follow.
    let mut waiting = start();
    let back = answer(&waiting.url, "0");
    let older = back.replace(&waiting.param("state"), "5417e");
    let mut stdin = waiting.child.stdin.take().unwrap();
    writeln!(stdin, "\n{redirect}\n{older}\n{back}").unwrap();
    let ran = waiting.end().expect(0);
    for word in ["nothing was pasted", "no question mark", "another state"] {
        let told =
            ran.stderr.lines().any(|line| line.starts_with("warning: ") && line.contains(word));
        assert!(told, "{word}: {}", ran.stderr);
    }
    drop(stdin);
    let paste = |mut waiting: Waiting, text: &str| {
        let mut stdin = waiting.child.stdin.take().unwrap();
        writeln!(stdin, "{text}").unwrap();
        drop(stdin);
        waiting.end()
    };
    paste(start(), "").expect(1).one_error(&["nothing was pasted", "paste the whole address"]);
    paste(start(), redirect).expect(1).one_error(&["no question mark"]);
    let other = format!("{redirect}?code=AQ&state=5417e");
    paste(start(), &other).expect(1).one_error(&["another state", "use only the page"]);
    let waiting = start();
    let back = answer(&waiting.url, "0");
    assert!(back.starts_with(redirect) && back.ends_with("#_"), "{back}");
    paste(waiting, &back).expect(0);
    run(&mut world.bare(&["limit", "--account", "shop"])).expect(0);
    // Another redirect URI than the app's is refused by the dialog.
    let waiting = Waiting::start(&mut login(&world, &["--login=instagram", "--no-browser"]));
    let page = get(&waiting.url);
    assert!(page.starts_with("HTTP/1.1 400") && page.contains("Invalid redirect_uri"), "{page}");
}

/// The port of a tunnel has to answer to the name of the tunnel.
#[test]
fn a_tunnel_leads_to_the_port() {
    let world = World::with(Config::default());
    let port = port_to_listen_at().to_string();
    let args = ["--no-browser", "--redirect-uri=https://t.example.com/back", "--port", &port];
    let waiting = Waiting::start(&mut login(&world, &args));
    let back = answer(&waiting.url, "0");
    let (_, query) = back.split_once('?').unwrap();
    let mut tunnel = TcpStream::connect(format!("127.0.0.1:{port}")).unwrap();
    write!(tunnel, "GET /back?{query} HTTP/1.1\r\nHost: t.example.com\r\n\r\n").unwrap();
    let mut reply = String::new();
    tunnel.read_to_string(&mut reply).unwrap();
    assert!(reply.starts_with("HTTP/1.1 200"), "{reply}");
    waiting.end().expect(0);
}
