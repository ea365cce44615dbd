//! Prints the facts of each file as one line of JSON: for comparing them with what other programs
//! say.

#![expect(clippy::print_stdout, reason = "an example talks to its user")]

use std::{env, error::Error};

use ig_media::{Severity, Use, check, probe_file};
use serde_json::json;

fn main() -> Result<(), Box<dyn Error>> {
    for path in env::args().skip(1) {
        let probe = probe_file(&path)?;
        let purpose = if probe.format.is_video() { Use::Reel } else { Use::FeedPhoto };
        let findings = check(&probe, purpose);
        let errors: Vec<_> =
            findings.iter().filter(|finding| finding.severity == Severity::Error).collect();
        println!("{}", json!({ "path": path, "probe": probe, "errors": errors }));
    }
    Ok(())
}
