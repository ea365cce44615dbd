//! What goes wrong: with a process, on the way and at the server.

use ig_sandbox_core::{Do, Fault, On, SecondPublish, Shows};

use super::{Mangle, World};

impl World {
    /// A process stops, dies, or finds its clock changed.
    pub(super) fn trouble(&mut self, chosen: usize) {
        let (now, stop) = (self.now, self.random.stop());
        let is_asleep = self.random.one_in(3);
        let day = 24 * 3600 * 1000_i64;
        let jump = self.random.pick(&[day, -day, 3_600_000, -60_000]);
        match self.random.below(5) {
            0 | 1 => self.processes[chosen].stops(now, stop, is_asleep),
            2 => self.processes[chosen].wall_jumps(jump),
            3 => {
                // Stopped, and set back to the time at which it was stopped.
                let back = i64::try_from(stop.as_millis()).expect("a short stop");
                self.processes[chosen].stops(now, stop, is_asleep);
                self.processes[chosen].wall_jumps(-back);
            }
            _ => {
                self.processes.remove(chosen);
                self.boot(now.after(stop));
            }
        }
    }

    /// What is done to a response on its way. The limit is always that of the world.
    pub(super) fn mangle(&mut self) -> Mangle {
        let mut mangle = Mangle { total: Some(self.most_in_a_day), ..Mangle::default() };
        if self.a_mishap(6) {
            match self.random.below(5) {
                0 => mangle.nulls = vec![0, 1, 2, 3],
                1 => mangle.nulls = vec![self.random.pick(&[0, 1])],
                2 => mangle.entries = Some(self.random.pick(&[0, 1])),
                3 => mangle.is_refused = true,
                _ => mangle.usage = Some(self.random.pick(&[0, 1, 30, 1000])),
            }
        }
        if self.a_mishap(20) {
            let percent = self.random.pick(&[80, 96, 100]);
            self.server.use_up(self.now, Some(percent));
            self.recovers = self.now.after(self.random.seconds(7200));
        }
        mangle
    }

    pub(super) fn fault(&mut self) -> Fault {
        // The guard's five seconds come on top of what a commit may take to show.
        let late = match self.rules.second {
            SecondPublish::Again => self.random.seconds(50),
            _ => self.random.seconds(2000),
        };
        let any = |what| Fault::new(On::Any, what);
        let batch = |what| Fault::new(On::Batch, what);
        let faults = [
            batch(Do::Drop),
            batch(Do::CommitThenDrop),
            batch(Do::Garble),
            batch(Do::Html),
            any(Do::Drop),
            any(Do::CommitThenDrop),
            any(Do::CommitThenDrop),
            any(Do::Garble),
            any(Do::LateCommit).with_delay(late),
            any(Do::LateCommit).with_delay(late).with_shows(Shows::InProgress),
            any(Do::StatusLag).with_delay(late),
            any(Do::Error).with_status(500).with_code(2),
            any(Do::CommitThenError).with_status(500).with_code(2),
            any(Do::Error).with_status(403).with_code(4).with_subcode(2_207_051),
            any(Do::Error).with_status(400).with_code(9007).with_subcode(2_207_027),
        ];
        self.random.pick(&faults)
    }
}
