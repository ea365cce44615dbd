//! The answer of the dialog: it comes to a port of this machine, or is pasted.

use std::{
    io::{self, BufRead as _},
    sync::mpsc::{self, RecvTimeoutError},
    thread,
    time::Duration,
};

use ig_account::login::Dialog;
use ig_core::{AuthorizationCode, http::Uri};

use super::{listen::Listener, refusal::refused_by};
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
                let code = listener.wait(dialog, patience);
                code.unwrap_or_else(|| Err(nobody(redirect_uri, patience)))
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
    let (sender, receiver) = mpsc::channel();
    // A read of a terminal cannot be ended; the process ends without it.
    thread::spawn(move || {
        let mut line = String::new();
        let read = io::stdin().lock().read_line(&mut line);
        drop(sender.send(read.map(|_| line)));
    });
    let line = match receiver.recv_timeout(patience) {
        Ok(Ok(line)) => line,
        Ok(Err(error)) => {
            return Err(Failure::failed("the address could not be read").caused_by(&error));
        }
        Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {
            return Err(nobody(redirect_uri, patience));
        }
    };
    let line = line.trim();
    match line.split_once('?') {
        Some((_, query)) => dialog.read(query).map_err(|refused| refused_by(&refused)),
        None => Err(Failure::failed("that is not the address of a login")
            .because(match line.is_empty() {
                true => "nothing was pasted".to_owned(),
                false => "it has no question mark, and therefore no code".to_owned(),
            })
            .fix("run it again, and paste the whole address from the browser")),
    }
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
