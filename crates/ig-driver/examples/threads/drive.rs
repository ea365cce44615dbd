//! The loop of the README, word for word.

use crate::http::send;

use ig_core::{Context, Exchange, Flow, PublishFlow, Step, publish::Outcome};
use ig_driver::{BoxError, Clock, Slot, SystemClock};

pub fn drive(flow: &mut PublishFlow, slot: &mut Slot, api: &Context) -> Result<Outcome, BoxError> {
    loop {
        match flow.poll(SystemClock.now()) {
            Step::Save(snapshot) => {
                slot.save(&snapshot)?; // on the disk before it returns
                flow.saved();
            }
            Step::Send(call) => {
                let Exchange { request, pending } = call.exchange(api)?;
                let reply = match send(request) {
                    Ok(response) => pending.received(response),
                    Err(error) => pending.lost(error),
                };
                flow.handle(SystemClock.now(), reply);
            }
            Step::Wait(until) => SystemClock.sleep_until(until),
            Step::Done(outcome) => return Ok(outcome),
        }
    }
}
