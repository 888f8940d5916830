//! One name, one meaning: a public type's name stands for that type alone, in the whole workspace.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use crate::house::sources::{code, crates, files, is_test};

/// Names that stand for two types, and why. One may go from here, and none may come without a reason.
const EXCEPTIONS: &[(&str, &str)] = &[
    ("Answer", "a client's answer; and what a unit answers, in the store, until that is renamed"),
    ("App", "an application's record; and a gateway's own state, until that is renamed"),
    ("Audited", "what was audited, in the store; and its answer, which serialises"),
    ("Fixture", "a record of a sandbox; and its line in the list of fixtures"),
    ("Kind", "a kind of record; and the kind of a field's value in a table"),
    ("OpenError", "a database, or an answer, that cannot be opened"),
    ("Page", "a page of a list; and a page of others that the gateway mounts"),
];

/// The types that a file declares for the outside.
fn public_types(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter_map(|line| {
        let rest = line.strip_prefix("pub ")?;
        let kinds = ["struct ", "enum ", "trait ", "type "];
        let name = kinds.iter().find_map(|kind| rest.strip_prefix(kind))?;
        name.split(|c: char| !c.is_alphanumeric()).next()
    })
}

#[test]
fn each_public_type_name_stands_once() {
    let mut places: BTreeMap<String, BTreeSet<PathBuf>> = BTreeMap::new();
    for (_, sources) in crates() {
        for file in files(&sources, ".rs").into_iter().filter(|file| !is_test(file)) {
            for name in public_types(&code(&file)) {
                places.entry(name.to_owned()).or_default().insert(file.clone());
            }
        }
    }
    assert!(places.len() > 100, "{places:?}");
    let twice = places.iter().filter(|(_, files)| files.len() > 1);
    let new = twice.filter(|(name, _)| EXCEPTIONS.iter().all(|(known, _)| known != name));
    let new: Vec<_> = new.collect();
    assert!(new.is_empty(), "one name for two types: {new:#?}");
}
