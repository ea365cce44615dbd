//! Where in the file everything stands that can be wrong in what it says.

use toml::Spanned;

use super::super::check::About;

/// Where the parts are, in bytes from the start of the file.
#[derive(Debug, Default)]
pub(super) struct Places(Vec<(About, usize)>);

impl Places {
    /// Remembers where something stands, and gives it.
    pub(super) fn keep<T>(&mut self, about: About, it: Spanned<T>) -> T {
        self.0.push((about, it.span().start));
        it.into_inner()
    }

    /// The same for something that may be left out.
    pub(super) fn keep_any<T>(&mut self, about: About, it: Option<Spanned<T>>) -> Option<T> {
        it.map(|it| self.keep(about, it))
    }

    /// The same for a list and all that is in it.
    pub(super) fn keep_all<T>(&mut self, about: About, list: Spanned<Vec<Spanned<T>>>) -> Vec<T> {
        let list = self.keep(about, list);
        let kept = list.into_iter().enumerate();
        kept.map(|(item, it)| self.keep(about.item(item), it)).collect()
    }

    /// Where something stands; where that is not known, where that stands which it is a part of.
    pub(super) fn of(&self, about: About) -> usize {
        let wider = [about, About { item: None, ..about }, About { item: None, key: "", ..about }];
        let find = |about: &About| self.0.iter().find(|(known, _)| known == about);
        wider.iter().find_map(find).map_or(0, |(_, at)| *at)
    }
}
