//! The clocks of the server and of this machine.

use std::time::Duration;

use ig_account::probe::Holds;

use super::{Bench, again, holds};

#[test]
fn a_difference_between_the_clocks_of_media_and_replies_is_reported() {
    for (minutes, expected) in [(0, Holds::Yes), (9, Holds::Yes), (11, Holds::No)] {
        let mut bench = Bench::new(again());
        bench.date_lag = Duration::from_secs(60 * minutes);
        let probe = bench.run();
        let (lead, lag) = (probe.timestamp_lead_s.unwrap(), i64::try_from(60 * minutes).unwrap());
        assert!((lag..lag + 5).contains(&lead), "{lead}");
        assert_eq!(holds(&probe, "dated_media"), expected);
        assert_eq!(holds(&probe, "dated_replies"), Holds::Yes, "it is even");
    }
    let mut bench = Bench::new(again());
    bench.dated = false;
    let probe = bench.run();
    assert_eq!((probe.timestamp_lead_s, holds(&probe, "dated_media")), (None, Holds::Unknown));
}

#[test]
fn the_servers_clock_is_reported() {
    let mut bench = Bench::new(again());
    bench.skew = Duration::from_secs(300);
    let clocks = bench.run().clocks;
    let (least, most) = (clocks.least_ahead_ms.unwrap(), clocks.most_ahead_ms.unwrap());
    assert!(-301_100 < least && most <= -300_000, "{clocks:?}");
    let mut bench = Bench::new(again());
    bench.dated = false;
    let probe = bench.run();
    assert_eq!((probe.clocks.dated, holds(&probe, "dated_replies")), (0, Holds::No));
}
