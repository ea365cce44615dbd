//! `ig sandbox`

use std::{fs, net::SocketAddr};

use ig_sandbox::{Config, Options, Sandbox, SecondPublish, Server, StateFolder};

use crate::{
    args::{SandboxArgs, SecondPublishArg},
    failure::{Exit, Failure},
    output::Output,
    random,
    stop::Stop,
};

pub(super) fn run(args: &SandboxArgs, output: &Output) -> Result<Exit, Failure> {
    let listen = address(&args.listen)?;
    let config = config(args)?;
    let (sandbox, options) = match &args.state {
        None => (Sandbox::new(config), Options::default()),
        Some(folder) => {
            let (sandbox, state) = StateFolder::open(folder, config).map_err(|error| {
                Failure::failed("the state of the sandbox cannot be used")
                    .caused_by(&error)
                    .fix(error.advice())
            })?;
            (sandbox, Options::default().with_state(state))
        }
    };
    let server = Server::start(listen, sandbox, options);
    let server = server.map_err(|error| {
        Failure::failed(format!("the sandbox cannot listen on {listen}")).caused_by(&error).fix(
            "end the program that has the port, or listen elsewhere: --listen 127.0.0.1:0 \
                 takes a free port",
        )
    })?;
    let stop = Stop::catch()?;
    output.line(format_args!("sandbox listening on {}", server.url()));
    stop.wait();
    Ok(Exit::Success)
}

/// What the file says, and what the options say before it.
fn config(args: &SandboxArgs) -> Result<Config, Failure> {
    // A client that kept an id of the last sandbox must not meet it again in this one.
    let mut config = Config::default().with_seed(random::number());
    if let Some(path) = &args.config {
        let name = path.display();
        let text = fs::read_to_string(path).map_err(|error| {
            Failure::usage(format!("the configuration {name} cannot be read"))
                .caused_by(&error)
                .fix("name a TOML file that you can read")
        })?;
        config = config.read_toml(&text).map_err(|error| {
            Failure::usage(format!("the configuration {name} makes no sense"))
                .caused_by(&error)
                .fix("correct it there; the documentation of ig-sandbox has an example")
        })?;
    }
    if let Some(posts) = args.quota {
        config = config.with_quota(posts);
    }
    match args.second_publish {
        Some(SecondPublishArg::Refuse) => {
            config = config.with_second_publish(SecondPublish::Refuse)
        }
        Some(SecondPublishArg::Again) => config = config.with_second_publish(SecondPublish::Again),
        None => {}
    }
    Ok(config)
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
