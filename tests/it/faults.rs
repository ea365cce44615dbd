//! The fault table: every fault at every request of every flow, over both transports, with a
//! second publish refused and allowed, and with and without the blind publish in a read outage.
//!
//! Nothing in it is listed by hand but the kinds of posts: which requests a flow makes is learnt
//! from a run without the fault, and the faults are the sandbox's own list.

mod bench;
mod cell;
mod flows;
mod plan;
mod table;
mod truth;
mod variants;

use std::{
    collections::BTreeMap,
    env, fs,
    path::PathBuf,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use ig_sandbox::SecondPublish;
use ig_tests::{driver::Driver, film::Film};

use self::{
    bench::Bench,
    cell::{Cell, Run, Word},
    plan::{Aim, aims},
};

/// What becomes of a container whose status cannot be read (reference §13.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Reads {
    /// It is published all the same, after a grace period: the default policy.
    Blind,
    /// It is awaited, and then given up.
    Awaited,
}

impl Reads {
    pub(crate) const BOTH: [Self; 2] = [Self::Blind, Self::Awaited];
}

/// The four ways to run one cell's flow; the table shows them as one where they agree.
pub(crate) const WAYS: [(SecondPublish, Driver); 4] = [
    (SecondPublish::Refuse, Driver::Ureq),
    (SecondPublish::Refuse, Driver::Reqwest),
    (SecondPublish::Again, Driver::Ureq),
    (SecondPublish::Again, Driver::Reqwest),
];

impl Aim {
    /// Without the blind publish, what has nothing to do with it is tried in one way, which has to
    /// come to what it comes to with it.
    fn ways(&self) -> &'static [(SecondPublish, Driver)] {
        let is_other = self.reads == Reads::Awaited && !self.is_unreadable;
        if is_other { &WAYS[..1] } else { &WAYS }
    }
}

/// A row of the table: one fault at one request.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) aim: Aim,
    /// In the order of [`WAYS`].
    pub(crate) cells: Vec<Cell>,
}

fn benches() -> [Bench; 2] {
    [Bench::new(SecondPublish::Refuse), Bench::new(SecondPublish::Again)]
}

/// All rows, and what is wrong in them.
fn rows() -> (Vec<Row>, Vec<String>) {
    let film = Film::new(20_000);
    let aims = aims(&Bench::new(SecondPublish::Refuse), &film);
    let (next, done) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    let workers = 2 * thread::available_parallelism().map_or(2, usize::from);
    thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                let benches = benches();
                while let Some(aim) = aims.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let row = row(&benches, &film, aim);
                    done.lock().unwrap().push(row);
                }
            });
        }
    });
    let mut rows = done.into_inner().unwrap();
    rows.sort_by_key(|(row, _)| row.aim.number);
    let mut wrong: Vec<String> = rows.iter().flat_map(|(_, wrong)| wrong.clone()).collect();
    let rows: Vec<Row> = rows.into_iter().map(|(row, _)| row).collect();
    wrong.extend(policy_matters_elsewhere(&rows));
    (rows, wrong)
}

/// Where nothing says 100/33, both policies come to the same.
fn policy_matters_elsewhere(rows: &[Row]) -> Vec<String> {
    let key = |aim: &Aim| {
        (aim.kind.name, aim.course, aim.target.to_string(), aim.fault.clone(), aim.lasts)
    };
    let blind = rows.iter().filter(|row| row.aim.reads == Reads::Blind);
    let blind: BTreeMap<_, _> = blind.map(|row| (key(&row.aim), &row.cells[0])).collect();
    let others =
        rows.iter().filter(|row| row.aim.reads == Reads::Awaited && !row.aim.is_unreadable);
    let other = |row: &Row| {
        let (with, without) = (blind[&key(&row.aim)], &row.cells[0]);
        (with != without).then(|| format!("{}: {without:?}, and else {with:?}", row.aim))
    };
    others.filter_map(other).collect()
}

fn row(benches: &[Bench; 2], film: &Film, aim: &Aim) -> (Row, Vec<String>) {
    let mut wrong = Vec::new();
    let cells = aim.ways().iter().map(|&(second, driver)| {
        let bench = &benches[usize::from(second == SecondPublish::Again)];
        let run = Run { driver, kind: aim.kind, reads: aim.reads, faults: aim.faults.clone() };
        let (cell, mut problems) = cell::run(bench, film, run);
        let met = bench.requests().iter().any(|it| it.faults.contains(&aim.what));
        if !met {
            problems.push("the fault met no request".to_owned());
        }
        problems.extend(aim.must_publish().filter(|_| cell.word != Word::Published || !cell.named));
        wrong.extend(
            problems.iter().map(|it| format!("{aim} ({second:?}, {driver:?}): {it}: {cell:?}")),
        );
        cell
    });
    let cells = cells.collect();
    (Row { aim: aim.clone(), cells }, wrong)
}

/// Made anew by `cargo xtask matrix`, which sets this variable.
const WRITE: &str = "IG_MATRIX_WRITE";

#[test]
fn every_cell_is_one_post_and_the_truth_and_the_table_is_current() {
    let (rows, wrong) = rows();
    assert!(wrong.is_empty(), "{}: {:#?}", wrong.len(), &wrong[..wrong.len().min(20)]);
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let readme = root.join("../README.md");
    let text = fs::read_to_string(&readme).unwrap();
    for (file, new) in [
        (root.join("MATRIX.md"), table::markdown(&rows)),
        (readme, table::with_summary(&text, &rows)),
    ] {
        if env::var_os(WRITE).is_some() {
            fs::write(&file, &new).unwrap();
        }
        let written = fs::read_to_string(&file).unwrap();
        let differs = new.lines().zip(written.lines()).find(|(new, old)| new != old);
        assert!(new == written, "run `cargo xtask matrix`, from here on: {differs:#?}");
    }
}
