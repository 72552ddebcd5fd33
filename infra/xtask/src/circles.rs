//! Circles between modules: two that know each other are one, whatever their files say.
//!
//! Read from the `use` lines and paths of each crate's source. What a module hands on (`pub use`) belongs to the
//! module it comes from. The dashboard's own linter does the same for its files.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use anyhow::Result;

use crate::paths::Paths;
use crate::steps::verdict;

/// What is shipped or ships it; tests may be tied as they like.
const CRATES: [&str; 3] = ["functions", "shared", "infra"];

/// A module's path from its crate's root; empty for the root itself.
type Module = Vec<String>;

/// Names the circles. Says whether there are none.
pub(crate) fn check(paths: &Paths) -> Result<bool> {
    let mut well = true;
    for folder in CRATES {
        for entry in fs::read_dir(paths.root.join(folder))? {
            let source = entry?.path().join("src");
            if !source.is_dir() {
                continue;
            }
            let mut sources = BTreeMap::new();
            read(&source, &Module::new(), &mut sources)?;
            for circle in circles(&sources) {
                well =
                    verdict(false, &format!("{}: a circle of {}", paths.shown(&source), circle.join(", ")));
            }
        }
    }
    if well {
        verdict(true, "no circles between modules");
    }
    Ok(well)
}

fn read(folder: &Path, module: &Module, sources: &mut BTreeMap<Module, String>) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let inner = || module.iter().cloned().chain([name.clone()]).collect();
        if path.is_dir() {
            read(&path, &inner(), sources)?;
        } else if path.extension().is_some_and(|kind| kind == "rs") && !name.ends_with("tests") {
            let is_face = matches!(name.as_str(), "lib" | "main" | "mod");
            sources.insert(if is_face { module.clone() } else { inner() }, fs::read_to_string(&path)?);
        }
    }
    Ok(())
}

/// The modules of each circle, by their paths.
fn circles(sources: &BTreeMap<Module, String>) -> Vec<Vec<String>> {
    let uses: BTreeMap<&Module, Vec<Use>> =
        sources.iter().map(|(module, text)| (module, uses_of(text))).collect();
    let known = |module: &Module| -> BTreeSet<&Module> {
        let own = uses[module].iter().filter(|used| !used.handed_on);
        own.filter_map(|used| home_of(module, &used.path, &uses)).filter(|home| *home != module).collect()
    };
    let graph: BTreeMap<&Module, BTreeSet<&Module>> =
        uses.keys().map(|module| (*module, known(module))).collect();
    let reached = |from: &Module| {
        let mut reached: BTreeSet<&Module> = BTreeSet::new();
        let mut next: Vec<&Module> = graph[from].iter().copied().collect();
        while let Some(module) = next.pop() {
            if reached.insert(module) {
                next.extend(&graph[module]);
            }
        }
        reached
    };
    let reached: BTreeMap<&Module, BTreeSet<&Module>> =
        graph.keys().map(|module| (*module, reached(module))).collect();
    let mut circles = BTreeSet::new();
    for (module, reach) in &reached {
        let circle: Vec<String> =
            reach.iter().filter(|other| reached[**other].contains(module)).map(|m| m.join("::")).collect();
        if !circle.is_empty() {
            circles.insert(circle);
        }
    }
    circles.into_iter().collect()
}

struct Use {
    path: Vec<String>,
    /// Handed on to others, who know the module behind it rather than this one.
    handed_on: bool,
}

/// What a source names of its own crate.
fn uses_of(text: &str) -> Vec<Use> {
    let code: String =
        text.lines().map(|line| line.split("//").next().unwrap_or_default()).collect::<Vec<_>>().join("\n");
    let tests = ["mod ", "pub(crate) mod "].map(|module| code.find(&format!("#[cfg(test)]\n{module}")));
    let code = &code[..tests.into_iter().flatten().min().unwrap_or(code.len())];
    let mut uses = Vec::new();
    let mut rest = String::new();
    for statement in code.split(';') {
        // A statement may follow the end of a block.
        match statement.rfind("use ").filter(|at| is_import(&statement[..*at])) {
            Some(at) => {
                let handed_on = statement[..at].trim_end().ends_with(['b', ')']);
                let mut paths = Vec::new();
                spread(&[], &statement[at + "use ".len()..], &mut paths);
                uses.extend(paths.into_iter().map(|path| Use { path, handed_on }));
                rest.push_str(&statement[..at]);
            }
            None => rest.push_str(statement),
        }
        rest.push(' ');
    }
    let word = |c: char| c.is_alphanumeric() || c == '_' || c == ':';
    let named = rest
        .split(|c| !word(c))
        .filter(|path| ["crate::", "super::"].iter().any(|own| path.starts_with(own)));
    uses.extend(
        named.map(|path| Use { path: path.split("::").map(str::to_owned).collect(), handed_on: false }),
    );
    uses
}

/// Whether an import begins behind this: at the start, behind a block or another statement, or behind `pub`.
fn is_import(before: &str) -> bool {
    let before = before.trim_end();
    before.is_empty()
        || before.ends_with(['}', ']', '{'])
        || before.ends_with("pub")
        || before.ends_with(')') && before.contains("pub(")
}

/// The paths of an import with all its braces.
fn spread(before: &[String], tree: &str, paths: &mut Vec<Vec<String>>) {
    let (head, inner) = match tree.split_once('{') {
        Some((head, inner)) => (head, inner.trim_end().strip_suffix('}')),
        None => (tree, None),
    };
    let head = head.split(" as ").next().unwrap_or_default();
    let mut path = before.to_vec();
    path.extend(
        head.split("::").map(str::trim).filter(|part| !part.is_empty() && *part != "self").map(str::to_owned),
    );
    let Some(inner) = inner else { return paths.push(path) };
    let (mut depth, mut start) = (0, 0);
    for (at, c) in inner.char_indices().chain([(inner.len(), ',')]) {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                if !inner[start..at].trim().is_empty() {
                    spread(&path, &inner[start..at], paths);
                }
                start = at + 1;
            }
            _ => {}
        }
    }
}

/// The module that has what a path names, seen from `module`; nothing for what is of another crate.
fn home_of<'m>(
    module: &Module,
    path: &[String],
    uses: &BTreeMap<&'m Module, Vec<Use>>,
) -> Option<&'m Module> {
    let (first, path) = path.split_first()?;
    let start = match first.as_str() {
        "crate" => Module::new(),
        "super" => module[..module.len().checked_sub(1)?].to_vec(),
        child => module.iter().cloned().chain([child.to_owned()]).collect(),
    };
    let mut home = *uses.get_key_value(&start)?.0;
    for part in path {
        let inner: Module = match part.as_str() {
            "super" => home[..home.len().checked_sub(1)?].to_vec(),
            part => home.iter().cloned().chain([part.to_owned()]).collect(),
        };
        match uses.get_key_value(&inner) {
            Some((module, _)) => home = module,
            None => {
                let handed_on =
                    uses[home].iter().find(|used| used.handed_on && used.path.last() == Some(part));
                return handed_on.and_then(|used| home_of(home, &used.path, uses)).or(Some(home));
            }
        }
    }
    Some(home)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn circles_of(sources: &[(&str, &str)]) -> Vec<Vec<String>> {
        let module =
            |name: &str| name.split("::").filter(|part| !part.is_empty()).map(str::to_owned).collect();
        let sources = sources.iter().chain([&("", "mod a;")]);
        circles(&sources.map(|(name, text)| (module(name), (*text).to_owned())).collect())
    }

    #[test]
    fn modules_that_know_each_other_are_a_circle() {
        let there = ("a", "use std::fmt;\nuse crate::{b::B, c};\nfn f() {}");
        assert_eq!(circles_of(&[there, ("b", "fn g() { crate::a::f() }"), ("c", "")]), [["a", "b"]]);
        assert!(circles_of(&[there, ("b", "// crate::a"), ("c", "")]).is_empty());
        for tests in ["mod tests", "pub(crate) mod tests"] {
            let tests = format!("#[cfg(test)]\n{tests} {{ use crate::a::f; }}");
            assert!(circles_of(&[there, ("b", &tests), ("c", "")]).is_empty());
        }
    }

    #[test]
    fn what_is_handed_on_belongs_to_where_it_comes_from() {
        let face = ("a", "mod inner;\npub use inner::{B, C};\nuse crate::b::E;");
        assert!(circles_of(&[face, ("a::inner", ""), ("b", "use crate::a::B;")]).is_empty());
        assert_eq!(circles_of(&[face, ("a::inner", ""), ("b", "use super::a::Own;")]), [["a", "b"]]);
    }
}
