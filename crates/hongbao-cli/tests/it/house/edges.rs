//! Which crate may know which: the compiler forbids the rest, and this test keeps the list.

use std::collections::{BTreeMap, BTreeSet};

use cargo_metadata::{DependencyKind, MetadataCommand, Package};

/// Each crate of ours and the crates of ours that it may depend on.
const ALLOWED: &[(&str, &[&str])] = &[
    ("hongbao-engine", &[]),
    ("hongbao-wire", &[]),
    ("hongbao-api", &["hongbao-engine", "hongbao-wire"]),
    ("hongbao-store", &["hongbao-engine"]),
    ("hongbao-gateway", &["hongbao-engine", "hongbao-wire", "hongbao-api", "hongbao-store"]),
    ("hongbao-client", &["hongbao-wire", "hongbao-api"]),
    (
        "hongbao-sandbox",
        &[
            "hongbao-engine",
            "hongbao-wire",
            "hongbao-api",
            "hongbao-store",
            "hongbao-gateway",
            "hongbao-client",
        ],
    ),
    (
        "hongbao-cli",
        &[
            "hongbao-engine",
            "hongbao-wire",
            "hongbao-api",
            "hongbao-store",
            "hongbao-gateway",
            "hongbao-client",
            "hongbao-sandbox",
        ],
    ),
    // It measures the program from outside, and its store alone.
    (
        "hongbao-bench",
        &["hongbao-engine", "hongbao-wire", "hongbao-store", "hongbao-client", "hongbao-sandbox"],
    ),
];

/// Foreign crates that only some of ours may see.
const CONFINED: &[(&str, &[&str])] = &[
    // The bench has it to measure bare inserts, which the store's draws are held against.
    ("rusqlite", &["hongbao-store", "hongbao-bench"]),
    ("axum", &["hongbao-gateway"]),
    ("hyper", &["hongbao-gateway", "hongbao-client"]),
    ("hyper-rustls", &["hongbao-client"]),
    ("webpki-roots", &["hongbao-client"]),
    ("aws-lc-rs", &["hongbao-wire"]),
    ("clap", &["hongbao-cli"]),
    ("clap_complete", &["hongbao-cli"]),
    ("getrandom", &["hongbao-cli", "hongbao-sandbox"]),
    ("tracing-subscriber", &["hongbao-cli"]),
];

/// What may not be in the tree at all, and why.
const BANNED: &[(&str, &str)] = &[("rsa", "RUSTSEC-2023-0071 has no fixed release")];

fn packages() -> Vec<Package> {
    let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
    MetadataCommand::new().manifest_path(manifest).exec().unwrap().packages
}

fn dependencies(package: &Package) -> BTreeSet<&str> {
    let normal = package.dependencies.iter().filter(|d| d.kind == DependencyKind::Normal);
    normal.map(|d| d.name.as_str()).collect()
}

#[test]
fn our_crates_know_only_whom_they_may() {
    let packages = packages();
    let allowed: BTreeMap<_, _> = ALLOWED.iter().copied().collect();
    let ours: Vec<_> = packages.iter().filter(|p| p.name.starts_with("hongbao-")).collect();
    let names: BTreeSet<_> = ours.iter().map(|p| p.name.as_str()).collect();
    assert_eq!(names, allowed.keys().copied().collect(), "each crate has its line");
    for package in ours {
        for name in dependencies(package).into_iter().filter(|d| d.starts_with("hongbao-")) {
            let may = allowed[package.name.as_str()].contains(&name);
            assert!(may, "{} must not depend on {name}", package.name);
        }
    }
}

#[test]
fn foreign_crates_stay_where_they_belong() {
    let packages = packages();
    for package in packages.iter().filter(|p| p.name.starts_with("hongbao-")) {
        for name in dependencies(package) {
            let confined = CONFINED.iter().find(|(foreign, _)| *foreign == name);
            let may = confined.is_none_or(|(_, ours)| ours.contains(&package.name.as_str()));
            assert!(may, "{} must not depend on {name}", package.name);
        }
    }
    let engine = packages.iter().find(|p| p.name == "hongbao-engine").unwrap();
    let allowed = BTreeSet::from(["hmac", "sha2"]);
    assert!(dependencies(engine).is_subset(&allowed), "the engine needs little but the library");
    for (name, why) in BANNED {
        assert!(packages.iter().all(|p| p.name != *name), "{name} is banned: {why}");
    }
}
