//! Uploads a video and prints its peak memory, in a separate process so that nothing
//! else is measured.

#![expect(clippy::print_stdout, reason = "it is what its caller reads")]

use std::{env, error::Error, fs};

use ig_core::{AccessToken, Context, Login, PublishFlow, PublishPlan, Reel, publish::Outcome};
use ig_driver::Files;
use ig_tests::{
    clock::Jumping,
    driver::{Driver, block_on},
};

/// `upload-a-video DRIVER API_BASE FILE`: prints the peak memory before and after the
/// upload, in KiB.
fn main() -> Result<(), Box<dyn Error>> {
    let words: Vec<String> = env::args().skip(1).collect();
    let [driver, base, path] = &words[..] else { return Err("three words".into()) };
    let token = AccessToken::new(env::var("IG_ACCESS_TOKEN")?);
    let context = Context::new(Login::Facebook, token)?.with_api_base(base)?;
    let video = Files::name(path)?;
    let plan = PublishPlan::new("17841400008460056".parse()?, Reel::new(video));
    let mut flow = PublishFlow::new(plan, 7);
    let driver = if driver == "Ureq" { Driver::Ureq } else { Driver::Reqwest };
    // Includes all that a client uses without a video.
    let idle = match driver {
        Driver::Ureq => {
            let _client = ig_ureq::Client::new(context.clone())?;
            peak()?
        }
        Driver::Reqwest => block_on(async {
            let _client = ig_reqwest::Client::new(context.clone())?;
            peak()
        })?,
    };
    match driver.drive(context, Jumping::default(), &mut flow, drop) {
        Outcome::Published { .. } => (),
        outcome => return Err(format!("{outcome:?}").into()),
    }
    println!("{idle} {}", peak()?);
    Ok(())
}

/// The peak memory of this process, in KiB.
fn peak() -> Result<u64, Box<dyn Error>> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let number = line.and_then(|line| line.split_whitespace().next()).ok_or("no VmHWM")?;
    Ok(number.parse()?)
}
