//! Runs one scenario a given number of times, for callgrind: the difference between two runs is the
//! cost of the scenario, without the start of the process.

use std::env;

use ig_bench::{calls::Calls, scenario::Scenario};

fn main() -> Result<(), String> {
    let [_, name, times] = &env::args().collect::<Vec<_>>()[..] else {
        return Err("usage: instructions SCENARIO TIMES".to_owned());
    };
    let scenario = Scenario::find(name).ok_or_else(|| format!("no scenario {name}"))?;
    let times: u32 = times.parse().map_err(|_| format!("not a number: {times}"))?;
    let calls = Calls::new();
    for _ in 0..times {
        (scenario.run)(&calls);
    }
    Ok(())
}
