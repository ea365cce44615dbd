//! The least wait that any pacing can have, for times that are known in advance.

use std::time::Duration;

/// The least mean wait, in seconds, of any pacing that makes `calls` calls in the mean, if
/// processing takes each of `times` equally often and nothing tells one post from another. The
/// first call and the publish are among the calls.
///
/// For a price of a read in seconds of waiting, a dynamic programme finds the reads that cost
/// least. What they cost, less the price of the reads that are allowed, is a lower bound for each
/// price; the highest of them is the bound.
pub fn least_wait(times: &[Duration], calls: f64) -> f64 {
    let mut times: Vec<f64> = times.iter().map(Duration::as_secs_f64).collect();
    times.sort_by(f64::total_cmp);
    let bound = |price: f64| least_cost(&times, price) - price * (calls - 2.0);
    // It is concave in the price.
    let (mut low, mut high) = (0.0, 1000.0);
    for _ in 0..80 {
        let (a, b) = (low + (high - low) / 3.0, high - (high - low) / 3.0);
        if bound(a) < bound(b) { low = a } else { high = b }
    }
    bound(low).max(0.0)
}

/// The least mean of wait and priced reads. The best reads are at times at which a post becomes
/// ready: a read that is later only makes the ones before it wait.
#[expect(clippy::cast_precision_loss, reason = "a thousand posts")]
fn least_cost(times: &[f64], price: f64) -> f64 {
    let all = times.len() as f64;
    let sums = times.iter().scan(0.0, |sum, time| {
        *sum += time;
        Some(*sum)
    });
    let sums: Vec<f64> = [0.0].into_iter().chain(sums).collect();
    // After a read at time number i a read at time number j costs the wait of those between, and
    // its price for all that were not ready at i: a line over the time of j for each i.
    let mut lines: Vec<(f64, f64)> = vec![(0.0, price * all)];
    let (mut best, mut cost) = (0, 0.0);
    for (n, time) in times.iter().enumerate() {
        let j = (n + 1) as f64;
        let at = |(slope, height): (f64, f64)| slope * time + height;
        best = best.min(lines.len() - 1);
        while best + 1 < lines.len() && at(lines[best + 1]) <= at(lines[best]) {
            best += 1;
        }
        cost = at(lines[best]) + j * time - sums[n + 1];
        let line = (-j, cost + sums[n + 1] + price * (all - j));
        while let [.., (a, b), (c, d)] = lines[..]
            && (line.1 - b) * (a - c) <= (d - b) * (a - line.0)
        {
            lines.pop();
        }
        lines.push(line);
    }
    cost / all
}
