//! Many flows that wait in one process: whose turn is it, and until when may the
//! process sleep?

use std::{
    cmp::Reverse,
    collections::{BinaryHeap, binary_heap::PeekMut},
    fmt,
};

use crate::Timestamp;

/// Flows, or anything else, by the time at which they are to be woken.
///
/// It reads no clock and wakes nobody: a driver asks whose turn it is, and
/// sleeps until the next wake-up. That is all that stands between one thread and
/// a million flows.
///
/// ```
/// use ig_core::{Timestamp, schedule::Schedule};
/// use std::time::Duration;
///
/// let now = Timestamp::from_unix_millis(1_800_000_000_000);
/// let mut schedule = Schedule::new();
/// schedule.insert("slow", now.after(Duration::from_secs(60)));
/// let fast = schedule.insert("fast", now.after(Duration::from_secs(1)));
/// assert_eq!(schedule.next_at(), Some(now.after(Duration::from_secs(1))));
/// assert!(schedule.pop(now).is_none(), "nobody's turn yet");
///
/// // Nothing is to be done for it any more: it never comes up.
/// assert_eq!(schedule.remove(fast), Some("fast"));
/// let later = now.after(Duration::from_secs(3600));
/// let (_, woken) = schedule.pop(later).expect("a turn");
/// assert_eq!((woken, schedule.len()), ("slow", 0));
/// ```
///
/// # Laws
///
/// 1. *In order.* Who is to be woken earlier comes first; those of the same time
///    come in the order in which they were put in.
/// 2. *Fair.* Whoever is woken and put in again, however soon, comes behind all
///    whose time had come: nobody is starved by those who always want to go on.
/// 3. *Once.* What is put in comes out once, by [`pop`](Self::pop) or
///    [`remove`](Self::remove); a wake-up that was put off, or whose flow was
///    taken out, is stale and does nothing.
/// 4. *Flat.* Putting in and taking out cost the logarithm of how many there
///    are, and stale wake-ups are swept out before they are many more than the others.
pub struct Schedule<T> {
    wakeups: BinaryHeap<Reverse<Wakeup>>,
    places: Vec<Place<T>>,
    /// The first free place.
    free: Option<u32>,
    waiting: usize,
    /// How many wake-ups were ever set, and what tells one from another.
    set: u64,
    /// No wake-up is earlier: what was woken at this time comes behind those who
    /// were due. It is never later than the time that was last told.
    woken: Timestamp,
}

/// The place of one thing in a [`Schedule`].
///
/// It opens its own schedule alone, and only while the thing is in there: a place
/// that is used again has another ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Ticket {
    place: u32,
    generation: u32,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Wakeup {
    at: Timestamp,
    number: u64,
    place: u32,
    /// When it was to be, which is not later.
    wish: Timestamp,
}

struct Place<T> {
    generation: u32,
    content: Content<T>,
}

enum Content<T> {
    /// With the next free place.
    Free(Option<u32>),
    /// With the number of its wake-up: any other is stale.
    Waiting(T, u64),
}

impl<T> Schedule<T> {
    /// An empty one.
    pub fn new() -> Self {
        Self {
            wakeups: BinaryHeap::new(),
            places: Vec::new(),
            free: None,
            waiting: 0,
            set: 0,
            woken: Timestamp::EPOCH,
        }
    }

    /// How many wait.
    pub fn len(&self) -> usize {
        self.waiting
    }

    /// Whether nobody waits.
    pub fn is_empty(&self) -> bool {
        self.waiting == 0
    }

    /// Puts in `thing`, to be woken at `at`.
    ///
    /// # Panics
    ///
    /// When there are 2³² in it already.
    pub fn insert(&mut self, thing: T, at: Timestamp) -> Ticket {
        let number = self.number();
        let content = Content::Waiting(thing, number);
        let place = match self.free {
            Some(place) => {
                let slot = &mut self.places[place as usize];
                if let Content::Free(next) = slot.content {
                    self.free = next;
                }
                slot.content = content;
                place
            }
            None => {
                let place = u32::try_from(self.places.len()).expect("fewer than 2³² of them");
                self.places.push(Place { generation: 0, content });
                place
            }
        };
        self.waiting += 1;
        self.wake(place, number, at);
        Ticket { place, generation: self.places[place as usize].generation }
    }

    /// When somebody is to be woken next: until then there is nothing to do.
    pub fn next_at(&mut self) -> Option<Timestamp> {
        self.drop_stale();
        self.wakeups.peek().map(|Reverse(wakeup)| wakeup.at)
    }

    /// Takes out whoever's turn it is at `now`.
    pub fn pop(&mut self, now: Timestamp) -> Option<(Ticket, T)> {
        if now < self.woken {
            self.set_back(now);
        }
        self.drop_stale();
        let wakeup = self.wakeups.peek_mut().filter(|wakeup| wakeup.0.at <= now)?;
        let Reverse(Wakeup { at, place, .. }) = PeekMut::pop(wakeup);
        self.woken = self.woken.max(at);
        let ticket = Ticket { place, generation: self.places[place as usize].generation };
        self.take(ticket).map(|thing| (ticket, thing))
    }

    /// Takes out whatever `ticket` stands for, whenever it was to be woken;
    /// `None` where it is out already.
    pub fn remove(&mut self, ticket: Ticket) -> Option<T> {
        let thing = self.take(ticket);
        self.sweep();
        thing
    }

    /// Wakes whatever `ticket` stands for at `at` instead; `false` where it is
    /// out already.
    pub fn reschedule(&mut self, ticket: Ticket, at: Timestamp) -> bool {
        let number = self.number();
        let Some(Place { content: Content::Waiting(_, current), .. }) = self.place(ticket) else {
            return false;
        };
        *current = number;
        self.wake(ticket.place, number, at);
        self.sweep();
        true
    }

    /// What `ticket` stands for, while it waits.
    pub fn get_mut(&mut self, ticket: Ticket) -> Option<&mut T> {
        match &mut self.place(ticket)?.content {
            Content::Waiting(thing, _) => Some(thing),
            Content::Free(_) => None,
        }
    }

    fn number(&mut self) -> u64 {
        self.set += 1;
        self.set
    }

    /// Nobody is woken before those who were due when it was put in.
    fn wake(&mut self, place: u32, number: u64, wish: Timestamp) {
        let at = wish.max(self.woken);
        self.wakeups.push(Reverse(Wakeup { at, number, place, wish }));
    }

    /// The clock had jumped ahead: who was put in since would wait until it is there again.
    fn set_back(&mut self, now: Timestamp) {
        self.woken = now;
        let mut wakeups = std::mem::take(&mut self.wakeups).into_vec();
        for Reverse(wakeup) in &mut wakeups {
            wakeup.at = wakeup.wish.max(now.min(wakeup.at));
        }
        self.wakeups = wakeups.into();
    }

    fn place(&mut self, ticket: Ticket) -> Option<&mut Place<T>> {
        let place = self.places.get_mut(ticket.place as usize)?;
        (place.generation == ticket.generation).then_some(place)
    }

    fn take(&mut self, ticket: Ticket) -> Option<T> {
        let free = self.free;
        let place = self.place(ticket)?;
        if matches!(place.content, Content::Free(_)) {
            return None;
        }
        let content = std::mem::replace(&mut place.content, Content::Free(free));
        place.generation = place.generation.wrapping_add(1);
        self.free = Some(ticket.place);
        self.waiting -= 1;
        match content {
            Content::Waiting(thing, _) => Some(thing),
            Content::Free(_) => None,
        }
    }

    fn is_stale(&self, wakeup: &Wakeup) -> bool {
        let content = &self.places[wakeup.place as usize].content;
        !matches!(content, Content::Waiting(_, number) if *number == wakeup.number)
    }

    fn drop_stale(&mut self) {
        while self.wakeups.peek().is_some_and(|Reverse(wakeup)| self.is_stale(wakeup)) {
            self.wakeups.pop();
        }
    }

    /// Rebuilds the heap where most of it is stale: a cost that is spread over
    /// those who became so.
    fn sweep(&mut self) {
        const FEW: usize = 64;
        if self.wakeups.len() <= FEW + 2 * self.waiting {
            return;
        }
        let mut wakeups = std::mem::take(&mut self.wakeups).into_vec();
        wakeups.retain(|Reverse(wakeup)| !self.is_stale(wakeup));
        self.wakeups = wakeups.into();
    }
}

impl<T> Default for Schedule<T> {
    fn default() -> Self {
        Self::new()
    }
}

/// How many, not what: that may be a million.
impl<T> fmt::Debug for Schedule<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Schedule").field("waiting", &self.waiting).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
