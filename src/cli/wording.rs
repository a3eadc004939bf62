//! What can be said of a claim on the command line, for `log` and `revise`.

use crate::casebook::{ClaimDraft, ClaimView, Desk, QuoteDraft, SpanDraft, TranslationDraft};
use crate::error::{Error, Result};
use crate::model::vocab::{AttributionKind, Checkability, Guessed, KnownBy, SpanRole};

use super::args::words;
use super::layout::shortened;
use super::quotes::Quotes;
use super::reply::Reply;

/// How a position is written, after the help of `log` and `revise`.
pub(super) const POSITIONS: &str = "\
A position is [EVENT/]KEY[:STANCE][=VALUE]; the stance is `asserts` where it is
left out (`rashomon vocabulary stance` lists them). By the question's kind:
  party      initiator=Redland, or \"Redland + Blueland\" jointly
  quantity   killed=\"about 15..20 of Redland (fighters)\"; 20.., dozens, each,
             together
  yes-no     strike=yes; strike:denies=yes; strike:neither for a non-answer
  place      where=Kabul
  time       when=2025-10-09; about then 2025-10-09~, one of two
             [2025-10-11,2025-10-12], a stretch 2025-10-09/2025-10-17
  choice     means=drone
  text       words that are never compared
Behind it: @DATE for which it is said to hold; ~context where only the
reporter's juxtaposition ties it to the event; ~inferred \"because\"; ~one-of
where KEY|KEY names several questions.";

/// What can be said of a claim.
#[derive(clap::Args, Debug, Clone)]
pub(super) struct WordingArguments {
    #[command(flatten)]
    quotes: Quotes,

    /// A further passage, as ROLE=WORDS or ROLE@LINE=WORDS: source, antecedent, cue, content, repeat
    #[arg(long, value_name = "ROLE=WORDS", help_heading = "The quotation")]
    mark: Vec<String>,

    /// The speaker's name, as printed
    #[arg(long, value_name = "NAME", help_heading = "The speaker")]
    by: Option<String>,
    /// The party that speaks: a handle or a name; found by --by where left out
    #[arg(long, value_name = "PARTY", help_heading = "The speaker")]
    who: Option<String>,
    /// Make the speaker's party, of this kind, where none has the name
    #[arg(long, value_name = "KIND", value_parser = words!(crate::model::vocab::PartyKind), hide_possible_values = true, help_heading = "The speaker")]
    new_party: Option<String>,
    /// The speaker's role, as printed
    #[arg(long, value_name = "WORDS", help_heading = "The speaker")]
    role: Option<String>,
    /// The party on whose behalf they speak: it counts as that party’s account
    #[arg(long, value_name = "PARTY", help_heading = "The speaker")]
    behalf: Option<String>,
    /// How the speaker is known; worked out from the printed name where left out
    #[arg(long, value_parser = words!(KnownBy), help_heading = "The speaker")]
    known: Option<String>,
    /// Why you take it to be them, where the speaker is inferred
    #[arg(long, value_name = "WHY", help_heading = "The speaker")]
    because: Option<String>,

    /// How the source reports it; guessed from quotation marks where left out
    #[arg(long, value_name = "KIND", value_parser = words!(AttributionKind), help_heading = "How it was passed on")]
    attribution: Option<String>,
    /// The reporting words, as written; guessed where left out
    #[arg(long, value_name = "WORDS", help_heading = "How it was passed on")]
    cue: Option<String>,
    /// Who passed it on, nearest the speaker first: "NAME (direct)", (partial) or (paraphrase)
    #[arg(long, value_name = "HOP", help_heading = "How it was passed on")]
    chain: Vec<String>,
    /// When it was said: 2025-10-15 "Yesterday" from 2025-10-16 said
    #[arg(long, value_name = "DATE", help_heading = "How it was passed on")]
    said_on: Option<String>,
    /// Where it was said: "press conference", "post on X"
    #[arg(long, value_name = "WORDS", help_heading = "How it was passed on")]
    channel: Option<String>,

    // No comment for documentation: brackets would be links there.
    #[arg(
        long,
        value_name = "POSITION",
        help = "A position: [EVENT/]KEY[:STANCE][=VALUE]; once for each",
        help_heading = "What is claimed"
    )]
    on: Vec<String>,
    /// What is claimed, in your own neutral words
    #[arg(long = "claim", value_name = "WORDS", help_heading = "What is claimed")]
    proposition: Option<String>,
    /// What kind of statement it is
    #[arg(long, value_parser = words!(Checkability), help_heading = "What is claimed")]
    checkability: Option<String>,
    /// A hedge, as written: "reportedly"; once for each
    #[arg(long, value_name = "WORDS", help_heading = "What is claimed")]
    hedge: Vec<String>,

    /// A translation of the quotation, with --translation-language and --translation-method
    #[arg(long, value_name = "WORDS", requires_all = ["translation_language", "translation_method"], help_heading = "Translation")]
    translation: Option<String>,
    /// Language of the translation, as en
    #[arg(long, value_name = "LANGUAGE", requires = "translation", help_heading = "Translation")]
    translation_language: Option<String>,
    /// How it was translated: "by a member", "machine, then read"
    #[arg(long, value_name = "WORDS", requires = "translation", help_heading = "Translation")]
    translation_method: Option<String>,
    /// Who translated it
    #[arg(long, value_name = "NAME", requires = "translation", help_heading = "Translation")]
    translator: Option<String>,

    /// A remark
    #[arg(long, value_name = "WORDS")]
    note: Option<String>,
}

impl WordingArguments {
    /// As a draft, with the source and the claim that it builds on.
    pub(super) fn draft(self, from: Option<String>, like: Option<String>) -> Result<ClaimDraft> {
        let spans = self.mark.iter().map(|mark| marked(mark)).collect::<Result<_>>()?;
        Ok(ClaimDraft {
            attribution: self.attribution,
            because: self.because,
            behalf: self.behalf,
            by: self.by,
            chain: self.chain,
            channel: self.channel,
            checkability: self.checkability,
            claim: self.proposition,
            cue: self.cue,
            drop_positions: Vec::new(),
            from,
            hedges: self.hedge,
            known: self.known,
            like,
            note: self.note,
            on: self.on,
            new_party: self.new_party,
            quotes: self.quotes.0,
            role: self.role,
            said_on: self.said_on,
            spans,
            translation: self.translation.map(|words| TranslationDraft {
                language: self.translation_language.unwrap_or_default(),
                method: self.translation_method.unwrap_or_default(),
                translator: self.translator,
                words,
            }),
            who: self.who,
        })
    }
}

/// Reads `cue=said` or `cue@12=said`.
fn marked(text: &str) -> Result<SpanDraft> {
    let bad = || {
        let hint = format!("write ROLE=WORDS; the roles are {}", SpanRole::words());
        Error::usage(format!("`{text}` marks no passage"), hint)
    };
    let (role, words) = text.split_once('=').ok_or_else(bad)?;
    let (role, line) = match role.split_once('@') {
        Some((role, line)) => (role, Some(line.parse::<usize>().map_err(|_| bad())?)),
        None => (role, None),
    };
    role.parse::<SpanRole>()?;
    let piece = QuoteDraft { exact: Some(words.to_owned()), line, ..QuoteDraft::default() };
    Ok(SpanDraft { role: Some(role.to_owned()), pieces: vec![piece] })
}

/// A guess in words.
fn guess(view: &ClaimView, field: Guessed) -> String {
    match field {
        Guessed::Kind => view.kind.to_string(),
        Guessed::Cue => {
            // Of a salted capture the words stand in their passage alone.
            let marked = view.quotes.iter().find(|quote| quote.role == SpanRole::Cue);
            let words = view.cue.as_deref().or_else(|| marked?.words.as_deref());
            words.map_or_else(|| "cue".into(), |words| format!("cue \u{201c}{words}\u{201d}"))
        }
    }
}

/// A claim in a line, for replies that would name a handle alone: who said what,
/// and the answer on one question or on all.
pub(super) fn in_a_line(desk: &Desk<'_, '_>, claim: &str, on: Option<&str>) -> Option<String> {
    let claim = claim.split('/').next().unwrap_or(claim);
    let (row, version) = desk.names().version(claim).ok()?;
    let view = ClaimView::of(desk.store(), &row, Some(version)).ok()?;
    let key = |question: &str| question.rsplit('/').next().unwrap_or_default().to_owned();
    let here = |question: &str| on.is_none_or(|on| key(on) == key(question));
    let answers: Vec<String> = view
        .positions
        .iter()
        .filter(|position| here(&position.question))
        .map(|position| format!("{} {}", position.asks, position.words))
        .collect();
    let words = match (answers.is_empty(), view.reported()) {
        (false, _) => answers.join("; "),
        (true, Some((_, words))) => shortened_quotation(&words),
        (true, None) => "words that are withheld".to_owned(),
    };
    Some(format!("  {}  {}: {words}", view.handle, view.speaker))
}

/// A quotation of at most 60 characters, closed again where it was cut.
fn shortened_quotation(words: &str) -> String {
    let short = shortened(words, 60);
    // An apostrophe within is no closing mark.
    if short.starts_with('\u{2018}') {
        return format!("{}\u{2019}", short.trim_end_matches('\u{2019}'));
    }
    let is_open = short.rfind('\u{201c}') > short.rfind('\u{201d}');
    format!("{short}{}", if is_open { "\u{201d}" } else { "" })
}

/// What to say of a claim that was logged or revised.
pub(super) fn recorded(view: &ClaimView, warnings: Vec<String>) -> Reply {
    let claim = view.handle.split('@').next().unwrap_or_default();
    // Only words that stand in the source are shown as a quotation.
    let (whose, words) = match (view.reported(), view.proposition.as_deref()) {
        (Some((whose, words)), _) => (whose, shortened_quotation(&words)),
        (None, Some(proposition)) => ("", shortened(proposition, 60)),
        (None, None) => ("", "words that are withheld".to_owned()),
    };
    let place = view.quote().map_or_else(String::new, |quote| {
        let line = quote.line.map_or_else(String::new, |line| format!(" line {line},"));
        let [start, end] = quote.pieces.first().map_or([0, 0], |piece| piece.bytes);
        format!(" ({},{line} bytes {start}..{end})", quote.capture)
    });
    let mut reply = Reply::new(format!("{claim}\n"), view).say(format!(
        "recorded {}: {}{whose}: {words}{place}",
        view.handle,
        view.lead(whose)
    ));
    for position in &view.positions {
        reply = reply.say(format!("  {} {}", position.question, position.words));
    }
    let guesses: Vec<String> = view.guessed.iter().map(|field| guess(view, *field)).collect();
    if !guesses.is_empty() {
        reply = reply.say(format!(
            "  guessed: {}; `rashomon confirm {claim}` if it is so, else `rashomon revise`",
            guesses.join(", ")
        ));
    }
    for warning in warnings {
        reply = reply.warn(warning);
    }
    let event = view.positions.first().and_then(|position| position.question.split('/').next());
    match event {
        Some(event) => reply.next(format!("rashomon conflicts {event}")),
        None => reply
            .next(format!("rashomon log --like {claim} --quote \"\u{2026}\" --on E1/KEY=VALUE")),
    }
}
