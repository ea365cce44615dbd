//! Things with ids, in the order of their making.

use std::collections::{BTreeSet, HashMap};

/// What a [`Table`] holds.
pub(crate) trait Named {
    fn id(&self) -> &str;
}

/// Found by id at once, however many there are; knows what has changed since it was last asked.
#[derive(Debug)]
pub(crate) struct Table<T> {
    all: Vec<T>,
    places: HashMap<Box<str>, usize>,
    /// `None` if nobody asks.
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

    /// To be changed.
    pub(crate) fn get_mut(&mut self, id: &str) -> Option<&mut T> {
        let place = *self.places.get(id)?;
        if let Some(changed) = &mut self.changed {
            changed.insert(place);
        }
        self.all.get_mut(place)
    }

    /// To be changed in a way that is not worth keeping yet.
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

    /// What has changed since the last time, with its place.
    pub(crate) fn changes(&mut self) -> impl Iterator<Item = (usize, &T)> {
        let changed = self.changed.as_mut().map(std::mem::take).unwrap_or_default();
        changed.into_iter().filter_map(|place| Some((place, self.all.get(place)?)))
    }

    /// Puts back what comes next. `None` if there is a gap.
    pub(crate) fn put(&mut self, place: usize, item: T) -> Option<()> {
        (place == self.all.len()).then(|| self.push(item))
    }

    pub(crate) fn at_mut(&mut self, place: usize) -> Option<&mut T> {
        self.all.get_mut(place)
    }
}
