//! Arguments of `ig sandbox`.

use std::path::PathBuf;

use clap::ValueEnum;

use super::value;

#[derive(Debug, clap::Args)]
pub(crate) struct SandboxArgs {
    /// Address to listen on; a port by itself means this machine, and port 0 takes a free one
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8025")]
    pub(crate) listen: String,
    /// Read accounts, apps, tokens and settings from a TOML file
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// Keep all state in this folder across restarts; one process at a time
    #[arg(long, value_name = "DIR")]
    pub(crate) state: Option<PathBuf>,
    /// Write every exchange to this file as JSON lines, without tokens and secrets
    #[arg(long, value_name = "FILE")]
    pub(crate) record: Option<PathBuf>,
    /// Answer from a file that --record has written
    #[arg(long, value_name = "FILE", conflicts_with = "record")]
    pub(crate) replay: Option<PathBuf>,
    /// Let pages of this site call the API, as in https://app.example.com; * allows all sites
    #[arg(long, value_name = "ORIGIN")]
    pub(crate) allow_origin: Vec<String>,
    /// Also fetch media from private networks for clients on other machines, if --listen lets
    /// them in
    #[arg(long)]
    pub(crate) local_media: bool,
    /// Also answer to this host name, which someone on the internet could own, and let it reach the
    /// control endpoints
    #[arg(long, value_name = "NAME")]
    pub(crate) allow_host: Vec<String>,
    /// Also serve Meta's own host names over TLS, and print how to point a client at them
    #[arg(long)]
    pub(crate) tls: bool,
    /// Accept and process photos and videos instantly; by default, that takes as long as on
    /// Instagram
    #[arg(long)]
    pub(crate) instant: bool,
    /// Follow Meta's documentation even where something else was seen to work: refuse PNG, 3:4
    /// photos, carousels of more than 10 items, and more
    #[arg(long)]
    pub(crate) strict: bool,
    /// Also end when standard input does, so that no program that starts it leaves it behind
    #[arg(long)]
    pub(crate) until_eof: bool,
    /// How many posts an account may publish in 24 hours; 25 unless the file says otherwise
    #[arg(long, value_name = "POSTS", value_parser = value::number_or_none)]
    pub(crate) quota: Option<u32>,
    /// What a second publish of one container does; the real server's answer is not documented
    #[arg(long, value_name = "WHAT", value_enum)]
    pub(crate) second_publish: Option<SecondPublishArg>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum SecondPublishArg {
    /// It is refused (the default)
    Refuse,
    /// It makes a second post
    Again,
}
