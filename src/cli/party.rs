//! `party`: who speaks, acts or is spoken of; names, roles, and who is who.

use clap::Subcommand;
use serde_json::json;

use crate::casebook::suggest::suggestions;
use crate::casebook::{Casebook, Desk, Logged, PartyDraft, Store, Words, fact};
use crate::error::{Error, Result};
use crate::model::PartyId;
use crate::model::vocab::PartyKind;
use crate::text;

use super::args::{changes, words};
use super::layout::{Screen, one_line};
use super::listing::Listing;
use super::reply::Reply;
use super::session::Session;
use super::thing::Thing;

/// Parties: add, revise, list, show; printed names; suggest, merge, split, keep apart
#[derive(clap::Args, Debug)]
#[command(before_help = "Examples:
  rashomon party add \"Northern Army\" --kind armed-force --alias \"the army\"
  rashomon party alias P2 \"Gen. Chaudhry\"
  rashomon party show \"Zabihullah Mujahid\"
  rashomon party suggest")]
pub(super) struct Arguments {
    #[command(subcommand)]
    act: Act,
}

#[derive(Subcommand, Debug)]
enum Act {
    /// Log a party
    Add {
        /// The name to show for it
        name: String,
        #[command(flatten)]
        fields: PartyArguments,
        /// A party that this one is not, however alike the names; with --because
        #[arg(long, value_name = "PARTY")]
        apart: Vec<String>,
        /// Why they are not one
        #[arg(long, value_name = "WHY")]
        because: Option<String>,
    },
    /// Change a party; names and affiliations are added, the rest stays
    Revise {
        /// The party
        party: String,
        /// Another name to show
        #[arg(long)]
        name: Option<String>,
        #[command(flatten)]
        fields: PartyArguments,
    },
    /// List parties
    List,
    /// Show a party, its names, and what it belongs to
    Show {
        /// The party
        party: String,
    },
    /// Add a name as printed
    Alias {
        /// The party
        party: String,
        /// The name, as printed
        printed: String,
        /// Where it was seen: S1@1
        #[arg(long, value_name = "CAPTURE")]
        seen: Option<String>,
    },
    /// List names that may be one party's, with the reason; nothing is merged
    Suggest,
    /// Decide that two parties are one; `split` takes it back
    Merge {
        /// The party that is another
        party: String,
        /// The party that it is
        into: String,
        /// Why
        #[arg(long, value_name = "REASON")]
        why: String,
    },
    /// Take a merge back
    Split {
        /// The party that was merged
        party: String,
        /// Why
        #[arg(long, value_name = "REASON")]
        why: String,
    },
    /// Decide that two parties are not one, however alike their names
    Apart {
        /// The one
        one: String,
        /// The other
        other: String,
        /// Why
        #[arg(long, value_name = "REASON")]
        why: String,
    },
}

/// What can be said of a party.
#[derive(clap::Args, Debug, Clone)]
struct PartyArguments {
    /// What kind of party; person where left out
    #[arg(long, value_parser = words!(PartyKind))]
    kind: Option<String>,
    /// A name, as printed; once for each
    #[arg(long, value_name = "NAME")]
    alias: Vec<String>,
    /// A larger party: P1, or "P1 as ROLE since 2021 until 2025"
    #[arg(long, value_name = "PARTY")]
    belongs_to: Vec<String>,
    /// A party it speaks for, in the same form
    #[arg(long, value_name = "PARTY")]
    speaks_for: Vec<String>,
    /// A remark
    #[arg(long)]
    note: Option<String>,
}

impl PartyArguments {
    fn draft(self, display: String) -> PartyDraft {
        PartyDraft {
            aliases: self.alias,
            belongs_to: self.belongs_to,
            display,
            kind: self.kind,
            note: self.note,
            speaks_for: self.speaks_for,
            ..PartyDraft::default()
        }
    }
}

pub(super) fn run(session: &mut Session<'_, '_>, arguments: Arguments) -> Result<Reply> {
    match arguments.act {
        Act::List => Ok(list(&session.read()?)?.table(session.env.width)),
        Act::Show { party } => show(&session.read()?, &party, session.env.width),
        Act::Suggest => suggest(&session.read()?, session.env.width),
        act => session.write(|desk| change(desk, &act)),
    }
}

fn change(desk: &mut Desk<'_, '_>, act: &Act) -> Result<Reply> {
    match act {
        Act::Add { name, fields, apart, because } => {
            let draft = fields.clone().draft(name.clone());
            let draft = PartyDraft { apart: apart.clone(), because: because.clone(), ..draft };
            let id = desk.add_party(&draft)?;
            Ok(text::warnings(name).into_iter().fold(recorded(desk, id)?, |reply, odd| {
                let point = u32::from(odd.point);
                reply.warn(format!("the name holds U+{point:04X}: look whether that is meant"))
            }))
        }
        Act::Revise { party, name, fields } => {
            let draft = fields.clone().draft(name.clone().unwrap_or_default());
            let draft = changes(draft, &PartyDraft::default(), "--alias \"the army\"")?;
            let id = desk.revise_party(party, &draft)?;
            recorded(desk, id)
        }
        Act::Alias { party, printed, seen } => {
            let id = desk.names().party(party)?;
            let seen = match seen {
                Some(capture) => {
                    let capture = desk.names().capture(capture)?.id.into();
                    Some(fact::Seen { capture, span: None })
                }
                None => None,
            };
            desk.add_alias(id, printed, seen)?;
            let party = party_of(desk.store(), id)?;
            let handle = party.handle.to_string();
            let data = json!({ "party": Thing::of(&party), "printed": printed });
            Ok(Reply::new(format!("{handle}\n"), data)
                .say(format!(
                    "recorded that {handle} {} is printed as \u{201c}{printed}\u{201d} too",
                    party.fact.display
                ))
                .next(format!("rashomon party show {handle}")))
        }
        Act::Merge { party, into, why } => {
            let (party, into) = desk.merge(party, into, why)?;
            let (party, into) = (party_of(desk.store(), party)?, party_of(desk.store(), into)?);
            let (from, to) = (party.handle.to_string(), into.handle.to_string());
            let data = json!({ "party": from, "into": to, "why": why });
            Ok(Reply::new(format!("{to}\n"), data)
                .say(format!(
                    "{from} {} is taken to be {to} {}; both names are kept",
                    party.fact.display, into.fact.display
                ))
                .say(format!("take it back with `rashomon party split {from} --why \"\u{2026}\"`")))
        }
        Act::Split { party, why } => {
            let (into, stay) = desk.logged_while_merged(party)?;
            let id = desk.split(party, why)?;
            let (split, into) = (party_of(desk.store(), id)?, party_of(desk.store(), into)?);
            let handle = split.handle.to_string();
            let data = json!({ "party": handle, "why": why, "stay": stay });
            let mut reply = Reply::new(format!("{handle}\n"), data).say(format!(
                "{handle} {} is a party of its own again, apart from {} {}",
                split.fact.display, into.handle, into.fact.display
            ));
            if let Some(first) = stay.first() {
                reply = reply
                    .warn(format!(
                        "logged while they were one, and still {}\u{2019}s: {}; look at each",
                        into.fact.display,
                        stay.join(", ")
                    ))
                    .next(format!(
                        "rashomon revise {first} --who {handle} --by \"as printed\" --why \"\u{2026}\""
                    ));
            }
            Ok(reply)
        }
        Act::Apart { one, other, why } => {
            let ids = [desk.names().party(one)?, desk.names().party(other)?];
            desk.keep_apart(ids[0], ids[1], why)?;
            let handles = [desk.handle(ids[0])?.to_string(), desk.handle(ids[1])?.to_string()];
            let data = json!({ "apart": handles, "why": why });
            Ok(Reply::new(format!("{}\n", handles.join(" ")), data)
                .say(format!("{} are kept apart: {why}", handles.join(" and "))))
        }
        Act::List | Act::Show { .. } | Act::Suggest => {
            Err(Error::usage("that changes nothing", ""))
        }
    }
}

/// Names that may be one party's: proposed, never merged.
fn suggest(casebook: &Casebook, width: usize) -> Result<Reply> {
    let found = suggestions(casebook.store())?;
    let mut screen = Screen::new(width);
    for one in &found.parties {
        let (party, into) = (&one.party, &one.into);
        screen.heading(format!(
            "{} {} and {} {} may be one",
            party.handle,
            one_line(&party.name),
            into.handle,
            one_line(&into.name)
        ));
        screen.field("because", &one.reason);
        let (a, b) = (&party.handle, &into.handle);
        screen.field("if so", format!("rashomon party merge {a} {b} --why \"\u{2026}\""));
        screen.field("if not", format!("rashomon party apart {a} {b} --why \"\u{2026}\""));
    }
    for one in &found.aliases {
        let (handle, printed) = (&one.party.handle, one_line(&one.printed));
        let times = if one.times == 1 { "once" } else { "first" };
        screen.heading(format!(
            "{printed} ({}, {times} on line {}) may be {handle} {}",
            one.capture,
            one.line,
            one_line(&one.party.name)
        ));
        screen.field("because", &one.reason);
        screen.field(
            "if so",
            format!("rashomon party alias {handle} \"{printed}\" --seen {}", one.capture),
        );
    }
    if found.parties.is_empty() && found.aliases.is_empty() {
        screen.line("No two names here look like spellings of one.");
    }
    Ok(Reply::new(screen.finish().trim_start_matches('\n'), found))
}

fn party_of(store: &Store, id: PartyId) -> Result<Logged<fact::Party>> {
    let party = store.get::<fact::Party>(id.into())?;
    party.ok_or_else(|| Error::not_found("party", format!("{id:.8}"), ""))
}

fn recorded(desk: &Desk<'_, '_>, id: PartyId) -> Result<Reply> {
    let party = party_of(desk.store(), id)?;
    let handle = party.handle.to_string();
    let reply = Reply::new(format!("{handle}\n"), Thing::of(&party))
        .say(format!("recorded {handle}: {} ({})", party.fact.display, party.fact.kind))
        .next(format!("rashomon party show {handle}"));
    Ok(desk.look_alikes(id)?.into_iter().fold(reply, Reply::warn))
}

/// Lists parties; of a merged one, what it is taken to be.
pub(super) fn list(casebook: &Casebook) -> Result<Listing> {
    let store = casebook.store();
    let parties = store.list::<fact::Party>()?;
    let mut rows = Vec::new();
    for party in &parties {
        let canonical = store.canonical_party(party.into())?;
        let merged = canonical != PartyId::from(party);
        let also: Vec<String> =
            store.aliases(party.into())?.into_iter().map(|alias| alias.fact.printed).collect();
        let handle = party.handle.to_string();
        let name = if merged {
            format!("{} (taken to be {})", party.fact.display, casebook.names().handle(canonical)?)
        } else {
            party.fact.display.clone()
        };
        rows.push(vec![handle, name, party.fact.kind.to_string(), also.join("; ")]);
    }
    Ok(Listing::new(&["party", "name", "kind", "printed as"], rows, Thing::all(&parties)))
}

/// Shows a party.
pub(super) fn show(casebook: &Casebook, party: &str, width: usize) -> Result<Reply> {
    let (store, names) = (casebook.store(), casebook.names());
    let words = Words::of(store);
    let id = names.party(party)?;
    let party = party_of(store, id)?;
    let (aliases, affiliations) = (store.aliases(id)?, store.affiliations(id)?);
    let mut screen = Screen::new(width);
    screen.line(format!("{}  {}", party.handle, one_line(&party.fact.display)));
    screen.field("kind", party.fact.kind.to_string());
    for alias in &aliases {
        screen.field("printed as", &alias.fact.printed);
    }
    for row in &affiliations {
        let whole = format!("{} ({})", words.party(row.fact.whole)?, names.handle(row.fact.whole)?);
        screen
            .field(&row.fact.relation.to_string().replace('-', " "), affiliated(&whole, &row.fact));
    }
    let mut merged = Vec::new();
    for merge in store.merges()? {
        if store.canonical_party(merge.fact.party)? == id {
            let handle = names.handle(merge.fact.party)?;
            let name = party_of(store, merge.fact.party)?.fact.display;
            screen
                .field("also", format!("{handle} {name}, by {}: {}", merge.by, merge.fact.reason));
            merged.push(json!({ "party": handle, "by": merge.by, "why": merge.fact.reason }));
        }
    }
    let mut apart = Vec::new();
    for pair in store.apart_pairs()? {
        let Some(other) = other_of(pair.fact.parties, id) else { continue };
        let handle = names.handle(other)?;
        screen.field("is not", format!("{handle} {}: {}", words.party(other)?, pair.fact.reason));
        apart.push(json!({ "party": handle, "by": pair.by, "why": pair.fact.reason }));
    }
    screen.maybe("note", party.fact.note.as_ref());
    let data = json!({
        "party": Thing::of(&party), "aliases": Thing::all(&aliases),
        "affiliations": Thing::all(&affiliations), "merged": merged, "apart": apart,
    });
    Ok(Reply::new(screen.finish(), data))
}

fn other_of([one, other]: [PartyId; 2], id: PartyId) -> Option<PartyId> {
    match (one == id, other == id) {
        (true, _) => Some(other),
        (_, true) => Some(one),
        (false, false) => None,
    }
}

/// "Pakistan (P1), as “spokesman”, since 2021".
fn affiliated(whole: &str, fact: &fact::Affiliation) -> String {
    let mut words = whole.to_owned();
    let parts = [
        fact.role.as_ref().map(|role| format!("as \u{201c}{role}\u{201d}")),
        fact.since.as_ref().map(|date| format!("since {date}")),
        fact.until.as_ref().map(|date| format!("until {date}")),
    ];
    for part in parts.into_iter().flatten() {
        words.push_str(", ");
        words.push_str(&part);
    }
    words
}
