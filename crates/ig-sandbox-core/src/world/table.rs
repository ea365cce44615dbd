//! Items with ids, in the order of creation.

use std::{
    collections::{BTreeSet, HashMap},
    hash::{BuildHasherDefault, Hasher},
};

/// An item of a [`Table`].
pub(crate) trait Named {
    /// A decimal number.
    fn id(&self) -> &str;

    /// The account whose list it is in, if it is in one.
    fn owner(&self) -> Option<&str>;
}

/// A table with fast lookup by id and by owner, which notes the changes since the last call.
#[derive(Debug)]
pub(crate) struct Table<T> {
    all: Vec<T>,
    /// Places by the number that an id is.
    places: HashMap<u64, u32, BuildHasherDefault<Mix>>,
    /// The places of the items of each owner, in order.
    owned: HashMap<Box<str>, Vec<u32>>,
    /// The changed places; `None` if changes are not noted.
    changed: Option<BTreeSet<usize>>,
}

impl<T> Default for Table<T> {
    fn default() -> Self {
        Self { all: Vec::new(), places: HashMap::default(), owned: HashMap::new(), changed: None }
    }
}

impl<T: Named> Table<T> {
    fn place(&self, id: &str) -> Option<usize> {
        let place = *self.places.get(&id.parse().ok()?)? as usize;
        // Other texts are the same number: `017`.
        self.all.get(place).is_some_and(|item| item.id() == id).then_some(place)
    }

    pub(crate) fn get(&self, id: &str) -> Option<&T> {
        self.place(id).and_then(|place| self.all.get(place))
    }

    /// An item, to be changed.
    pub(crate) fn get_mut(&mut self, id: &str) -> Option<&mut T> {
        let place = self.place(id)?;
        if let Some(changed) = &mut self.changed {
            changed.insert(place);
        }
        self.all.get_mut(place)
    }

    /// An item, for a change that need not be saved yet.
    pub(crate) fn get_mut_for_now(&mut self, id: &str) -> Option<&mut T> {
        let place = self.place(id)?;
        self.all.get_mut(place)
    }

    /// Adds an item. Its id is one of those that are made here, and new.
    pub(crate) fn push(&mut self, item: T) {
        let place = self.all.len();
        if let Ok(id) = item.id().parse() {
            self.places.insert(id, place as u32);
        }
        if let Some(owner) = item.owner() {
            match self.owned.get_mut(owner) {
                Some(places) => places.push(place as u32),
                None => drop(self.owned.insert(owner.into(), vec![place as u32])),
            }
        }
        if let Some(changed) = &mut self.changed {
            changed.insert(place);
        }
        self.all.push(item);
    }

    pub(crate) fn iter(&self) -> std::slice::Iter<'_, T> {
        self.all.iter()
    }

    /// The items of an owner, in the order of creation.
    pub(crate) fn of(&self, owner: &str) -> impl DoubleEndedIterator<Item = &T> {
        let places = self.owned.get(owner).map_or(&[][..], Vec::as_slice);
        places.iter().filter_map(|place| self.all.get(*place as usize))
    }

    /// How many items of an owner there are from the first on that is `recent`, as all after it are.
    pub(crate) fn count_of(&self, owner: &str, recent: impl Fn(&T) -> bool) -> usize {
        let places = self.owned.get(owner).map_or(&[][..], Vec::as_slice);
        let is_old = |place: &u32| !self.all.get(*place as usize).is_some_and(&recent);
        places.len() - places.partition_point(is_old)
    }

    /// From now on, changes are noted.
    pub(crate) fn watch(&mut self) {
        self.changed = Some(BTreeSet::new());
    }

    /// The items that have changed since the last call, with their places.
    pub(crate) fn changes(&mut self) -> impl Iterator<Item = (usize, &T)> {
        let changed = self.changed.as_mut().map(std::mem::take).unwrap_or_default();
        changed.into_iter().filter_map(|place| Some((place, self.all.get(place)?)))
    }

    /// Restores the next item. `None` if there is a gap, or if its id is not a number.
    pub(crate) fn put(&mut self, place: usize, item: T) -> Option<()> {
        let fits = place == self.all.len() && item.id().parse::<u64>().is_ok();
        fits.then(|| self.push(item))
    }

    pub(crate) fn at_mut(&mut self, place: usize) -> Option<&mut T> {
        self.all.get_mut(place)
    }
}

/// Spreads ids. They are made here, so that nobody can choose those that meet.
#[derive(Default)]
struct Mix(u64);

impl Hasher for Mix {
    fn finish(&self) -> u64 {
        self.0 ^ (self.0 >> 32)
    }

    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.write_u64(u64::from(*byte)));
    }

    fn write_u64(&mut self, number: u64) {
        self.0 = (self.0 ^ number).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    }
}
