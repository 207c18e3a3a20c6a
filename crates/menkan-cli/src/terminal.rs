//! What the environment says of the terminal: its language, and whether it takes colour.

use std::env;
use std::io::{IsTerminal as _, stderr};

use menkan::diagnostic::Lang;
use menkan::diagnostic::render::Color;

/// The language of the environment: Chinese where the locale of messages is Chinese.
pub(crate) fn language() -> Lang {
    let locale =
        ["LC_ALL", "LC_MESSAGES", "LANG"].iter().find_map(|name| env::var(name).ok().filter(|it| !it.is_empty()));
    if locale.is_some_and(|locale| locale.to_ascii_lowercase().starts_with("zh")) { Lang::Zh } else { Lang::En }
}

/// Colour for diagnostics, where a terminal shows them and nobody objects.
pub(crate) fn color() -> Color {
    let objects =
        env::var_os("NO_COLOR").is_some_and(|it| !it.is_empty()) || env::var_os("TERM").is_some_and(|it| it == "dumb");
    if stderr().is_terminal() && !objects { Color::Ansi } else { Color::Plain }
}
