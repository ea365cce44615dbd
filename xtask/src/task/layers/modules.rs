//! Which file of a crate uses what another defines, read from the source.
//!
//! A name is followed through re-exports to the file that defines it, so a `pub use` in a module's
//! file is not a use. A file's use of its own parent module does not count either. Tests are left
//! out. Method calls are not seen: a file that calls one has its type from somewhere.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use syn::{
    Attribute, Item, ItemMod, ItemUse, Macro, UseTree, Visibility,
    visit::{self, Visit},
};

use super::super::tidy::rust::code;
use crate::failure::Failure;

/// The files that each file uses, by their paths below the folder of the crate's sources.
pub(super) type Uses = BTreeMap<PathBuf, BTreeSet<PathBuf>>;

/// Reads a crate from its first file, `lib.rs` or `main.rs`.
pub(super) fn read(root: &Path) -> Result<Uses, Failure> {
    let folder = root.parent().unwrap_or(root);
    let mut modules = Modules::default();
    modules.read_file(root, folder, None)?;
    let mut uses = Uses::new();
    for (number, module) in modules.0.iter().enumerate() {
        let file = |module: &Module| module.file.strip_prefix(folder).map(Path::to_owned);
        let from = file(module).map_err(Failure::of("a file outside its crate"))?;
        let used = uses.entry(from.clone()).or_default();
        for path in &module.mentions {
            if let Some(Found::Item(definer)) = modules.resolve(number, path, 0) {
                let to = file(&modules.0[definer]).map_err(Failure::of("a file outside"))?;
                // A file may use its own parent module.
                if !from.starts_with(to.with_extension("")) && to != from {
                    used.insert(to);
                }
            }
        }
    }
    Ok(uses)
}

/// The longest path that is followed: globs can lead to each other, and no other path is as long.
const MOST_STEPS: u8 = 12;

#[derive(Debug, Default)]
struct Modules(Vec<Module>);

#[derive(Debug, Default)]
struct Module {
    file: PathBuf,
    parent: Option<usize>,
    children: BTreeMap<String, usize>,
    /// The names that are defined here.
    items: BTreeSet<String>,
    /// The imports and re-exports here, and their names.
    imports: Vec<(String, Vec<String>)>,
    globs: Vec<Vec<String>>,
    /// The paths in the code, including those of private imports.
    mentions: BTreeSet<Vec<String>>,
}

/// The target of a path.
enum Found {
    Module(usize),
    /// Something that this module defines.
    Item(usize),
}

impl Modules {
    /// Reads a file; `folder` has the files of the module's children.
    fn read_file(
        &mut self,
        file: &Path,
        folder: &Path,
        parent: Option<usize>,
    ) -> Result<usize, Failure> {
        let text = fs::read_to_string(file).map_err(Failure::of(file.display()))?;
        let items = syn::parse_file(&text).map_err(Failure::of(file.display()))?.items;
        self.read_items(&items, file, folder, parent)
    }

    fn read_items(
        &mut self,
        items: &[Item],
        file: &Path,
        folder: &Path,
        parent: Option<usize>,
    ) -> Result<usize, Failure> {
        let number = self.0.len();
        let mut reader = Reader::default();
        items.iter().for_each(|item| reader.visit_item(item));
        let Reader { mut module, modules } = reader;
        (module.file, module.parent) = (file.to_owned(), parent);
        self.0.push(module);
        for child in modules {
            let name = child.ident.to_string();
            let below = folder.join(&name);
            let parent = Some(number);
            let read = match &child.content {
                Some((_, items)) => self.read_items(items, file, &below, parent)?,
                None => self.read_file(&below.with_extension("rs"), &below, parent)?,
            };
            self.0[number].children.insert(name, read);
        }
        Ok(number)
    }

    fn resolve(&self, from: usize, path: &[String], depth: u8) -> Option<Found> {
        self.lead(from, path, true, depth)
    }

    /// Follows a path to an item or, for a glob, to a module.
    fn lead(&self, from: usize, path: &[String], to_all: bool, depth: u8) -> Option<Found> {
        if depth >= MOST_STEPS {
            return None;
        }
        let mut found = Found::Module(from);
        for (at, name) in path.iter().enumerate() {
            let Found::Module(here) = found else { break };
            found = match name.as_str() {
                "crate" => Found::Module(0),
                "self" => Found::Module(here),
                "super" => Found::Module(self.0[here].parent?),
                name => self.find(here, name, to_all && at + 1 == path.len(), depth + 1)?,
            };
        }
        Some(found)
    }

    /// Finds a name. A module and a function may share it: the last segment prefers the function.
    fn find(&self, here: usize, name: &str, is_last: bool, depth: u8) -> Option<Found> {
        let module = &self.0[here];
        let child = || module.children.get(name).map(|child| Found::Module(*child));
        let item = || module.items.contains(name).then_some(Found::Item(here));
        let imported = || {
            let same = module.imports.iter().filter(|(own, _)| own == name);
            same.filter_map(|(_, path)| self.resolve(here, path, depth)).next()
        };
        let first = if is_last { item().or_else(imported).or_else(child) } else { child() };
        first.or_else(item).or_else(imported).or_else(|| {
            module.globs.iter().find_map(|glob| match self.lead(here, glob, false, depth)? {
                Found::Module(there) if depth < MOST_STEPS => {
                    self.find(there, name, is_last, depth + 1)
                }
                _ => None,
            })
        })
    }
}

/// Reads the items of one module, and leaves the modules below it for later.
#[derive(Default)]
struct Reader {
    module: Module,
    modules: Vec<ItemMod>,
}

impl Visit<'_> for Reader {
    fn visit_item(&mut self, item: &Item) {
        let (attributes, name) = match item {
            Item::Const(item) => (&item.attrs, Some(&item.ident)),
            Item::Enum(item) => (&item.attrs, Some(&item.ident)),
            Item::Fn(item) => (&item.attrs, Some(&item.sig.ident)),
            Item::Static(item) => (&item.attrs, Some(&item.ident)),
            Item::Struct(item) => (&item.attrs, Some(&item.ident)),
            Item::Trait(item) => (&item.attrs, Some(&item.ident)),
            Item::Type(item) => (&item.attrs, Some(&item.ident)),
            Item::Macro(item) => (&item.attrs, item.ident.as_ref()),
            Item::Impl(item) => (&item.attrs, None),
            Item::Mod(item) => (&item.attrs, None),
            Item::Use(item) => (&item.attrs, None),
            _ => return visit::visit_item(self, item),
        };
        if !is_for_tests(attributes) {
            self.module.items.extend(name.map(ToString::to_string));
            visit::visit_item(self, item);
        }
    }

    fn visit_item_mod(&mut self, item: &ItemMod) {
        self.modules.push(item.clone());
    }

    fn visit_item_use(&mut self, item: &ItemUse) {
        let is_private = matches!(item.vis, Visibility::Inherited);
        self.imported(&item.tree, &mut Vec::new(), is_private);
    }

    fn visit_path(&mut self, path: &syn::Path) {
        let names = path.segments.iter().map(|segment| segment.ident.to_string());
        self.module.mentions.insert(names.collect());
        visit::visit_path(self, path);
    }

    /// A macro's expansion is not known; paths in its tokens count as paths.
    fn visit_macro(&mut self, it: &Macro) {
        visit::visit_macro(self, it);
        let text = code(&it.tokens.to_string()).replace("$ crate", "crate").replace(" :: ", "::");
        let is_part = |c: char| c.is_alphanumeric() || c == '_' || c == ':';
        for path in text.split(|c| !is_part(c)) {
            let names = path.split("::").filter(|name| !name.is_empty() && !name.contains(':'));
            self.module.mentions.insert(names.map(str::to_owned).collect());
        }
    }
}

impl Reader {
    fn imported(&mut self, tree: &UseTree, path: &mut Vec<String>, is_private: bool) {
        let mut import = |name: &str, as_what: String| {
            let names = (name != "self").then(|| name.to_owned());
            let path: Vec<_> = path.iter().cloned().chain(names).collect();
            if is_private {
                self.module.mentions.insert(path.clone());
            }
            self.module.imports.push((as_what, path));
        };
        match tree {
            UseTree::Path(tree) => {
                path.push(tree.ident.to_string());
                self.imported(&tree.tree, path, is_private);
                path.pop();
            }
            UseTree::Group(group) => {
                group.items.iter().for_each(|tree| self.imported(tree, path, is_private));
            }
            UseTree::Rename(tree) => import(&tree.ident.to_string(), tree.rename.to_string()),
            UseTree::Name(tree) => {
                let name = tree.ident.to_string();
                let last = path.last().cloned().unwrap_or_default();
                let as_what = if name == "self" { last } else { name.clone() };
                import(&name, as_what);
            }
            UseTree::Glob(_) => self.module.globs.push(path.clone()),
        }
    }
}

fn is_for_tests(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("cfg")
            && attribute
                .parse_args::<syn::Meta>()
                .is_ok_and(|it| it.path().is_ident("test") || it.path().is_ident("all"))
    })
}
