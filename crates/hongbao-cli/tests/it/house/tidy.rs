//! House rules that no compiler checks.

use crate::house::sources::{code, crates, files, is_test, root};

/// Files over this many lines hold more than one thing.
const LINES: usize = 400;
/// Names that say nothing.
const NAMES: [&str; 5] = ["util", "helper", "common", "manager", "misc"];

#[test]
fn source_files_say_what_they_are_for_and_stay_short() {
    let mut sources = files(&root().join("crates"), ".rs");
    sources.extend(files(&root().join("vectors"), ".rs"));
    sources.extend(files(&root().join("fuzz"), ".rs"));
    sources.extend(files(&root().join("bench"), ".rs"));
    for path in sources {
        let text = std::fs::read_to_string(&path).unwrap();
        let name = path.display();
        assert!(text.starts_with("//! "), "{name} opens with //! and what it is for");
        assert!(text.lines().count() <= LINES, "{name} has over {LINES} lines");
        for (number, line) in text.lines().enumerate() {
            let table = line.contains("row(\"") || line.contains("error(When::");
            let long = line.chars().count() > 110 && !table && !line.contains('"');
            assert!(!long, "{name}:{} is over 110 columns", number + 1);
        }
        let stem = path.file_stem().unwrap().to_str().unwrap();
        assert!(
            !stem.split('_').any(|word| NAMES.contains(&word)),
            "{name} has a name that says nothing"
        );
    }
}

/// What a row has, and in which order, is said in one place: by its table's columns.
#[test]
fn no_statement_asks_for_whatever_columns_there_are() {
    let sources = [".rs", ".sql", ".sh", ".py"].map(|ending| files(&root(), ending));
    let every = ["select *", ".* from", "returning *"];
    for path in sources.iter().flatten().filter(|path| !path.ends_with("house/tidy.rs")) {
        let text = std::fs::read_to_string(path).unwrap().to_lowercase();
        let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
        for all in every {
            assert!(!words.contains(all), "{} says {all}", path.display());
        }
    }
}

#[test]
fn the_map_is_short_and_the_links_lead_somewhere() {
    let map = std::fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    assert!(map.lines().count() <= 200);
    let mut pages = files(&root().join("docs"), ".md");
    pages.extend(std::fs::read_dir(root()).unwrap().map(|entry| entry.unwrap().path()));
    for page in pages.iter().filter(|path| path.extension().is_some_and(|e| e == "md")) {
        let text = std::fs::read_to_string(page).unwrap();
        for link in text.split("](").skip(1).map(|rest| rest.split(')').next().unwrap()) {
            let target = link.split('#').next().unwrap();
            let local = !target.is_empty() && !target.contains("://");
            let there = page.parent().unwrap().join(target).exists();
            assert!(!local || there, "{} links to {link}, which is not there", page.display());
        }
    }
}

/// What answers all of them knows none: neither a method nor an operation, nor the file of one.
#[test]
fn the_gateway_names_no_method_and_no_operation() {
    for path in files(&root().join("crates/hongbao-gateway/src"), ".rs") {
        let text = std::fs::read_to_string(&path).unwrap();
        for name in ["alipay.marketing", "hongbao_api::methods", "hongbao_api::operations"] {
            assert!(!text.contains(name), "{} names {name}", path.display());
        }
    }
}

/// A sum of money that does not fit is a fault. One that was cut to what fits would be a wrong balance.
#[test]
fn no_balance_is_added_up_by_arithmetic_that_saturates() {
    let engine = crates().into_iter().find(|(name, _)| name == "hongbao-engine").unwrap().1;
    for file in ["money.rs", "ledger.rs", "ledger/account.rs", "ledger/payout.rs"] {
        let text = code(&engine.join(file));
        assert!(!text.contains("saturating_"), "{file} saturates");
    }
    for (_, sources) in crates() {
        for file in files(&sources, ".rs").into_iter().filter(|file| !is_test(file)) {
            let text: String = code(&file).split_whitespace().collect();
            assert!(!text.contains(".get().saturating_"), "{} saturates fen", file.display());
        }
    }
}
