//! No two files of a crate need each other, directly or by way of others. What a file imports through
//! a re-export is imported from where it is defined; a folder's file and the files below it count as one.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::house::sources::{code, crates, files, is_test};

type Module = Vec<String>;
type Edges = BTreeMap<Module, BTreeSet<Module>>;

/// The modules of a crate, each in a file of its own.
struct Crate {
    texts: BTreeMap<Module, String>,
    /// Of each module: the paths that it names, and the names that it re-exports.
    named: BTreeMap<Module, Vec<Module>>,
    again: BTreeMap<Module, BTreeMap<String, Module>>,
    /// What each re-exports whole.
    whole_again: BTreeMap<Module, Vec<Module>>,
}

/// The paths of a use declaration: `a::{b, c::d}` is `a::b` and `a::c::d`.
fn paths(tree: &str) -> Vec<String> {
    let tree = tree.trim();
    let Some((head, inner)) = tree.split_once('{') else { return vec![tree.to_owned()] };
    let inner = inner.rsplit_once('}').unwrap().0;
    let mut depth = 0;
    let parts = inner.split(|c| {
        depth += i32::from(c == '{') - i32::from(c == '}');
        c == ',' && depth == 0
    });
    let parts = parts.filter(|part| !part.trim().is_empty());
    parts.flat_map(paths).map(|path| format!("{head}{path}")).collect()
}

/// The segments of a path, and the name that it gets.
fn segments(path: &str) -> (Module, String) {
    let (path, alias) = path.split_once(" as ").map_or((path, None), |(p, a)| (p, Some(a)));
    let mut segments: Module = path.split("::").map(|part| part.trim().to_owned()).collect();
    if segments.last().is_some_and(|last| last == "self") {
        segments.pop();
    }
    let name = alias.map(|alias| alias.trim().to_owned());
    let name = name.or_else(|| segments.last().cloned()).unwrap_or_default();
    (segments, name)
}

/// Each use declaration of a text: whether it is a re-export, and its tree.
fn declarations(text: &str) -> Vec<(bool, String)> {
    let mut found = Vec::new();
    for (place, line) in text.match_indices("use ") {
        let before = text[..place].rsplit('\n').next().unwrap_or_default().trim();
        let is_visibility = before.starts_with("pub") && !before.contains(' ');
        if before.is_empty() || is_visibility {
            let tree = text[place + line.len()..].split(';').next().unwrap_or_default();
            let tree = tree.split_whitespace().collect::<Vec<_>>().join(" ");
            found.push((is_visibility, tree));
        }
    }
    found
}

/// The paths that a text names outside use declarations: those that begin with the crate or above.
fn inline(text: &str) -> Vec<Module> {
    let word = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == ':';
    let paths = text.split(|c| !word(c)).filter(|path| path.contains("::"));
    let paths = paths.filter(|path| path.starts_with("crate::") || path.starts_with("super::"));
    paths.map(|path| segments(path).0).collect()
}

impl Crate {
    fn read(sources: &Path) -> Self {
        let mut texts = BTreeMap::new();
        for file in files(sources, ".rs").into_iter().filter(|file| !is_test(file)) {
            let path = file.strip_prefix(sources).unwrap().with_extension("");
            let parts = path.components().map(|part| part.as_os_str().to_string_lossy().into());
            let module: Module = parts.filter(|part| part != "lib" && part != "main").collect();
            texts.insert(module, code(&file));
        }
        let mut named = BTreeMap::new();
        let (mut again, mut whole_again) = (BTreeMap::new(), BTreeMap::new());
        for (module, text) in &texts {
            let mut all = inline(text);
            let (mut names, mut wholes) = (BTreeMap::new(), Vec::new());
            for (is_again, tree) in declarations(text) {
                for path in paths(&tree) {
                    let (segments, name) = segments(&path);
                    if let Some(whole) = segments.strip_suffix(&["*".to_owned()])
                        && is_again
                    {
                        wholes.push(whole.to_vec());
                        continue;
                    }
                    if is_again {
                        names.insert(name, segments.clone());
                    }
                    all.push(segments);
                }
            }
            named.insert(module.clone(), all);
            again.insert(module.clone(), names);
            whole_again.insert(module.clone(), wholes);
        }
        Self { texts, named, again, whole_again }
    }

    /// The file that defines what a path leads to; `None` for another crate's.
    fn home(&self, from: &Module, path: &[String], depth: usize) -> Option<Module> {
        let mut at = from.clone();
        let mut rest = path;
        match path.first()?.as_str() {
            "crate" => (at, rest) = (Module::new(), &path[1..]),
            "self" => rest = &path[1..],
            "super" => {
                while rest.first().is_some_and(|part| part == "super") {
                    at.pop();
                    rest = &rest[1..];
                }
            }
            first => {
                let child = [from.as_slice(), &[first.to_owned()]].concat();
                let is_ours = self.texts.contains_key(&child)
                    || (path.len() > 1 && self.again[from].contains_key(first));
                is_ours.then_some(())?;
            }
        }
        while let Some(part) = rest.first() {
            let child = [at.as_slice(), std::slice::from_ref(part)].concat();
            if self.texts.contains_key(&child) {
                (at, rest) = (child, &rest[1..]);
                continue;
            }
            let again = self.again[&at].get(part).filter(|_| depth < 8);
            let through = again.and_then(|path| {
                let path = [path.as_slice(), &rest[1..]].concat();
                self.home(&at, &path, depth + 1)
            });
            return Some(through.or_else(|| self.among_wholes(&at, rest)).unwrap_or(at));
        }
        Some(at)
    }

    /// The same of a path that begins with a name out of what a file re-exports whole.
    fn among_wholes(&self, at: &Module, rest: &[String]) -> Option<Module> {
        let wholes = self.whole_again[at].iter().filter_map(|whole| self.home(at, whole, 0));
        let mut with_name = wholes.filter(|whole| self.again[whole].contains_key(&rest[0]));
        self.home(&with_name.next()?, &[&["self".to_owned()], rest].concat(), 0)
    }

    /// Whether a file has more than the list of the modules below it.
    fn has_code(&self, module: &Module) -> bool {
        let text = self.texts.get(module).map_or("", String::as_str);
        let mut depth = 0;
        let items = text.split(|c| {
            depth += i32::from(c == '{') - i32::from(c == '}');
            c == ';' && depth == 0
        });
        let items = items.map(|item| item.split_whitespace().collect::<Vec<_>>().join(" "));
        let mut items = items.filter(|item| !item.is_empty());
        items.any(|item| {
            let bare = item.rsplit("] ").next().unwrap_or_default();
            let bare = bare.split_once("pub(crate) ").map_or(bare, |(_, bare)| bare);
            let bare = bare.strip_prefix("pub ").unwrap_or(bare);
            !bare.starts_with("mod ") && !bare.starts_with("use ")
        })
    }

    /// The file that a module counts with: the one furthest up that has code, the crate's root aside.
    fn whole(&self, module: &Module) -> Module {
        let above = (1..module.len()).map(|length| module[..length].to_vec());
        above.into_iter().find(|above| self.has_code(above)).unwrap_or_else(|| module.clone())
    }

    /// Which file needs which others, those above and below it aside.
    fn edges(&self) -> Edges {
        let mut edges = Edges::new();
        for (module, paths) in &self.named {
            let homes = paths.iter().filter_map(|path| self.home(module, path, 0));
            let others =
                homes.filter(|home| !home.starts_with(module) && !module.starts_with(home));
            edges.insert(module.clone(), others.collect());
        }
        edges
    }
}

/// The files from which a way leads back to themselves.
fn in_cycles(edges: &Edges) -> BTreeSet<String> {
    let leads_back = |start: &Module| {
        let mut seen = BTreeSet::new();
        let mut next: Vec<&Module> = edges[start].iter().collect();
        while let Some(module) = next.pop() {
            if module == start {
                return true;
            }
            if seen.insert(module) {
                next.extend(edges.get(module).into_iter().flatten());
            }
        }
        false
    };
    edges.keys().filter(|module| leads_back(module)).map(|module| module.join("::")).collect()
}

fn found(sources: &Path) -> BTreeSet<String> {
    let parsed = Crate::read(sources);
    let edges = parsed.edges();
    assert!(edges.values().flatten().count() > 3, "{} has edges", sources.display());
    let mut wholes = Edges::new();
    for (module, others) in edges.iter().filter(|(module, _)| !module.is_empty()) {
        let whole = parsed.whole(module);
        let others = others.iter().map(|other| parsed.whole(other));
        let others: Vec<_> = others.filter(|other| *other != whole).collect();
        wholes.entry(whole).or_default().extend(others);
    }
    let mut found = in_cycles(&edges);
    found.extend(in_cycles(&wholes));
    found
}

#[test]
fn no_two_files_of_a_crate_need_each_other() {
    for (name, sources) in crates() {
        let found = found(&sources);
        assert!(found.is_empty(), "{name}: these files need each other: {found:?}");
    }
}

#[test]
fn a_cycle_is_found_through_a_re_export_and_through_a_child() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("cycles");
    let _ = std::fs::remove_dir_all(&folder);
    for below in ["c", "f"] {
        std::fs::create_dir_all(folder.join(below)).unwrap();
    }
    for (file, text) in [
        (
            "lib.rs",
            "mod a;\nmod b;\nmod c;\nmod d;\nmod f;\npub use a::{One, Two as Three};\npub use f::*;\n",
        ),
        ("a.rs", "use crate::b::Bee;\npub struct One;\npub struct Two;\n"),
        ("b.rs", "use crate::Three;\npub struct Bee;\n"),
        ("c.rs", "mod e;\npub struct Cee;\n"),
        ("c/e.rs", "fn e() { crate::d::dee() }\n"),
        ("d.rs", "use super::c::Cee;\npub fn dee() {}\n"),
        ("f.rs", "mod g;\nmod h;\npub use self::g::Gee;\npub use self::h::Aitch;\n"),
        ("f/g.rs", "use crate::Aitch;\npub struct Gee;\n"),
        ("f/h.rs", "use crate::Gee;\npub struct Aitch;\n"),
    ] {
        std::fs::write(folder.join(file), text).unwrap();
    }
    let files = ["a", "b", "c", "d", "f::g", "f::h"].map(str::to_owned);
    assert_eq!(found(&folder), BTreeSet::from(files));
}
