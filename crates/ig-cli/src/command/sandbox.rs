//! `ig sandbox`

use std::net::SocketAddr;

use ig_sandbox::{Config, Options, Sandbox, SecondPublish, Server};

use crate::{
    args::{SandboxArgs, SecondPublishArg},
    failure::{Exit, Failure},
    local,
    output::Output,
    random,
    stop::Stop,
};

pub(super) fn run(args: &SandboxArgs, output: &Output) -> Result<Exit, Failure> {
    let listen = address(&args.listen)?;
    let second = match args.second_publish {
        SecondPublishArg::Refuse => SecondPublish::Refuse,
        SecondPublishArg::Again => SecondPublish::Again,
    };
    // A client that kept an id of the last sandbox must not meet it again in this one.
    let config = Config::default()
        .with_seed(random::number())
        .with_quota(args.quota)
        .with_second_publish(second);
    let server = Server::start(listen, Sandbox::new(config), Options::default());
    let server = server.map_err(|error| {
        Failure::failed(format!("the sandbox cannot listen on {listen}")).caused_by(&error).fix(
            "end the program that has the port, or listen elsewhere: --listen 127.0.0.1:0 \
                 takes a free port",
        )
    })?;
    let stop = Stop::catch()?;
    output.line(format_args!("sandbox listening on {}", server.url()));
    output.note(format_args!(
        "to publish there: export IG_API_BASE={} IG_ACCESS_TOKEN={} IG_USER_ID={}",
        server.url(),
        local::TOKEN,
        local::USER,
    ));
    stop.wait();
    Ok(Exit::Success)
}

fn address(text: &str) -> Result<SocketAddr, Failure> {
    // The name stands for more than one address, and the first is what people mean by it.
    let numeric = text.strip_prefix("localhost:").map(|port| format!("127.0.0.1:{port}"));
    numeric.as_deref().unwrap_or(text).parse().map_err(|error| {
        Failure::usage("--listen cannot be used")
            .caused_by(&error)
            .fix("write an address and a port, as in --listen 127.0.0.1:8025")
    })
}
