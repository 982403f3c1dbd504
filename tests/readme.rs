//! The README shows an error as it really looks: its example that must not compile is compiled, and the text compared.

#[path = "support/scratch.rs"]
mod scratch;

/// What follows the first line that is `fence`, up to the end of that block.
fn block<'a>(text: &'a str, fence: &str) -> &'a str {
    let from = text.find(&format!("{fence}\n")).unwrap_or_else(|| panic!("no {fence} in the README")) + fence.len() + 1;
    let to = text[from..].find("```").unwrap_or_else(|| panic!("{fence} does not end"));
    &text[from..from + to]
}

#[test]
fn the_error_shown_is_the_compilers() {
    let readme = include_str!("../README.md");
    let source = block(readme, "```rust,compile_fail");
    let said = scratch::Scratch::new("readme").refusal(source);
    let shown = block(readme, "```text");
    assert!(said.contains(shown), "the README shows\n{shown}\nwhere the compiler says\n{said}");
}
