//! The answer of the dialog: it comes to a port of this machine, or is pasted.

use std::{
    io::{self, BufRead as _},
    sync::mpsc::{self, Receiver, RecvTimeoutError},
    thread,
    time::{Duration, Instant},
};

use ig_account::login::{Dialog, Refused};
use ig_core::{AuthorizationCode, http::Uri};

use super::{
    listen::{End, Listener},
    refusal::refused_by,
};
use crate::{args::LoginArgs, failure::Failure, output::Output};

/// Where the answer comes.
#[derive(Debug)]
pub(super) enum Answer {
    /// To this machine.
    Heard { listener: Listener, redirect_uri: String },
    /// To an address elsewhere, which the person pastes.
    Pasted { redirect_uri: String },
}

impl Answer {
    /// Listens where it is to come, if that is here.
    pub(super) fn new(args: &LoginArgs) -> Result<Self, Failure> {
        let Some(redirect_uri) = &args.redirect_uri else {
            let listener = Listener::bind(args.port, "/", true)?;
            let redirect_uri = format!("http://localhost:{}/", listener.port());
            return Ok(Self::Heard { listener, redirect_uri });
        };
        let redirect_uri = redirect_uri.clone();
        let is_url = |uri: &Uri| uri.scheme().is_some() && uri.host().is_some();
        let uri = redirect_uri.parse::<Uri>().ok().filter(is_url);
        let uri = uri.ok_or_else(|| {
            Failure::usage("--redirect-uri cannot be used")
                .because("it is not a URL")
                .fix("give the redirect URI of the app's settings: https://www.example.com/back")
        })?;
        let host = uri.host().unwrap_or_default();
        let is_here = matches!(host, "localhost" | "127.0.0.1" | "[::1]");
        if is_here && uri.scheme_str() == Some("http") {
            let port = uri.port_u16().unwrap_or(80);
            if args.port.is_some_and(|given| given != port) {
                return Err(Failure::usage("--port and --redirect-uri contradict each other")
                    .because(format!("the redirect URI leads to port {port}"))
                    .fix("leave out --port"));
            }
            let listener = Listener::bind(Some(port), uri.path(), true)?;
            return Ok(Self::Heard { listener, redirect_uri });
        }
        match args.port {
            // A tunnel leads from there to this port.
            Some(port) => {
                let listener = Listener::bind(Some(port), uri.path(), false)?;
                Ok(Self::Heard { listener, redirect_uri })
            }
            None => Ok(Self::Pasted { redirect_uri }),
        }
    }

    pub(super) fn redirect_uri(&self) -> &str {
        match self {
            Self::Heard { redirect_uri, .. } | Self::Pasted { redirect_uri } => redirect_uri,
        }
    }

    /// Waits for the code.
    pub(super) fn wait(
        &self,
        dialog: &Dialog,
        patience: Duration,
        output: &Output,
    ) -> Result<AuthorizationCode, Failure> {
        match self {
            Self::Heard { listener, redirect_uri } => {
                output.note(format_args!("waiting for the answer at {redirect_uri}"));
                match listener.wait(dialog, patience, output) {
                    End::Code(code) => Ok(code),
                    End::Refused(refused) => Err(refused_by(&refused)),
                    End::Nobody => Err(nobody(redirect_uri, patience)),
                }
            }
            Self::Pasted { redirect_uri } => pasted(redirect_uri, dialog, patience, output),
        }
    }
}

fn pasted(
    redirect_uri: &str,
    dialog: &Dialog,
    patience: Duration,
    output: &Output,
) -> Result<AuthorizationCode, Failure> {
    output.tell(format_args!(
        "after signing in, the browser is at an address that begins with {redirect_uri}; paste it \
         here, within a few minutes:"
    ));
    let end = Instant::now() + patience;
    let mut wrong = None;
    loop {
        let line = match next_line().recv_timeout(end.saturating_duration_since(Instant::now())) {
            Ok(Ok(Some(line))) => line,
            Ok(Ok(None)) => {
                return Err(wrong.unwrap_or_else(|| no_address("nothing was pasted")));
            }
            Ok(Err(error)) => {
                return Err(Failure::failed("the address could not be read").caused_by(&error));
            }
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {
                return Err(wrong.unwrap_or_else(|| nobody(redirect_uri, patience)));
            }
        };
        let line = line.trim();
        let failure = match line.split_once('?') {
            Some((_, query)) => match dialog.read(query) {
                Ok(code) => return Ok(code),
                // It may be the address of an older page.
                Err(refused @ (Refused::OtherState | Refused::NoState)) => refused_by(&refused),
                Err(refused) => return Err(refused_by(&refused)),
            },
            None if line.is_empty() => no_address("nothing was pasted"),
            None => no_address("it has no question mark, and therefore no code"),
        };
        output.warning(format_args!("{}; paste the address of the page above", failure.why()));
        wrong = Some(failure);
    }
}

/// The next line of standard input, if there is one; what follows is left for later questions. A read of
/// a terminal cannot be ended; the process ends without it.
fn next_line() -> Receiver<io::Result<Option<String>>> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let mut line = String::new();
        let read = io::stdin().lock().read_line(&mut line);
        drop(sender.send(read.map(|count| (count != 0).then_some(line))));
    });
    receiver
}

fn no_address(why: &str) -> Failure {
    Failure::failed("that is not the address of a login")
        .because(why)
        .fix("run it again, and paste the whole address from the browser")
}

fn nobody(redirect_uri: &str, patience: Duration) -> Failure {
    let seconds = patience.as_secs();
    Failure::failed("nobody has signed in")
        .because(format!("no answer has come to {redirect_uri} within {seconds} seconds"))
        .fix(
            "run it again; --timeout waits longer, and if the dialog shows an error, the redirect URI \
             may not be one of the app's settings",
        )
}
