//! `verify`: set one axis of one target, under the rules.

use serde_json::json;

use crate::casebook::{Desk, Set, VerdictDraft, fact};
use crate::error::Result;
use crate::model::vocab::{Attribution, Finding, Work};

use super::args::words;
use super::reply::Reply;
use super::session::Session;
use super::walk;
use super::wording::in_a_line;

/// Set a verdict: is it so, did they say it, or where the work stands
///
/// A verdict sets one axis of one target and always needs a reason. The rules
/// that stand in its way are named when they do; nothing is recorded then.
/// --ground and --counter take evidence (X1), claims (C1), links (L1) and
/// captures (S1@1). At a terminal, with a claim and nothing else, it asks one
/// thing after another.
#[derive(clap::Args, Debug)]
#[command(before_help = "Examples:
  rashomon verify C1 --work checking --why \"looking for the release\"
  rashomon verify C14 --on E3/initiator --finding contested --why \"each names the other\"
  rashomon verify C1 --attribution traced-secondary --ground S2@1 --why \"found on the page\"")]
pub(super) struct Arguments {
    /// The claim, version or position: C14, C14@2, C14@2/E3/killed
    #[arg(value_name = "TARGET")]
    target: String,

    /// Is it so? Of one position: with --on where the claim takes several
    #[arg(long, value_parser = words!(Finding))]
    finding: Option<String>,

    /// Did they say it?
    #[arg(long, value_parser = words!(Attribution))]
    attribution: Option<String>,

    /// Where the work stands
    #[arg(long, value_parser = words!(Work))]
    work: Option<String>,

    /// The question of a finding
    #[arg(long, value_name = "QUESTION")]
    on: Option<String>,

    /// Why; every verdict needs a reason
    #[arg(long, value_name = "REASON")]
    why: Option<String>,

    /// What it rests on; once for each
    #[arg(long, value_name = "HANDLE")]
    ground: Vec<String>,

    /// Counter-evidence that was considered; once for each
    #[arg(long, value_name = "HANDLE")]
    counter: Vec<String>,

    /// What is missing; once for each
    #[arg(long, value_name = "WORDS")]
    gap: Vec<String>,

    /// What was tried; once for each
    #[arg(long, value_name = "WORDS")]
    tried: Vec<String>,

    /// What would settle it
    #[arg(long, value_name = "WORDS")]
    would_settle: Option<String>,

    /// Name of the standard applied
    #[arg(long, value_name = "NAME")]
    standard: Option<String>,

    /// A rating of the house, as "SCALE: LABEL"
    #[arg(long)]
    rating: Option<String>,
}

impl Arguments {
    fn draft(self) -> VerdictDraft {
        VerdictDraft {
            attribution: self.attribution,
            counter: self.counter,
            finding: self.finding,
            gaps: self.gap,
            grounds: self.ground,
            on: self.on,
            rating: self.rating,
            standard: self.standard,
            target: self.target,
            tried: self.tried,
            why: self.why.unwrap_or_default(),
            work: self.work,
            would_settle: self.would_settle,
        }
    }
}

/// What a verdict is about.
#[derive(Clone, Copy, Debug)]
pub(super) enum Axis {
    /// Did they say it?
    Attribution,
    /// Is it so?
    Finding,
    /// Where does the work stand?
    Work,
}

pub(super) fn run(session: &mut Session<'_, '_>, arguments: Arguments) -> Result<Reply> {
    let draft = arguments.draft();
    let bare = VerdictDraft { target: draft.target.clone(), ..VerdictDraft::default() };
    if draft == bare && session.env.asks && !session.is_json() {
        return walked(session, &draft.target);
    }
    session.write(|desk| {
        let set = desk.verify(&draft)?;
        tell(desk, &draft, &set)
    })
}

/// Walks through a claim, one question after another.
fn walked(session: &mut Session<'_, '_>, claim: &str) -> Result<Reply> {
    let given = walk::through(session, claim, |session, draft| {
        let written = session.open()?.write(|desk| {
            let set = desk.verify(draft)?;
            let pending = if set.pending { " (pending: a second member has to agree)" } else { "" };
            Ok(format!("{}{pending}", desk.handle(set.verdict)?))
        })?;
        Ok(written.outcome)
    })?;
    let handle = |given: &String| given.split(' ').next().unwrap_or_default().to_owned();
    let handles: Vec<String> = given.iter().map(handle).collect();
    let lines: Vec<&str> = handles.iter().flat_map(|handle| [handle.as_str(), "\n"]).collect();
    let reply = Reply::new(lines.concat(), json!({ "verdicts": handles }));
    Ok(match given.len() {
        0 => reply.say("nothing was set"),
        _ => reply
            .next(format!("rashomon show {}", claim.split(['@', '/']).next().unwrap_or_default())),
    })
}

fn tell(desk: &Desk<'_, '_>, draft: &VerdictDraft, set: &Set) -> Result<Reply> {
    let handle = desk.handle(set.verdict)?.to_string();
    let (axis, value) = match &set.ruling {
        fact::Ruling::Attribution(word) => ("attribution", word.as_str()),
        fact::Ruling::Finding(word) => ("finding", word.as_str()),
        fact::Ruling::Work(word) => ("work", word.as_str()),
    };
    let mut taken = Vec::new();
    for ground in &set.taken {
        taken.push(desk.names().ground(ground)?);
    }
    let target = match &draft.on {
        Some(question) => format!("{} on {question}", draft.target),
        None => draft.target.clone(),
    };
    let data = json!({
        "verdict": handle, "target": draft.target, "question": draft.on, "axis": axis,
        "value": value, "pending": set.pending, "grounds_taken": taken, "why": draft.why,
    });
    let mut reply = Reply::new(format!("{handle}\n"), data)
        .say(format!("recorded {handle}: {axis} of {target} is {value}: {}", draft.why));
    let on = draft.on.as_deref().or_else(|| draft.target.split_once('/').map(|(_, on)| on));
    if let Some(line) = in_a_line(desk, &draft.target, on) {
        reply = reply.say(line);
    }
    if !taken.is_empty() {
        reply = reply.say(format!("  rests on {}, taken from the record", taken.join(", ")));
    }
    if set.ruling == fact::Ruling::Attribution(Attribution::Misattributed) {
        reply =
            reply.say("  it is nobody\u{2019}s account now: what they did not say is not compared");
    }
    reply = set.warnings.iter().fold(reply, Reply::warn);
    if set.pending {
        let review = format!("rashomon review {handle} agrees --as OTHER --why \"\u{2026}\"");
        return Ok(reply
            .say("  pending: it does not count until a second member agrees")
            .next(review));
    }
    let claim = draft.target.split(['@', '/']).next().unwrap_or_default();
    Ok(reply.next(format!("rashomon show {claim}")))
}
