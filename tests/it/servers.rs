//! Servers that misbehave on the wire: one table for both transports, of what the server received,
//! what the call concluded, and what a whole flow did that met such a server once.

mod caller;
mod gate;
mod rows;
mod run;
mod table;

use std::{
    env, fs,
    path::PathBuf,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use ig_tests::video::VideoFile;

use self::{caller::Way, run::Cell};

/// `IG_SERVERS_WRITE=1 cargo test -p ig-tests --test it servers::` writes the file.
const WRITE: &str = "IG_SERVERS_WRITE";

/// The size of the upload, which is more than the buffers of two sockets hold.
pub(crate) const SIZE: usize = 32 << 20;

#[test]
fn every_row_comes_true_over_both_transports() {
    let (rows, video) = (rows::all(), VideoFile::new(SIZE));
    let runs: Vec<_> = rows.iter().flat_map(|row| Way::ALL.map(|way| (row, way))).collect();
    let (next, wrong) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                while let Some((row, way)) = runs.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let (cell, mut problems) = run::run(row, *way, &video);
                    if !row.allows(*way, &cell) {
                        problems.push(format!("{cell:?}, and not {:?}", row.expected(*way)));
                    }
                    let lines = problems.iter().map(|it| format!("{way:?}, {}: {it}", row.name));
                    wrong.lock().unwrap().extend(lines);
                }
            });
        }
    });
    let mut wrong = wrong.into_inner().unwrap();
    wrong.sort();
    assert!(wrong.is_empty(), "{}: {wrong:#?}", wrong.len());
}

/// The file matches the rows, and the test above shows that they are true.
#[test]
fn the_table_is_current() {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("SERVERS.md");
    let new = table::markdown(&rows::all());
    if env::var_os(WRITE).is_some() {
        fs::write(&file, &new).unwrap();
    }
    let written = fs::read_to_string(&file).unwrap_or_default();
    let differs = new.lines().zip(written.lines()).find(|(new, old)| new != old);
    assert!(new == written, "run this test with {WRITE}=1, from here on: {differs:#?}");
}

/// A row of the table.
pub(crate) struct Row {
    pub(crate) group: &'static str,
    pub(crate) name: String,
    pub(crate) meets: gate::Meets,
    /// How often, in a flow.
    pub(crate) times: usize,
    /// What the server does to a connection that has been idle for a moment.
    pub(crate) idle: Option<gate::Idle>,
    pub(crate) limit_ms: u64,
    pub(crate) uploads: bool,
    pub(crate) cell: Cell,
    /// The result over a transport that differs.
    pub(crate) but: Option<(Way, Cell)>,
    /// Another result that a transport may reach, since it depends on microseconds; the number of
    /// requests may be any between the two.
    pub(crate) or: Option<(Way, Cell)>,
}

impl Row {
    fn expected(&self, way: Way) -> &Cell {
        match &self.but {
            Some((other, cell)) if way.is_like(*other) => cell,
            _ => &self.cell,
        }
    }

    fn allows(&self, way: Way, cell: &Cell) -> bool {
        let or = self.or.iter().filter(|(other, _)| way.is_like(*other)).map(|(_, cell)| cell);
        let all: Vec<_> = or.chain([self.expected(way)]).collect();
        all.iter().any(|it| it.call == cell.call)
            && all.iter().any(|it| it.flow == cell.flow)
            && all.iter().any(|it| it.sent <= cell.sent)
            && all.iter().any(|it| cell.sent <= it.sent)
    }
}
