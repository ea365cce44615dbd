//! `ig sandbox`

use std::{
    fs::{self, File},
    io::BufReader,
    net::{IpAddr, SocketAddr, TcpListener},
    path::Path,
};

use ig_sandbox::{
    Authority, Config, Options, Recording, Replay, ReplayError, Rules, Sandbox, SecondPublish,
    Server, StateError, StateFolder,
};
use serde::Serialize;

use crate::{
    address::address,
    args::{SandboxArgs, SecondPublishArg},
    failure::{Exit, Failure},
    local,
    output::Output,
    random,
    stop::Stop,
    store::Folder,
};

pub(super) fn run(args: &SandboxArgs, output: &Output) -> Result<Exit, Failure> {
    let listen = address(&args.listen)?;
    let config = config(args)?;
    let user_id = config.user_id().to_owned();
    let mut options = replay(args)?;
    // A start that fails for its port or its recording leaves no folder behind.
    let listener = TcpListener::bind(listen).map_err(|error| {
        Failure::failed(format!("the sandbox cannot listen on {listen}")).caused_by(&error).fix(
            "stop the program that uses the port, or listen elsewhere: --listen 127.0.0.1:0 \
                 takes a free port",
        )
    })?;
    options = record(args, options)?;
    let sandbox = match &args.state {
        None => Sandbox::new(config),
        Some(folder) => {
            let (sandbox, state) = StateFolder::open(folder, config).map_err(|error| {
                let what = "the state of the sandbox cannot be used";
                let failure = match error {
                    // The user has to name another folder or make this one accessible.
                    StateError::Foreign(_) | StateError::Io { .. } => Failure::usage(what),
                    _ => Failure::failed(what),
                };
                failure.caused_by(&error).fix(error.advice())
            })?;
            options = options.with_state(state);
            sandbox
        }
    };
    let authority = if args.tls { Some(authority(args)?) } else { None };
    if let Some(authority) = &authority {
        options = options.with_tls(authority.clone());
    }
    if args.local_media {
        options = options.with_local_media();
    }
    let server = Server::on(listener, sandbox, options).map_err(|error| {
        Failure::failed(format!("the sandbox cannot listen on {listen}")).caused_by(&error)
    })?;
    let mut stop = Stop::catch()?;
    if args.until_eof {
        stop = stop.or_the_end_of_input();
    }
    if output.is_json() {
        let tls = authority
            .as_ref()
            .map(|authority| Tls { ca: authority.certificate(), names: Authority::NAMES });
        output.object(&Listening { url: server.url(), user_id, tls });
    } else {
        output.line(format_args!("sandbox listening on {}", server.url()));
        if let Some(authority) = &authority {
            explain(output, server.address(), authority);
        }
    }
    // A configuration has its own accounts and tokens.
    if args.config.is_none() {
        output.note(format_args!(
            "to publish there: export IG_API_BASE={} IG_ACCESS_TOKEN={} IG_USER_ID={}",
            server.url(),
            local::TOKEN,
            local::USER,
        ));
    }
    stop.wait();
    Ok(Exit::Success)
}

/// The line that `--json` prints once the sandbox listens.
#[derive(Serialize)]
struct Listening<'a> {
    url: String,
    /// The id of the first account.
    user_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    tls: Option<Tls<'a>>,
}

#[derive(Serialize)]
struct Tls<'a> {
    /// The certificate that clients have to trust.
    ca: &'a Path,
    names: [&'static str; 4],
}

/// The file that exchanges are written to.
fn record(args: &SandboxArgs, options: Options) -> Result<Options, Failure> {
    let Some(path) = &args.record else { return Ok(options) };
    let recording = Recording::open(path).map_err(|error| {
        Failure::usage(format!("the file {} cannot be written", path.display()))
            .caused_by(&error)
            .fix("name a file in a folder that you can write to")
    })?;
    Ok(options.with_recording(recording))
}

/// The file that exchanges are read from, read before anything is started.
fn replay(args: &SandboxArgs) -> Result<Options, Failure> {
    let Some(path) = &args.replay else { return Ok(Options::default()) };
    let replay = File::open(path).map_err(ReplayError::from);
    let replay = replay.and_then(|file| Replay::read(BufReader::new(file))).map_err(|error| {
        Failure::usage(format!("the file {} cannot be replayed", path.display()))
            .caused_by(&error)
            .fix("name a file that ig sandbox --record has written")
    })?;
    Ok(Options::default().with_replay(replay))
}

/// How clients find Meta's hosts, and which certificate to trust.
fn explain(output: &Output, address: SocketAddr, authority: &Authority) {
    let port = address.port();
    let ip = match address.ip() {
        ip if ip.is_unspecified() => "127.0.0.1".to_owned(),
        IpAddr::V6(ip) => format!("[{ip}]"),
        IpAddr::V4(ip) => ip.to_string(),
    };
    let certificate = authority.certificate().display();
    let names = Authority::NAMES;
    output.line(format_args!("as {} over TLS:", names.join(", ")));
    output.line(format_args!("  curl --cacert '{certificate}' --connect-to ::{ip}:{port}"));
    if port == 443 {
        output.line(format_args!("  hosts: {} {}", ip.trim_matches(['[', ']']), names.join(" ")));
    } else {
        let resolve = names.map(|name| format!("--resolve {name}:{port}:{ip}"));
        output.line(format_args!("  or with the port in the URL: {}", resolve.join(" ")));
        output.line("  with --listen 127.0.0.1:443, an entry in the hosts file is enough");
    }
    output.line(format_args!(
        "  SSL_CERT_FILE='{certificate}' REQUESTS_CA_BUNDLE='{certificate}' \
         NODE_EXTRA_CA_CERTS='{certificate}'"
    ));
}

/// The certificate outlives the sandbox, so that clients are configured only once.
fn authority(args: &SandboxArgs) -> Result<Authority, Failure> {
    let folder = match &args.state {
        Some(state) => state.join("tls"),
        None => Folder::find(None)?.path().join("sandbox-tls"),
    };
    Authority::open(&folder).map_err(|error| {
        Failure::failed("TLS cannot be set up").caused_by(&error).fix(error.advice())
    })
}

/// The settings of the file, overridden by the options.
fn config(args: &SandboxArgs) -> Result<Config, Failure> {
    // An id that a client kept from an earlier sandbox must not occur in this one.
    let mut config = Config::default().with_seed(random::number()).with_lifelike_processing();
    if let Some(path) = &args.config {
        let name = path.display();
        let text = fs::read_to_string(path).map_err(|error| {
            Failure::usage(format!("the configuration {name} cannot be read"))
                .caused_by(&error)
                .fix("name a TOML file that you can read")
        })?;
        let folder = path.parent().unwrap_or(Path::new(""));
        config = config.read_toml_in(folder, &text).map_err(|error| {
            Failure::usage(format!("the configuration {name} is invalid"))
                .caused_by(&error)
                .fix("correct it; the documentation of ig-sandbox has an example")
        })?;
    }
    for origin in &args.allow_origin {
        config = config.with_allowed_origin(origin);
    }
    for host in &args.allow_host {
        config = config.with_allowed_host(host);
    }
    if args.instant {
        config = config.with_no_processing();
    }
    if args.strict {
        config = config.with_rules(Rules::Strict);
    }
    if let Some(posts) = args.quota {
        config = config.with_quota(posts);
    }
    match args.second_publish {
        Some(SecondPublishArg::Refuse) => {
            config = config.with_second_publish(SecondPublish::Refuse);
        }
        Some(SecondPublishArg::Again) => config = config.with_second_publish(SecondPublish::Again),
        None => {}
    }
    // The file has been checked, so an option is wrong.
    config.check().map_err(|error| {
        Failure::usage("the options of the sandbox are invalid")
            .caused_by(&error)
            .fix("correct --allow-origin or --allow-host; ig sandbox --help explains them")
    })?;
    Ok(config)
}
