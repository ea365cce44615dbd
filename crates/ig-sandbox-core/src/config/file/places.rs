//! The places in the file of all values that can be invalid.

use toml::Spanned;

use super::super::check::About;

/// The offsets of the parts, in bytes from the start of the file.
#[derive(Debug, Default)]
pub(super) struct Places(Vec<(About, usize)>);

impl Places {
    /// Remembers the place of a value, and returns the value.
    pub(super) fn keep<T>(&mut self, about: About, it: Spanned<T>) -> T {
        self.0.push((about, it.span().start));
        it.into_inner()
    }

    /// The same for an optional value.
    pub(super) fn keep_any<T>(&mut self, about: About, it: Option<Spanned<T>>) -> Option<T> {
        it.map(|it| self.keep(about, it))
    }

    /// The same for a list and its entries.
    pub(super) fn keep_all<T>(&mut self, about: About, list: Spanned<Vec<Spanned<T>>>) -> Vec<T> {
        let list = self.keep(about, list);
        let kept = list.into_iter().enumerate();
        kept.map(|(item, it)| self.keep(about.item(item), it)).collect()
    }

    /// The place of a value; if that is not known, the place of the part that contains it.
    pub(super) fn of(&self, about: About) -> usize {
        let wider = [about, About { item: None, ..about }, About { item: None, key: "", ..about }];
        let find = |about: &About| self.0.iter().find(|(known, _)| known == about);
        wider.iter().find_map(find).map_or(0, |(_, at)| *at)
    }
}
