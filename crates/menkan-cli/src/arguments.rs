//! What may stand on the command line.

use std::path::PathBuf;

use clap::{Args, CommandFactory as _, Parser, Subcommand, ValueEnum};
use jiff::civil::Date;
use menkan::diagnostic::Lang;

use crate::terminal;

/// Decides who may have legal aid: 判断谁能获得法律援助.
#[derive(Debug, Parser)]
#[command(name = "menkan", version, after_help = EXAMPLE, max_term_width = 100)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

const EXAMPLE: &str = r#"Example: a migrant worker in Jiayuguan claims wages. Is there aid, and what must still be asked?

  $ echo '{ "as_of": "2024-08-01", "facts": { "request.kind": "civil", "applicant.migrant_worker": true,
  >        "matter.kind": "labour_pay" } }' | menkan decide cn.gansu.jiayuguan -

POLICY is the name of a shipped policy (`menkan show` lists them) or the path of a file, compiled or not.
Exit status: 0 done, 1 the policy or the case is at fault or a test failed, 2 wrong usage."#;

/// The whole help, which ends with a worked example.
pub(crate) fn help() -> String {
    Arguments::command().render_long_help().to_string()
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Decide a case: the answer and its reasons, or what is still missing
    Decide(DecideArguments),
    /// Say what is still missing in a case, all at once: for a terminal, or as a letter to hand over
    Notice(NoticeArguments),
    /// Ask one question after another in a terminal, until the case is decided
    Ask(AskArguments),
    /// Tell the least changes to a case that would give a decision another value
    WhyNot(WhyNotArguments),
    /// Show what a policy declares; without one, the shipped policies and their dates
    Show(ShowArguments),
    /// Check policies: types, gaps, conflicts
    Check(CheckArguments),
    /// Run the policies' own tests
    Test(TestArguments),
    /// Compile a policy: a file that every surface loads at once, in place of the texts
    Compile(CompileArguments),
    /// Draw the decision diagrams of a policy
    Tree(TreeArguments),
    /// Write the types of a policy's cases, or of its decisions, for other programs
    Types(TypesArguments),
    /// Lay out policies: one layout, in Chinese or English; comments and the order of everything are kept
    Fmt(FmtArguments),
}

#[derive(Debug, Args)]
pub(crate) struct DecideArguments {
    /// A shipped policy's name, or the path of a file
    pub(crate) policy: String,
    /// The case as JSON: a file, or `-` for standard input; nothing is known where it is left out in a terminal
    pub(crate) case: Option<String>,
    /// The day whose law applies, where the case does not say it
    #[arg(long, value_name = "DAY")]
    pub(crate) as_of: Option<Date>,
    /// What to answer, in place of the policy's own answers; may be repeated
    #[arg(long, value_name = "DECISION")]
    pub(crate) decision: Vec<String>,
    /// Set a figure that the policy leaves open, or an open standard: `hardship=met`; may be repeated
    #[arg(long, value_name = "NAME=VALUE", value_parser = setting)]
    pub(crate) set: Vec<(String, String)>,
    /// Without the reasons
    #[arg(long)]
    pub(crate) brief: bool,
    /// Find the facts that suffice for each answer, whatever the others are
    #[arg(long)]
    pub(crate) sufficient: bool,
    /// How to print
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,
    #[command(flatten)]
    pub(crate) language: Language,
}

#[derive(Debug, Args)]
pub(crate) struct NoticeArguments {
    /// A shipped policy's name, or the path of a file
    pub(crate) policy: String,
    /// The case as JSON: a file, or `-` for standard input; nothing is known where it is left out in a terminal
    pub(crate) case: Option<String>,
    /// The day whose law applies, where the case does not say it
    #[arg(long, value_name = "DAY")]
    pub(crate) as_of: Option<Date>,
    /// What the notice is about, in place of the policy's own answers; may be repeated
    #[arg(long, value_name = "DECISION")]
    pub(crate) decision: Vec<String>,
    /// Set a figure that the policy leaves open, or an open standard: `hardship=met`; may be repeated
    #[arg(long, value_name = "NAME=VALUE", value_parser = setting)]
    pub(crate) set: Vec<(String, String)>,
    /// How to print
    #[arg(long, value_enum, default_value_t = NoticeFormat::Text)]
    pub(crate) format: NoticeFormat,
    #[command(flatten)]
    pub(crate) language: Language,
}

#[derive(Debug, Args)]
pub(crate) struct AskArguments {
    /// A shipped policy's name, or the path of a file
    pub(crate) policy: String,
    /// What is known already: a file of JSON; the answers are read from standard input
    pub(crate) case: Option<String>,
    /// The day whose law applies, where the case does not say it; asked for where nothing says it
    #[arg(long, value_name = "DAY")]
    pub(crate) as_of: Option<Date>,
    /// What to find out, in place of the policy's own answers; may be repeated
    #[arg(long, value_name = "DECISION")]
    pub(crate) decision: Vec<String>,
    /// Set a figure that the policy leaves open, or an open standard: `hardship=met`; may be repeated
    #[arg(long, value_name = "NAME=VALUE", value_parser = setting)]
    pub(crate) set: Vec<(String, String)>,
    /// Go on with an interview that was saved in this file
    #[arg(long, value_name = "FILE", conflicts_with_all = ["case", "as_of", "decision", "set"])]
    pub(crate) resume: Option<PathBuf>,
    /// Save the interview in this file after each answer
    #[arg(long, value_name = "FILE")]
    pub(crate) save: Option<PathBuf>,
    /// How to print the decision; with `json`, the questions go to standard error
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,
    #[command(flatten)]
    pub(crate) language: Language,
}

#[derive(Debug, Args)]
pub(crate) struct WhyNotArguments {
    /// A shipped policy's name, or the path of a file
    pub(crate) policy: String,
    /// The case as JSON: a file, or `-` for standard input
    pub(crate) case: String,
    /// The answer wanted: a decision and a value of it
    #[arg(value_name = "DECISION=VALUE", value_parser = setting)]
    pub(crate) wanted: (String, String),
    /// The day whose law applies, where the case does not say it
    #[arg(long, value_name = "DAY")]
    pub(crate) as_of: Option<Date>,
    /// Set a figure that the policy leaves open, or an open standard: `hardship=met`; may be repeated
    #[arg(long, value_name = "NAME=VALUE", value_parser = setting)]
    pub(crate) set: Vec<(String, String)>,
    /// How to print
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,
    #[command(flatten)]
    pub(crate) language: Language,
}

#[derive(Debug, Args)]
pub(crate) struct ShowArguments {
    /// A shipped policy's name, or the path of a file
    pub(crate) policy: Option<String>,
    /// How to print
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,
    #[command(flatten)]
    pub(crate) language: Language,
}

#[derive(Debug, Args)]
pub(crate) struct CheckArguments {
    /// Shipped policies' names, files, or folders, which are searched for `*.menkan`
    #[arg(required = true, value_name = "PATH")]
    pub(crate) paths: Vec<String>,
    /// How to print
    #[arg(long, value_enum, default_value_t = CheckFormat::Text)]
    pub(crate) format: CheckFormat,
    /// Exit with 1 on a warning too
    #[arg(long)]
    pub(crate) deny_warnings: bool,
    #[command(flatten)]
    pub(crate) language: Language,
}

#[derive(Debug, Args)]
pub(crate) struct TestArguments {
    /// Shipped policies' names, files, or folders, which are searched for `*.menkan`
    #[arg(required = true, value_name = "PATH")]
    pub(crate) paths: Vec<String>,
    /// Say which clauses, rules and thresholds of these policies their tests do not reach
    #[arg(long)]
    pub(crate) coverage: bool,
    /// How to print
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,
    #[command(flatten)]
    pub(crate) language: Language,
}

#[derive(Debug, Args)]
pub(crate) struct CompileArguments {
    /// A shipped policy's name, or the path of a file
    pub(crate) policy: String,
    /// The file to write, whole or not at all; what it held is replaced
    #[arg(value_name = "OUT")]
    pub(crate) out: PathBuf,
    /// Only the law of this day, as long as it stays the same, without texts and tests: small, for web pages
    #[arg(long, value_name = "DAY")]
    pub(crate) as_of: Option<Date>,
    #[command(flatten)]
    pub(crate) language: Language,
}

#[derive(Debug, Args)]
pub(crate) struct TreeArguments {
    /// A shipped policy's name, or the path of a file
    pub(crate) policy: String,
    /// What to draw, in place of the policy's answers: a decision, standard or define; may be repeated
    #[arg(long, value_name = "DECISION")]
    pub(crate) decision: Vec<String>,
    /// The day whose law is drawn; the case's, or else the last on which it changes, where left out
    #[arg(long, value_name = "DAY")]
    pub(crate) as_of: Option<Date>,
    /// Draw what is left once what this case knows is fixed: a file of JSON, or `-` for standard input
    #[arg(long, value_name = "CASE")]
    pub(crate) case: Option<String>,
    /// How to print
    #[arg(long, value_enum, default_value_t = TreeFormat::Text)]
    pub(crate) format: TreeFormat,
    #[command(flatten)]
    pub(crate) language: Language,
}

#[derive(Debug, Args)]
pub(crate) struct TypesArguments {
    /// A shipped policy's name, or the path of a file
    pub(crate) policy: String,
    /// In which language of types
    #[arg(long = "for", value_enum, value_name = "LANGUAGE")]
    pub(crate) target: TypesTarget,
    /// Of what
    #[arg(long, value_enum, default_value_t = Typed::Case)]
    pub(crate) of: Typed,
    #[command(flatten)]
    pub(crate) language: Language,
}

#[derive(Debug, Args)]
pub(crate) struct FmtArguments {
    /// Files, or folders, which are searched for `*.menkan`; `-` reads standard input and writes standard output
    #[arg(required = true, value_name = "PATH")]
    pub(crate) paths: Vec<String>,
    /// Write nothing; exit with 1 where a file would change, and name each
    #[arg(long)]
    pub(crate) check: bool,
    /// The language of keywords and references, and in which to speak to people; that of each file, and of the
    /// environment, where left out
    #[arg(long, value_enum)]
    pub(crate) lang: Option<Spoken>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people
    Text,
    /// For programs
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum NoticeFormat {
    /// For people, in a terminal
    Text,
    /// For programs
    Json,
    /// A letter with boxes to tick, in Markdown
    Markdown,
    /// A letter ready to print, as one page
    Html,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum CheckFormat {
    /// For people
    Text,
    /// For programs
    Json,
    /// For code hosts
    Sarif,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum TreeFormat {
    /// Indented
    Text,
    /// A Mermaid flowchart
    Mermaid,
    /// Nodes and edges
    Json,
    /// For Graphviz
    Dot,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum TypesTarget {
    /// JSON Schema, draft 2020-12
    JsonSchema,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Typed {
    /// What `decide` reads
    Case,
    /// What `decide --format json` writes
    Decision,
}

/// In which language people are spoken to.
#[derive(Debug, Args)]
pub(crate) struct Language {
    /// In which language to speak to people; that of the environment where left out
    #[arg(long, value_enum)]
    lang: Option<Spoken>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Spoken {
    /// 中文
    Zh,
    /// English
    En,
}

impl Language {
    pub(crate) fn lang(&self) -> Lang {
        self.lang.map_or_else(terminal::language, Spoken::lang)
    }
}

impl Spoken {
    pub(crate) fn lang(self) -> Lang {
        match self {
            Self::Zh => Lang::Zh,
            Self::En => Lang::En,
        }
    }
}

fn setting(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() && !value.is_empty() => Ok((name.to_owned(), value.to_owned())),
        _ => Err("a setting is written NAME=VALUE".to_owned()),
    }
}
