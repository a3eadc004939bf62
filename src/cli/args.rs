//! What can be typed: every command with its arguments, and the options that
//! go with all of them.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use super::session::Session;
use super::{Error, Reply, Result};

/// Keep rival accounts: who said what, where it stands, which accounts collide
#[derive(Parser, Debug)]
#[command(
    name = "rashomon",
    version,
    max_term_width = 100,
    subcommand_required = true,
    arg_required_else_help = true,
    disable_help_subcommand = false,
    before_help = "Examples:
  rashomon quickstart
  rashomon init river --title \"River clashes\" --member ann --name \"Ann Lee\"
  rashomon show C1",
    after_help = "The casebook is --casebook FILE, else $RASHOMON_CASEBOOK, else the only \
        *.casebook in this folder. You are --as KEY, else $RASHOMON_MEMBER, else the only member.

Exit codes: 0 done; 1 failed; 2 usage; 3 not found; 4 refused by a rule; 5 integrity \
        broken; 6 audit notes under --strict."
)]
pub(super) struct Cli {
    #[command(flatten)]
    pub(super) global: Global,
    #[command(subcommand)]
    pub(super) command: Command,
}

/// Options of every command.
#[derive(Args, Debug, Default)]
#[command(next_help_heading = "Options of every command")]
pub(super) struct Global {
    /// The casebook to work on
    #[arg(long, global = true, value_name = "FILE")]
    pub(super) casebook: Option<PathBuf>,

    /// Key of the member you are
    #[arg(long = "as", global = true, value_name = "KEY")]
    pub(super) member: Option<String>,

    /// Print one JSON envelope: schema, ok, data, warnings
    #[arg(long, global = true)]
    pub(super) json: bool,

    /// Say what would be recorded, and record nothing
    #[arg(long, global = true)]
    pub(super) dry_run: bool,
}

/// Declares the commands: variant, name, module. One list gives the enum, the
/// names in envelopes and the dispatch.
macro_rules! commands {
    ($($variant:ident = $name:literal => $module:ident,)+) => {
        /// A command.
        #[derive(Subcommand, Debug)]
        pub(super) enum Command {
            $(#[command(name = $name)] $variant(super::$module::Arguments),)+
        }

        impl Command {
            /// The command's name, as typed.
            pub(super) const fn name(&self) -> &'static str {
                match self { $(Self::$variant(_) => $name,)+ }
            }

            /// Does it.
            pub(super) fn run(self, session: &mut Session<'_, '_>) -> Result<Reply> {
                match self { $(Self::$variant(arguments) => super::$module::run(session, arguments),)+ }
            }
        }
    };
}

commands! {
    Quickstart = "quickstart" => quickstart,
    Init = "init" => init,
    Capture = "capture" => capture,
    Log = "log" => log,
    Revise = "revise" => revise,
    Conflicts = "conflicts" => conflicts,
    Link = "link" => link,
    Dismiss = "dismiss" => dismiss,
    Verify = "verify" => verify,
    Review = "review" => review,
    Show = "show" => show,
    List = "list" => list,
    Diff = "diff" => diff,
    Report = "report" => report,
    Audit = "audit" => audit,
    Source = "source" => source,
    Party = "party" => party,
    Place = "place" => place,
    Event = "event" => event,
    Question = "question" => question,
    Evidence = "evidence" => evidence,
    Enquiry = "enquiry" => enquiry,
    Member = "member" => member,
    Terms = "terms" => terms,
    Confirm = "confirm" => confirm,
    Withdraw = "withdraw" => withdraw,
    Assign = "assign" => assign,
    Attach = "attach" => attach,
    Withhold = "withhold" => withhold,
    Import = "import" => import,
    History = "history" => history,
    Undo = "undo" => undo,
    Rebuild = "rebuild" => rebuild,
    Vocabulary = "vocabulary" => vocabulary,
    Completions = "completions" => completions,
    Man = "man" => man,
}

/// The words of a vocabulary, for help, completion and refusal.
macro_rules! words {
    ($vocabulary:ty) => {
        clap::builder::PossibleValuesParser::new(
            <$vocabulary>::ALL.iter().map(|word| word.as_str()),
        )
    };
}
pub(super) use words;

/// A draft that says more than `nothing`.
///
/// # Errors
///
/// [`Error::Usage`], with an example of what could be said.
pub(super) fn changes<D: PartialEq>(draft: D, nothing: &D, example: &str) -> Result<D> {
    if draft == *nothing {
        return Err(Error::usage("nothing is to change", format!("say what, as {example}")));
    }
    Ok(draft)
}
