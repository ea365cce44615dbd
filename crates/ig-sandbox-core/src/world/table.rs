//! Items with ids, in the order of creation.

use std::collections::{BTreeSet, HashMap};

/// An item of a [`Table`].
pub(crate) trait Named {
    fn id(&self) -> &str;
}

/// A table with fast lookup by id, which notes the changes since the last call.
#[derive(Debug)]
pub(crate) struct Table<T> {
    all: Vec<T>,
    places: HashMap<Box<str>, usize>,
    /// The changed places; `None` if changes are not noted.
    changed: Option<BTreeSet<usize>>,
}

impl<T> Default for Table<T> {
    fn default() -> Self {
        Self { all: Vec::new(), places: HashMap::new(), changed: None }
    }
}

impl<T: Named> Table<T> {
    pub(crate) fn get(&self, id: &str) -> Option<&T> {
        self.places.get(id).and_then(|place| self.all.get(*place))
    }

    /// An item, to be changed.
    pub(crate) fn get_mut(&mut self, id: &str) -> Option<&mut T> {
        let place = *self.places.get(id)?;
        if let Some(changed) = &mut self.changed {
            changed.insert(place);
        }
        self.all.get_mut(place)
    }

    /// An item, for a change that need not be saved yet.
    pub(crate) fn get_mut_for_now(&mut self, id: &str) -> Option<&mut T> {
        self.all.get_mut(*self.places.get(id)?)
    }

    pub(crate) fn push(&mut self, item: T) {
        let place = self.all.len();
        self.places.insert(item.id().into(), place);
        if let Some(changed) = &mut self.changed {
            changed.insert(place);
        }
        self.all.push(item);
    }

    pub(crate) fn iter(&self) -> std::slice::Iter<'_, T> {
        self.all.iter()
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

    /// Restores the next item. `None` if there is a gap.
    pub(crate) fn put(&mut self, place: usize, item: T) -> Option<()> {
        (place == self.all.len()).then(|| self.push(item))
    }

    pub(crate) fn at_mut(&mut self, place: usize) -> Option<&mut T> {
        self.all.get_mut(place)
    }
}
