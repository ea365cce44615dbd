//! `ig serve`: posts for programs in any language, over HTTP on this machine.

mod answer;
mod connection;
mod events;
mod guard;
mod openapi;
mod parameters;
mod routes;
mod token;

use std::{net::TcpListener, sync::Arc, time::Duration};

use serde_json::json;
use tokio::{runtime, sync::watch};

use self::{answer::Shared, guard::Guard, token::Token};
use crate::{
    address::address,
    args::ServeArgs,
    failure::{Exit, Failure},
    output::Output,
    service::{Door, Service, Worker},
    stop,
    store::Folder,
};

/// How long answers may take that are under way when the program is to stop.
const LAST: Duration = Duration::from_secs(5);

pub(super) fn run(args: ServeArgs, output: &Output) -> Result<Exit, Failure> {
    let ServeArgs { listen, public, allow_host, print_token, service } = args;
    let listen = address(&listen)?;
    let guard = Guard::new(&allow_host)?;
    if print_token {
        let folder = Folder::find(service.folder.state_dir.as_deref())?;
        let token = Token::of(&folder)?;
        match output.is_json() {
            true => output.object(&json!({ "token": token.expose() })),
            false => output.line(token.expose()),
        }
        return Ok(Exit::Success);
    }
    if !listen.ip().is_loopback() && !public {
        return Err(Failure::usage("--listen names an address that other machines reach")
            .because("whoever has the token could publish from there, and it crosses the network unencrypted")
            .fix("listen on this machine, as in --listen 127.0.0.1:8026; or add --public if that is meant"));
    }
    let service = Service::new(service, Door::Http, *output)?;
    let token = Token::of(&service.folder)?;
    let unbound = |error: std::io::Error| {
        Failure::failed(format!("ig serve cannot listen on {listen}")).caused_by(&error).fix(
            "stop the program that uses the port, or listen elsewhere: --listen 127.0.0.1:0 takes a free port",
        )
    };
    let listener = TcpListener::bind(listen).map_err(unbound)?;
    let address = listener.local_addr().map_err(unbound)?;
    listener.set_nonblocking(true).map_err(unbound)?;
    let (stop, stopped) = watch::channel(false);
    stop::orderly(move || {
        // Nobody listens once all is over.
        let _ = stop.send(true);
    })?;
    let runtime = runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(unbound)?;
    let worker = Worker::start(&service);
    service.resume_all()?;
    let url = format!("http://{address}");
    match output.is_json() {
        true => output.object(&json!({ "url": url })),
        false => output.line(format_args!("ig serve listening on {url}")),
    }
    output.note("programs send the token that `ig serve --print-token` prints");
    let shared = Arc::new(Shared { service, token, guard, stopped: stopped.clone() });
    runtime.block_on(connection::accept(listener, shared, stopped, LAST));
    worker.stop();
    // What still looks something up has nobody left to tell it to.
    runtime.shutdown_background();
    Ok(Exit::Success)
}
