//! What can be typed: every command with its arguments, and the options that
//! go with all of them.

use std::path::PathBuf;

use clap::{ArgMatches, Args, FromArgMatches, Parser, Subcommand};

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
    after_help = "The examples name what `rashomon quickstart` makes: C13, E3, S1 are in its casebook.

The casebook is --casebook FILE, else $RASHOMON_CASEBOOK, else the only \
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
    #[arg(id = "as", long = "as", global = true, value_name = "KEY")]
    pub(super) member: Option<String>,

    /// Print one JSON envelope: schema, ok, data, warnings
    #[arg(long, global = true)]
    pub(super) json: bool,

    /// Say what would be recorded, and record nothing
    #[arg(long, global = true)]
    pub(super) dry_run: bool,
}

/// Declares the commands: variant, name, module, and the line that stands for
/// it in the list. One list gives the enum, the names in envelopes and the
/// dispatch. A command's arguments are made only when it is asked for.
macro_rules! commands {
    ($($variant:ident = $name:literal => $module:ident, $about:literal;)+) => {
        /// A command.
        #[derive(Debug)]
        pub(super) enum Command {
            $($variant(super::$module::Arguments),)+
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

        impl Subcommand for Command {
            fn augment_subcommands(command: clap::Command) -> clap::Command {
                command$(.subcommand(
                    clap::Command::new($name)
                        .about($about)
                        .defer(<super::$module::Arguments as Args>::augment_args),
                ))+
            }

            fn augment_subcommands_for_update(command: clap::Command) -> clap::Command {
                Self::augment_subcommands(command)
            }

            fn has_subcommand(name: &str) -> bool {
                matches!(name, $($name)|+)
            }
        }

        impl FromArgMatches for Command {
            fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
                match matches.subcommand() {
                    $(Some(($name, matches)) => {
                        super::$module::Arguments::from_arg_matches(matches).map(Self::$variant)
                    })+
                    Some(_) | None => Err(clap::Error::new(clap::error::ErrorKind::MissingSubcommand)),
                }
            }

            fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
                *self = Self::from_arg_matches(matches)?;
                Ok(())
            }
        }
    };
}

commands! {
    Quickstart = "quickstart" => quickstart, "Try it out: a casebook of the October 2025 clashes, its report and its audit";
    Init = "init" => init, "Make a new casebook: one file that holds sources, claims and verdicts";
    Capture = "capture" => capture, "Capture a source: keep its bytes and their hash, so that it can be quoted";
    Log = "log" => log, "Log a statement as a claim, quoted from a captured source";
    Revise = "revise" => revise, "Give a claim a new version: what you leave out stays as it was";
    Conflicts = "conflicts" => conflicts, "Compute where accounts collide: for one event, or for all";
    Link = "link" => link, "Link two claims: accept a conflict, or say how else they stand to each other";
    Dismiss = "dismiss" => dismiss, "Dismiss a conflict between two claims, or a link; kept, with the reason";
    Verify = "verify" => verify, "Set a verdict: is it so, did they say it, or where the work stands";
    Review = "review" => review, "Review another member's verdict";
    Show = "show" => show, "Show one thing by its handle";
    List = "list" => list, "List claims, or other things";
    Search = "search" => search, "Find claims, names and captured texts by their words";
    Similar = "similar" => similar, "List claims whose words are near those of a claim, each with the reason";
    Spans = "spans" => spans, "Quotations of older captures in a newer one: what changed, what waits for you";
    Diff = "diff" => diff, "Compare two claims, two versions of one, or two captures of a source";
    Report = "report" => report, "Write the contradiction report of events, questions or parties, or of all";
    Publish = "publish" => publish, "Freeze a report as it goes out: its files, their hashes, its data cut";
    Correct = "correct" => correct, "Put a published report right: what it said, what it should say, and why";
    Balance = "balance" => balance, "Count how each party was treated: claims, findings, days to a verdict, reporting words";
    Audit = "audit" => audit, "Check that nothing in the record was altered; list everything found";
    Source = "source" => source, "Sources: add one named but not seen, revise, list, show; read and search texts";
    Party = "party" => party, "Parties: add, revise, list, show; printed names; suggest, merge, split, keep apart";
    Place = "place" => place, "Places: add, revise, list, show";
    Event = "event" => event, "Events: add, revise, list, show";
    Question = "question" => question, "Questions: the points at issue in an event; add, revise, list, show, resolve";
    Evidence = "evidence" => evidence, "Evidence: add, revise, list, show";
    Enquiry = "enquiry" => enquiry, "Enquiries: what a party was asked, when and how, and what came of it";
    Member = "member" => member, "Members: who may log and review; add, end, list";
    Terms = "terms" => terms, "Show or add the casebook's terms: units, categories, standards, conventions";
    Confirm = "confirm" => confirm, "Confirm what was guessed of a claim, or that a stale link still holds";
    Withdraw = "withdraw" => withdraw, "Take a claim or link back; it stays, shown as withdrawn";
    Trace = "trace" => trace, "Show how a statement reached us, or record where its original was found";
    Assign = "assign" => assign, "Give a claim to a member, or to nobody";
    Attach = "attach" => attach, "Put the file of a withheld capture in; its hash decides";
    Withhold = "withhold" => withhold, "Take a capture's bytes out of the casebook for good; hashes and ranges stay";
    Import = "import" => import, "Import facts from JSON Lines or a spreadsheet, all or nothing";
    Export = "export" => export, "Export the casebook to a new folder, with a manifest of its files";
    History = "history" => history, "Show what was recorded: all, or what concerns one thing";
    Undo = "undo" => undo, "Undo what was recorded; the entries stay, and no longer count";
    Key = "key" => key, "Signing keys: make, rotate, revoke, trust, list";
    Checkpoint = "checkpoint" => checkpoint, "Write a checkpoint: what the record is now, in three lines, signed or not";
    Prove = "prove" => prove, "Prove to a stranger that something is in the record, unaltered";
    Witness = "witness" => witness, "Cosign another desk's checkpoint: you saw it, and it only ever grew";
    AttachStamp = "attach-stamp" => attach_stamp, "Keep a time-stamp or cosignature that an outsider gave for a checkpoint";
    Rebuild = "rebuild" => rebuild, "Write the casebook's tables again from the record";
    Backup = "backup" => backup, "Copy the casebook as it is now, while it is in use, and audit the copy";
    Restore = "restore" => restore, "Put a copy back in place; never over a longer casebook or another history";
    Recover = "recover" => recover, "Copy what a damaged casebook can prove into a new one; list what is lost";
    Vocabulary = "vocabulary" => vocabulary, "Print the words of every closed list, or of one";
    Completions = "completions" => completions, "Print a completion script for your shell";
    Man = "man" => man, "Print the manual page, or write the pages of all commands to a folder";
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
