//! Disputes: the questions on which accounts conflict or pull apart, account
//! by account and slot by slot.

use std::collections::BTreeSet;

use crate::conflict::{Conflict, QuestionConflicts};
use crate::error::Result;
use crate::model::PositionRef;
use crate::model::scene::{SceneLink, ScenePosition, SceneQuestion};
use crate::model::vocab::LinkState;
use crate::report::phrase;
use crate::report::value::{
    AccountPart, Clash, Dispute, GapPart, LinkPart, PositionPart, Statement,
};

use super::against::against;
use super::event::Statements;
use super::room::Room;
use super::verdict::{findings, is_of};

pub(super) fn dispute(
    room: &Room<'_>,
    asked: &SceneQuestion,
    found: &QuestionConflicts,
    links: &[LinkPart],
    gaps: &[GapPart],
    statements: &Statements<'_>,
) -> Result<Dispute> {
    let question = room.scene.question_handle(asked.id);
    let clashes = || found.conflicts.iter().chain(&found.tensions);
    // Those who answer a question under this one meet here too.
    let met: BTreeSet<PositionRef> = clashes().flat_map(|clash| [clash.a, clash.b]).collect();
    let is_here =
        |position: &&ScenePosition| position.question == asked.id || met.contains(&position.at);
    let mut positions: Vec<&ScenePosition> = room.scene.live().filter(is_here).collect();
    positions.sort_by_cached_key(|position| room.rank(position));
    let accounts: Vec<AccountPart> = positions
        .iter()
        .filter_map(|position| Some((*position, *statements.get(&*position.version_handle())?)))
        .map(|(position, statement)| account(room, position, statement))
        .collect::<Result<_>>()?;
    let conflicts = found.conflicts.iter().map(|clash| self::clash(room, "conflict", clash));
    let tensions = found.tensions.iter().map(|clash| self::clash(room, "tension", clash));
    let clashes: Vec<Clash> = conflicts.chain(tensions).collect();
    let stands = if found.conflicts.iter().any(Conflict::stands) {
        phrase::IN_DISPUTE
    } else if found.tensions.iter().any(Conflict::stands) {
        phrase::PULL_APART
    } else {
        phrase::DISMISSED
    };
    Ok(Dispute {
        stands: stands.to_owned(),
        asks: asked.text.clone(),
        words: against(&clashes, statements),
        clashes,
        groups_not_compared: found.groups_not_compared,
        busy: found.busy,
        links: between(links, &accounts, &question),
        gaps: gaps.iter().filter(|gap| gap.question.as_ref() == Some(&question)).cloned().collect(),
        accounts,
        question,
    })
}

fn clash(room: &Room<'_>, kind: &str, found: &Conflict) -> Clash {
    let link = found.link.and_then(|id| room.scene.links.iter().find(|link| link.id == id));
    let notes = [
        (found.by_context, "only the reporter\u{2019}s juxtaposition ties a side to this event"),
        (found.both_inferred_speakers, "both speakers are inferred by us"),
        (found.same_party, "both are given as accounts of one party"),
    ];
    Clash {
        kind: kind.to_owned(),
        a: room.handle_of(found.a),
        b: room.handle_of(found.b),
        words: found.words.clone(),
        rule: found.rule.to_string(),
        fields: found.fields.iter().map(|&field| field.to_owned()).collect(),
        qualifier: phrase::qualifier(found.qualifier).into(),
        notes: notes.iter().filter(|(is, _)| *is).map(|(_, words)| (*words).to_owned()).collect(),
        link: link.map(|link| format!("L{}", link.number)),
        decision: decision(found, link),
        stands: found.stands(),
    }
}

/// What people decided about a clash.
fn decision(found: &Conflict, link: Option<&SceneLink>) -> String {
    let (Some(state), Some(link)) = (found.state, link) else {
        return "found by rule; nobody has decided on it".to_owned();
    };
    let word = match state {
        LinkState::Accepted => "accepted",
        LinkState::Dismissed => "dismissed, and kept",
        LinkState::Withdrawn => "decision taken back",
    };
    let changed = if found.stale { "; stale: an account changed since, look again" } else { "" };
    format!("{word} as {}{changed}. {}", link.kind, link.reason)
}

fn account(
    room: &Room<'_>,
    position: &ScenePosition,
    statement: &Statement,
) -> Result<AccountPart> {
    let handle = room.handle_of(position.at);
    let part = statement.positions.iter().find(|part| part.handle == handle);
    let part = part.expect("a live position is one of its statement's").clone();
    Ok(AccountPart {
        claim: statement.handle.clone(),
        side: room.side_name(position),
        slots: slots(&part, statement),
        position: part,
        findings: findings(room, |at| is_of(room, at, position.claim, position.at))?,
    })
}

/// The slots, in the same order and number for every account.
fn slots(position: &PositionPart, statement: &Statement) -> Vec<[String; 2]> {
    let or_none = |text: &Option<String>| text.clone().unwrap_or_else(|| "not stated".into());
    let hedges = if statement.hedges.is_empty() {
        "none logged".to_owned()
    } else {
        statement.hedges.join("; ")
    };
    let guessed = if statement.guessed.is_empty() { "" } else { " (guessed, not confirmed)" };
    let rows = [
        ("question", format!("{}: {}", position.question, position.asks)),
        ("stance", position.stance.to_string()),
        ("value", position.value.clone().unwrap_or_else(|| "none given".into())),
        ("tied to the question", phrase::basis(position.basis).to_owned()),
        ("as of", or_none(&position.as_of)),
        ("speaker", statement.party.name.clone()),
        ("as printed", or_none(&statement.printed)),
        ("speaker known", phrase::known(statement.known).to_owned()),
        ("side", side(position)),
        ("reported by", statement.source.name.clone()),
        ("kind of attribution", format!("{}{guessed}", statement.kind)),
        ("cue", or_none(&statement.cue)),
        ("hedges", hedges),
        ("said on", or_none(&statement.said_on)),
        ("did they say it", phrase::attribution(statement.attribution).to_owned()),
    ];
    rows.into_iter().map(|(name, value)| [name.to_owned(), value]).collect()
}

/// The side of an account, and how it is known.
fn side(position: &PositionPart) -> String {
    match (&position.side, &position.side_known) {
        (Some(side), Some(known)) => format!("{side}: {known}"),
        (Some(side), None) => side.clone(),
        (None, _) => "on no side".to_owned(),
    }
}

/// Links on the question between these accounts, older versions of them too.
fn between(links: &[LinkPart], accounts: &[AccountPart], question: &str) -> Vec<String> {
    let claim = |handle: &str| handle.split('@').next().unwrap_or(handle).to_owned();
    let here: BTreeSet<String> = accounts.iter().map(|account| claim(&account.claim)).collect();
    let is_here = |link: &&LinkPart| {
        let on = link.questions.is_empty() || link.questions.iter().any(|one| one == question);
        on && here.contains(&claim(&link.from)) && here.contains(&claim(&link.to))
    };
    links.iter().filter(is_here).map(|link| link.handle.clone()).collect()
}
