//! `cargo bench -p ig-bench`: the time of each scenario, by the clock of the thread.

use std::time::Duration;

use criterion::{
    Criterion, Throughput, criterion_group, criterion_main,
    measurement::{Measurement, ValueFormatter, WallTime},
};
use ig_bench::{calls::Calls, scenario::SCENARIOS, usage::thread_time};

/// The time that the thread was running.
struct ThreadTime;

impl Measurement for ThreadTime {
    type Intermediate = Duration;
    type Value = Duration;

    fn start(&self) -> Duration {
        thread_time()
    }

    fn end(&self, start: Duration) -> Duration {
        thread_time().saturating_sub(start)
    }

    fn add(&self, one: &Duration, other: &Duration) -> Duration {
        *one + *other
    }

    fn zero(&self) -> Duration {
        Duration::ZERO
    }

    fn to_f64(&self, value: &Duration) -> f64 {
        WallTime.to_f64(value)
    }

    fn formatter(&self) -> &dyn ValueFormatter {
        WallTime.formatter()
    }
}

fn core(criterion: &mut Criterion<ThreadTime>) {
    let calls = Calls::new();
    let mut group = criterion.benchmark_group("core");
    group.throughput(Throughput::Elements(1));
    for scenario in SCENARIOS {
        group.bench_function(scenario.name, |bencher| bencher.iter(|| (scenario.run)(&calls)));
    }
    group.finish();
}

criterion_group! {
    name = benches;
    config = Criterion::default()
        .with_measurement(ThreadTime)
        .sample_size(50)
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(1));
    targets = core
}
criterion_main!(benches);
