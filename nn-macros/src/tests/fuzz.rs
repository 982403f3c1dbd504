//! The fuzz target is in a workspace of its own and so is not built with the rest: here is what would break it.

use std::collections::BTreeSet;
use std::path::Path;

/// The modules that a file declares.
fn modules(path: &str) -> BTreeSet<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let file = syn::parse_file(&text).expect("Rust");
    let modules = file.items.into_iter().filter_map(|item| match item {
        syn::Item::Mod(module) => Some(module.ident.to_string()),
        _ => None,
    });
    modules.collect()
}

#[test]
fn the_target_compiles_every_module() {
    let mut here = modules("src/lib.rs");
    assert!(here.remove("tests") && here.len() > 10, "{here:?}");
    assert_eq!(modules("../fuzz/fuzz_targets/declaration.rs"), here);
}
