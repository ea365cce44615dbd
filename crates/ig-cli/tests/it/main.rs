//! The command as its users run it: the real binary, an empty home, a sandbox on a free port.

#![expect(clippy::unwrap_used, reason = "helpers of tests are tests")]

mod access;
mod accounts;
mod add_ons;
mod bad_files;
mod bad_input;
mod bad_server;
mod bad_state;
mod brakes;
mod check;
mod check_url;
mod commands;
mod contract;
mod convert;
#[path = "../../../ig-media/tests/it/disk.rs"]
#[expect(dead_code, reason = "it is made for the tests of ig-media")]
mod disk;
mod doctor;
mod dry_run;
mod give_up;
mod help;
#[cfg(unix)]
mod host_with;
mod howtos;
mod keys;
mod kills;
mod kinds;
mod leaks;
mod log;
mod login;
mod man;
#[cfg(unix)]
mod mcp;
mod media;
mod media_commands;
#[cfg(target_os = "linux")]
mod memory;
mod new_app;
mod options;
mod plan;
mod probe;
mod queue;
mod readme;
mod relay;
#[cfg(target_os = "linux")]
mod rounds;
mod rows;
mod same_sandbox;
mod samples;
mod sandbox;
#[cfg(unix)]
mod sandbox_full;
#[cfg(unix)]
mod sandbox_kills;
#[cfg(target_os = "linux")]
mod sandbox_size;
#[cfg(unix)]
mod serve;
#[cfg(unix)]
mod terminal;
mod together;
mod token;
mod token_file;
mod trust;
mod uncertain;
#[cfg(unix)]
mod unwritable;
mod uploads;
mod verdicts;
#[path = "../../../ig-media/tests/it/video_files.rs"]
mod video_files;
mod web;
#[cfg(unix)]
#[path = "../../../../tests/it/browser/webdriver.rs"]
#[expect(dead_code, reason = "it is made for the tests of the sandbox's page")]
mod webdriver;
mod world;
