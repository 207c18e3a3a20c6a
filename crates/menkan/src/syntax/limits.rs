//! What a text may ask of the parser. Past a limit it gets a diagnostic, never a crash or a long wait.

/// How many bytes a policy file may have: 4 MiB.
pub const MAX_BYTES: usize = 4 << 20;
/// How many items a policy file may have.
pub const MAX_ITEMS: usize = 20_000;
/// How many bytes one part of an item (its head, a rule, a clause, a row, a bullet) may have: 64 KiB.
pub const MAX_PART_BYTES: usize = 64 << 10;
/// How deep brackets, bullets, `if` and chains of signs may nest. No expression in a syntax tree is deeper.
pub const MAX_DEPTH: usize = 200;
/// How many diagnostics one file is given; one more says that there are others.
pub const MAX_DIAGNOSTICS: usize = 1_000;
