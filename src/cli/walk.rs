//! One claim walked through at a terminal: did they say it, is each position
//! so, where does the work stand. Questions on standard error, one answer a
//! line; an empty line leaves a thing as it is.

use crate::casebook::{ClaimView, VerdictDraft};
use crate::error::{Error, Result};
use crate::model::nearest;
use crate::model::vocab::{Attribution, Finding, Work};
use crate::text;

use super::layout::{Screen, one_line};
use super::session::Session;
use super::verify::Axis;

/// What is asked of one axis of one target.
struct Step {
    /// The question.
    asks: String,
    /// What it is now.
    now: String,
    /// The words it can be.
    words: Vec<&'static str>,
    axis: Axis,
    target: String,
}

/// Walks through a claim; gives a draft for each verdict to `set`, and asks
/// again where it is refused. Ends at the end of the input.
pub(super) fn through(
    session: &mut Session<'_, '_>,
    claim: &str,
    mut set: impl FnMut(&mut Session<'_, '_>, &VerdictDraft) -> Result<String>,
) -> Result<Vec<String>> {
    let view = {
        let casebook = session.read()?;
        let row = casebook.names().claim(claim)?;
        ClaimView::of(casebook.store(), &row, None)?
    };
    let said = view.statement();
    let said = said.unwrap_or_else(|| format!("{}: words that are withheld", view.chain));
    ask(session, &one_line(&said))?;
    let passage = view.quote().and_then(|quote| quote.words.as_deref());
    if let Some(words) = passage.filter(|words| !said.contains(words)) {
        ask(session, &format!("The source writes: \u{201c}{}\u{201d}", one_line(words)))?;
    }
    ask(
        session,
        "An empty line leaves it as it is; an answer is one of the words in brackets. Ctrl-D ends the walk and keeps what was recorded.",
    )?;
    let mut given = Vec::new();
    for step in steps(&view) {
        if !walk(session, &step, &mut given, &mut set)? {
            break;
        }
    }
    Ok(given)
}

fn steps(view: &ClaimView) -> Vec<Step> {
    let claim = view.handle.split('@').next().unwrap_or_default().to_owned();
    let mut steps = vec![Step {
        asks: "Did they say it?".into(),
        now: view.attribution.to_string(),
        words: Attribution::ALL.iter().map(|word| word.as_str()).collect(),
        axis: Axis::Attribution,
        target: view.handle.clone(),
    }];
    steps.extend(view.positions.iter().map(|position| Step {
        asks: format!("Is it so? {} \u{2014} {}.", position.asks, position.words),
        now: position.finding.to_string(),
        words: Finding::ALL.iter().map(|word| word.as_str()).collect(),
        axis: Axis::Finding,
        target: position.handle.clone(),
    }));
    steps.push(Step {
        asks: "Where does the work stand?".into(),
        now: view.work.to_string(),
        words: Work::ALL.iter().map(|word| word.as_str()).collect(),
        axis: Axis::Work,
        target: claim,
    });
    steps
}

/// Asks one step until it is set or left; false at the end of the input.
fn walk(
    session: &mut Session<'_, '_>,
    step: &Step,
    given: &mut Vec<String>,
    set: &mut impl FnMut(&mut Session<'_, '_>, &VerdictDraft) -> Result<String>,
) -> Result<bool> {
    loop {
        let words = step.words.join(", ");
        ask(session, &format!("\n{} Now: {} [{words}]", step.asks, step.now))?;
        let Some(word) = answer(session)? else { return Ok(false) };
        if word.is_empty() {
            return Ok(true);
        }
        if !step.words.contains(&word.as_str()) {
            let near = nearest(&word, step.words.iter().copied());
            let near = near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
            ask(session, &format!("`{word}` is none of the words in brackets{near}"))?;
            continue;
        }
        let Some(draft) = details(session, step, word)? else { return Ok(false) };
        match set(session, &draft) {
            Ok(handle) => {
                ask(session, &format!("recorded {handle}"))?;
                given.push(handle);
                return Ok(true);
            }
            Err(error) => {
                ask(session, &format!("refused: {error}"))?;
                if let Some(hint) = error.hint() {
                    ask(session, &format!("hint: {hint}"))?;
                }
            }
        }
    }
}

/// Asks for what goes with a verdict; None at the end of the input.
fn details(
    session: &mut Session<'_, '_>,
    step: &Step,
    word: String,
) -> Result<Option<VerdictDraft>> {
    ask(session, "Why?")?;
    let Some(why) = answer(session)? else { return Ok(None) };
    let mut draft = VerdictDraft { target: step.target.clone(), why, ..VerdictDraft::default() };
    let is_work = matches!(step.axis, Axis::Work);
    match step.axis {
        Axis::Attribution => draft.attribution = Some(word),
        Axis::Finding => draft.finding = Some(word),
        Axis::Work => draft.work = Some(word),
    }
    if is_work {
        return Ok(Some(draft));
    }
    let Some(grounds) = list(session, "What does it rest on? Handles, with blanks between", ' ')?
    else {
        return Ok(None);
    };
    draft.grounds = grounds;
    let is_finding = matches!(step.axis, Axis::Finding);
    if is_finding {
        let asks = "What speaks against it, and was considered? Handles, with blanks between";
        let Some(counter) = list(session, asks, ' ')? else { return Ok(None) };
        draft.counter = counter;
    }
    let Some(tried) = list(session, "What was tried? Several with ; between", ';')? else {
        return Ok(None);
    };
    draft.tried = tried;
    let Some(gaps) = list(session, "What is missing? Several with ; between", ';')? else {
        return Ok(None);
    };
    draft.gaps = gaps;
    ask(session, "What would settle it?")?;
    let Some(settles) = answer(session)? else { return Ok(None) };
    draft.would_settle = (!settles.is_empty()).then_some(settles);
    let standards = if is_finding { standards(session)? } else { Vec::new() };
    if !standards.is_empty() {
        ask(session, &format!("By which standard? [{}]", standards.join(", ")))?;
        let Some(standard) = answer(session)? else { return Ok(None) };
        draft.standard = (!standard.is_empty()).then_some(standard);
    }
    Ok(Some(draft))
}

/// The names of the casebook's standards.
fn standards(session: &mut Session<'_, '_>) -> Result<Vec<String>> {
    let standards = session.read()?.store().casebook()?.fact.standards;
    Ok(standards.into_iter().map(|standard| standard.name).collect())
}

/// Several answers on one line; None at the end of the input.
fn list(session: &mut Session<'_, '_>, asks: &str, between: char) -> Result<Option<Vec<String>>> {
    ask(session, asks)?;
    let Some(line) = answer(session)? else { return Ok(None) };
    let parts = line.split(between).map(str::trim).filter(|part| !part.is_empty());
    Ok(Some(parts.map(str::to_owned).collect()))
}

/// Says something to the person, through the filter.
fn ask(session: &mut Session<'_, '_>, words: &str) -> Result<()> {
    let mut screen = Screen::new(session.env.width);
    for line in words.lines() {
        screen.wrapped(0, 2, line);
    }
    let said = write!(session.env.stderr, "{}", text::visible_lines(&screen.finish()));
    said.and_then(|()| session.env.stderr.flush()).map_err(spoken)
}

/// One line from the person, without blanks around it; None at the end.
fn answer(session: &mut Session<'_, '_>) -> Result<Option<String>> {
    let (mut line, mut byte) = (Vec::new(), [0]);
    loop {
        match session.env.stdin.read(&mut byte).map_err(spoken)? {
            0 if line.is_empty() => return Ok(None),
            0 => break,
            _ if byte[0] == b'\n' => break,
            _ => line.push(byte[0]),
        }
    }
    Ok(Some(String::from_utf8_lossy(&line).trim().to_owned()))
}

fn spoken(source: std::io::Error) -> Error {
    Error::File { path: "the terminal".into(), source }
}
