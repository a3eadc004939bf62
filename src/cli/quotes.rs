//! `--quote … --to … --line N`: passages as typed, several in one command.
//!
//! `--to` and `--line` belong to the `--quote` before them, so that a quotation
//! in two pieces is typed in the order in which it reads; where there is one
//! `--quote`, they may stand before it.

use clap::{Arg, ArgAction, ArgMatches, Command, Error as Usage, FromArgMatches};

use crate::casebook::QuoteDraft;

/// The passages of one command, in the order typed.
#[derive(Clone, Debug, Default)]
pub(super) struct Quotes(pub(super) Vec<QuoteDraft>);

/// What one argument adds to the passages.
enum Part {
    Exact(String),
    To(String),
    Line(usize),
    Bytes([u64; 2]),
    Points([u64; 2]),
}

impl FromArgMatches for Quotes {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, Usage> {
        let mut quotes = Self::default();
        quotes.update_from_arg_matches(matches)?;
        Ok(quotes)
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Usage> {
        let mut parts = Vec::new();
        collect(matches, "quote", &mut parts, |words: &String| Part::Exact(words.clone()));
        collect(matches, "to", &mut parts, |words: &String| Part::To(words.clone()));
        collect(matches, "line", &mut parts, |line: &usize| Part::Line(*line));
        collect(matches, "bytes", &mut parts, |range: &[u64; 2]| Part::Bytes(*range));
        collect(matches, "points", &mut parts, |range: &[u64; 2]| Part::Points(*range));
        // Of one quotation the order says nothing.
        let begins = |part: &Part| !matches!(part, Part::To(_) | Part::Line(_));
        let one = parts.iter().filter(|(_, part)| begins(part)).count() == 1;
        parts.sort_by_key(|(place, part)| (one && !begins(part), *place));
        for (_, part) in parts {
            self.add(part)?;
        }
        Ok(())
    }
}

impl clap::Args for Quotes {
    fn augment_args(command: Command) -> Command {
        command
            .arg(
                many("quote", "WORDS")
                    .help("The words quoted, or the first of them; again for a further piece"),
            )
            .arg(
                many("to", "WORDS")
                    .help("The last words of the quotation, where --quote has the first"),
            )
            .arg(
                many("line", "N")
                    .value_parser(clap::value_parser!(usize))
                    .help("The line it begins on, where the words stand in several places"),
            )
            .arg(
                many("bytes", "A..B")
                    .value_parser(range)
                    .help("Instead of words: bytes of the text, end exclusive"),
            )
            .arg(
                many("points", "A..B")
                    .value_parser(range)
                    .help("Instead of words: code points of the text, end exclusive"),
            )
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl Quotes {
    fn add(&mut self, part: Part) -> Result<(), Usage> {
        let new = match part {
            Part::Exact(words) => QuoteDraft { exact: Some(words), ..QuoteDraft::default() },
            Part::Bytes(range) => QuoteDraft { bytes: Some(range), ..QuoteDraft::default() },
            Part::Points(range) => QuoteDraft { points: Some(range), ..QuoteDraft::default() },
            Part::To(words) => return self.last("--to", |quote| quote.to = Some(words)),
            Part::Line(line) => return self.last("--line", |quote| quote.line = Some(line)),
        };
        self.0.push(new);
        Ok(())
    }

    fn last(&mut self, flag: &str, set: impl FnOnce(&mut QuoteDraft)) -> Result<(), Usage> {
        if let Some(quote) = self.0.last_mut().filter(|quote| quote.exact.is_some()) {
            set(quote);
            return Ok(());
        }
        let words = format!("{flag} stands after the --quote that it belongs to");
        Err(Usage::raw(clap::error::ErrorKind::MissingRequiredArgument, words))
    }
}

fn many(name: &'static str, value: &'static str) -> Arg {
    Arg::new(name)
        .long(name)
        .value_name(value)
        .action(ArgAction::Append)
        .help_heading("The quotation")
}

fn collect<T: Clone + Send + Sync + 'static>(
    matches: &ArgMatches,
    name: &str,
    parts: &mut Vec<(usize, Part)>,
    part: impl Fn(&T) -> Part,
) {
    let values = matches.get_many::<T>(name).into_iter().flatten();
    let places = matches.indices_of(name).into_iter().flatten();
    parts.extend(places.zip(values).map(|(place, value)| (place, part(value))));
}

/// Reads `12..34`.
pub(super) fn range(text: &str) -> Result<[u64; 2], String> {
    let read = || {
        let (start, end) = text.split_once("..")?;
        Some([start.trim().parse().ok()?, end.trim().parse().ok()?])
    };
    read().ok_or_else(|| "expected two numbers, as 12..34, the end exclusive".to_owned())
}
