//! How the casebook stands now: what a reader of its reports should know. None
//! of this is damage.

use std::collections::HashSet;

use super::finding::{FindingKind, Note, NoteKind};
use super::ledger::Ledger;
use super::sheet::{About, Sheet};
use super::verdict::favourable;
use super::voices::OneOrigin;
use crate::conflict::{self, SignalWord};
use crate::error::Result;
use crate::journal::fact;
use crate::model::EntryId;
use crate::model::rules::{self, Circumstances, Rule};
use crate::model::scene::{Scene, SceneFinding};
use crate::model::vocab::{Attribution, Finding, Guessed, LinkState};
use crate::store::{ClaimRow, Standing};

/// Notes on claims, verdicts, questions and links. They read the tables; on a
/// damaged record they may not come to an end.
pub(super) fn check(sheet: &mut Sheet<'_>, ledger: &Ledger) -> Result<()> {
    let before = sheet.findings.len();
    for (what, done) in [
        ("how claims stand", claims(sheet, ledger)),
        ("what findings rest on", events(sheet, ledger)),
        ("links", links(sheet, ledger)),
        ("quotations in newer captures", pages(sheet)),
    ] {
        sheet.finish(what, done)?;
    }
    // What broke off because of damage that is told already is no finding more.
    if before > 0 {
        sheet.findings.retain({
            let mut at = 0;
            move |finding| {
                at += 1;
                at <= before || finding.kind != FindingKind::Unfinished
            }
        });
    }
    Ok(())
}

/// Of a claim that was only logged, and worded anew, the record says all; the
/// others are read from the tables.
fn claims(sheet: &mut Sheet<'_>, ledger: &Ledger) -> Result<()> {
    for (number, seq) in (1u32..).zip(&ledger.claims.logged) {
        if let Some(newest) = ledger.claims.worded(*seq) {
            let at = ((number, newest.version), u64::from(newest.seq));
            note_attribution(sheet, at, Attribution::AsReported);
            continue;
        }
        let Some(id) = ledger.id_at(u64::from(*seq)) else { continue };
        let claim = sheet.store.claim(id.into())?;
        if let Some(claim) = claim.filter(ClaimRow::is_live) {
            let standing = sheet.store.standing_of(&claim)?;
            note_claim(sheet, &claim, &standing);
        }
    }
    Ok(())
}

/// By the numbers of the claim and of its version, and that of the entry.
fn note_attribution(
    sheet: &mut Sheet<'_>,
    (handle, seq): ((u32, u32), u64),
    attribution: Attribution,
) {
    let words = match attribution {
        Attribution::AsReported => "nobody traced whether they said it",
        Attribution::Untraceable => "whether they said it could not be traced",
        Attribution::TracedSecondary
        | Attribution::TracedOriginal
        | Attribution::Acknowledged
        | Attribution::Disputed
        | Attribution::Misattributed => return,
    };
    sheet.notes.push(Note::of_version(NoteKind::Untraced, seq, handle, words));
}

fn note_claim(sheet: &mut Sheet<'_>, claim: &ClaimRow, standing: &Standing) {
    let newest = claim.newest();
    let handle = format!("C{}@{}", claim.number, newest.number);
    let about = About { handle: Some(handle.clone()), entry: Some(newest.seq) };
    let at = ((claim.number, newest.number), newest.seq);
    note_attribution(sheet, at, standing.attribution_of(newest.id));
    if !newest.guessed.is_empty() {
        let fields: Vec<&str> = newest.guessed.iter().copied().map(Guessed::as_str).collect();
        let words = format!("{handle}: {} was guessed, and nobody confirmed it", fields.join(", "));
        sheet.note(NoteKind::Guessed, about, words);
    }
    for given in standing.traced.iter().filter(|given| given.pending) {
        let (verdict, word) = (format!("V{}", given.number), given.attribution);
        let words = format!("{verdict}: a second member disagrees with `{word}`");
        sheet.note(NoteKind::Unreviewed, About::handle(&verdict), words);
    }
    for finding in &standing.findings {
        let (verdict, word) = (format!("V{}", finding.number), finding.finding);
        if finding.pending {
            let words = format!("{verdict}: `{word}` does not count until a second member agrees");
            sheet.note(NoteKind::Unreviewed, About::handle(&verdict), words);
        }
        let again = standing.findings.iter().any(|other| other.at.version == newest.id);
        if finding.counts && finding.at.version != newest.id && !again {
            let given = claim.versions.iter().find(|version| version.id == finding.at.version);
            let words = format!(
                "{verdict}: `{word}` was given on C{}@{}; {handle} has no finding: look again",
                claim.number,
                given.map_or(0, |version| version.number)
            );
            sheet.note(NoteKind::GivenBefore, About::handle(&verdict), words);
        }
    }
}

/// Event by event: what is compared is held for one at a time.
fn events(sheet: &mut Sheet<'_>, ledger: &Ledger) -> Result<()> {
    let judged = sheet.store.events_with_findings()?;
    let mut accounts = sheet.store.accounts()?;
    for (number, id) in (1u32..).zip(&ledger.events) {
        let logged = sheet.store.get::<fact::Event>(*id)?;
        if logged.is_none_or(|event| event.undone) {
            continue;
        }
        let questions = ledger.voices.of(*id, &ledger.claims);
        let unclear: HashSet<EntryId> = questions
            .iter()
            .filter(|(.., one)| *one == OneOrigin::Unclear)
            .map(|(id, ..)| *id)
            .collect();
        let scene = if unclear.is_empty() {
            None
        } else {
            Some(accounts.turn_to_some((*id).into(), |asked| unclear.contains(&asked.into()))?)
        };
        let signalled = |id: EntryId| {
            scene.is_some_and(|scene| {
                conflict::signal(scene, id.into()).word == SignalWord::SingleSource
            })
        };
        for (id, key, one) in questions {
            if one == OneOrigin::Yes || one == OneOrigin::Unclear && signalled(id) {
                let handle = format!("E{number}/{key}");
                let words = format!("{handle}: all accounts come from one origin");
                sheet.note(NoteKind::SingleSource, About::handle(handle), words);
            }
        }
        if judged.contains(id) {
            let scene = sheet.store.scene(&[(*id).into()])?;
            for finding in &scene.findings {
                for words in gone(&scene, finding) {
                    let handle = format!("V{}", finding.number);
                    let words = format!("{handle}: {words}");
                    sheet.note(NoteKind::Unsupported, About::handle(handle), words);
                }
            }
        }
    }
    Ok(())
}

/// What a standing finding rests on, and is no longer there.
fn gone(scene: &Scene, finding: &SceneFinding) -> Vec<String> {
    let live = scene.position(finding.at).is_some_and(|position| position.live);
    if !live || !(finding.counts || finding.pending) {
        return Vec::new();
    }
    let now = conflict::circumstances(scene, finding.at);
    let circumstances = Circumstances {
        has_rival: now.has_rival,
        has_standing_conflict: now.has_standing_conflict,
        has_two_origins: now.has_two_origins,
        admission: now.admission,
        ..favourable()
    };
    let broken = rules::broken(finding.finding, &circumstances);
    broken.into_iter().filter_map(|rule| no_longer(finding.finding, rule)).collect()
}

fn no_longer(finding: Finding, rule: Rule) -> Option<String> {
    Some(match rule {
        Rule::Rival => format!("`{finding}` no longer has a live rival account on this question"),
        Rule::StandingConflict => {
            format!(
                "`{finding}` stands against an accepted conflict with a live claim on each side"
            )
        }
        Rule::TwoOrigins => {
            format!("`{finding}` no longer has two origins that a person decided to be independent")
        }
        Rule::Admission => {
            format!("`{finding}` no longer has a live admission by the party that acted")
        }
        Rule::AdmissionTraced => {
            format!("the admission that `{finding}` rests on is no longer traced")
        }
        Rule::Reason
        | Rule::Ground
        | Rule::Tried
        | Rule::OutsideEvidence
        | Rule::AttributionGround
        | Rule::SecondMember
        | Rule::Standard
        | Rule::Rating => return None,
    })
}

/// Passages that the newest capture of their source does not have. They are
/// still read from their own.
fn pages(sheet: &mut Sheet<'_>) -> Result<()> {
    for source in sheet.store.list::<fact::Source>()? {
        let captures = sheet.store.captures(source.id.into())?;
        let mut standing = captures.iter().rev().filter(|capture| !capture.undone);
        let (Some(newest), Some(_)) = (standing.next(), standing.next()) else { continue };
        let found = sheet.store.found_again(newest)?;
        for span in &found.spans {
            let (handle, older) = (&span.row.handle, &span.capture);
            if span.is_gone() {
                let words = format!("{handle}: present in {older}, absent in {}", newest.handle);
                sheet.note(NoteKind::Gone, About::handle(handle), words);
            }
            // Who gave a reason looked.
            let looked = span.anchor.as_ref().is_some_and(|it| it.moved.reason.is_some());
            for flag in span.beside.iter().filter(|_| !looked) {
                let [old, new] = flag.told("none");
                let words = format!(
                    "{handle}: its words are the same in {}, and beside them {old} became {new}: look whether they are still this speaker\u{2019}s, and said so",
                    newest.handle
                );
                sheet.note(NoteKind::ContextChanged, About::handle(handle), words);
            }
            if let Some(flag) = span.changed_figures(found.text.as_deref().unwrap_or_default()) {
                let [old, new] = flag.told("none");
                let of = handle.split(['@', '.']).next().unwrap_or(handle);
                let words = format!(
                    "{handle}: accepted in {} with other figures ({old} in {older}, {new} now): what was read from the older words may no longer hold, `rashomon show {of}`",
                    newest.handle
                );
                sheet.note(NoteKind::FiguresChanged, About::handle(handle), words);
            }
        }
    }
    Ok(())
}

fn links(sheet: &mut Sheet<'_>, ledger: &Ledger) -> Result<()> {
    for id in &ledger.links {
        let Some(link) = sheet.store.get::<fact::Link>(*id)? else { continue };
        if link.undone {
            continue;
        }
        let (state, stale) = sheet.store.link_standing(&link)?;
        if state == LinkState::Accepted && stale {
            let handle = link.handle.to_string();
            let words = format!(
                "{handle}: `{}` was made for an older version of a claim, or one that was withdrawn: confirm it or withdraw it",
                link.fact.kind
            );
            let about = About { handle: Some(handle), entry: Some(link.seq) };
            sheet.note(NoteKind::StaleLink, about, words);
        }
    }
    Ok(())
}
