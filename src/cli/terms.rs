//! `terms`: what the casebook counts in, and by which standards it judges.

use crate::casebook::{Casebook, Terms, convention_range, fact, reworded, scale_words};
use crate::error::{Error, Result};

use super::layout::Screen;
use super::reply::Reply;
use super::session::Session;

/// Show or add the casebook's terms: units, categories, standards, conventions
#[derive(clap::Args, Debug)]
#[command(before_help = "Examples:
  rashomon terms
  rashomon terms --unit shells=\"shells fired\" --category press=\"people of the press\"
  rashomon terms --standard two-sources=\"Two origins decided independent\"")]
pub(super) struct Arguments {
    /// What may be counted: KEY="what it means"; once for each
    #[arg(long, value_name = "KEY=WORDS")]
    unit: Vec<String>,

    /// Who may be counted: KEY="what it means"; once for each
    #[arg(long, value_name = "KEY=WORDS")]
    category: Vec<String>,

    /// A standard of proof: NAME="what it asks"; once for each
    #[arg(long, value_name = "NAME=WORDS")]
    standard: Vec<String>,

    /// A reading of a vague word, for views: NAME:WORD=24..99; once for each
    #[arg(long, value_name = "NAME:WORD=RANGE")]
    convention: Vec<String>,

    /// A rating scale of the house, each label with the findings it stands for:
    /// "NAME: True=confirmed, Unproven=unverified+unverifiable"; once for each
    #[arg(long, value_name = "NAME: LABELS")]
    scale: Vec<String>,
}

pub(super) fn run(session: &mut Session<'_, '_>, arguments: Arguments) -> Result<Reply> {
    let terms = Terms {
        categories: arguments.category.iter().map(|text| term(text)).collect::<Result<_>>()?,
        conventions: arguments
            .convention
            .iter()
            .map(|text| convention(text))
            .collect::<Result<_>>()?,
        scales: arguments.scale.iter().map(|text| scale(text)).collect::<Result<_>>()?,
        standards: arguments.standard.iter().map(|text| standard(text)).collect::<Result<_>>()?,
        units: arguments.unit.iter().map(|text| term(text)).collect::<Result<_>>()?,
    };
    if terms == Terms::default() {
        return show(&session.read()?, session.env.width);
    }
    session.write(|desk| {
        let old = desk.store().casebook()?.fact;
        desk.add_terms(&terms)?;
        let new = desk.store().casebook()?.fact;
        let reply = Reply::new("", &new).say("recorded the terms").next("rashomon terms");
        Ok(reworded(&old, &new).into_iter().fold(reply, |reply, what| {
            reply.warn(format!(
                "{what}: verdicts and views that name it are read by that from now on"
            ))
        }))
    })
}

fn show(casebook: &Casebook, width: usize) -> Result<Reply> {
    let fact = casebook.store().casebook()?.fact;
    let mut screen = Screen::new(width);
    screen.line(format!("{}  ({})", fact.title, fact.origin));
    let mut rows = Vec::new();
    let term =
        |what: &str, term: &fact::Term| vec![what.to_owned(), term.key.clone(), term.text.clone()];
    rows.extend(fact.units.iter().map(|unit| term("unit", unit)));
    rows.extend(fact.categories.iter().map(|category| term("category", category)));
    for standard in &fact.standards {
        rows.push(vec!["standard".into(), standard.name.clone(), standard.text.clone()]);
    }
    for one in &fact.conventions {
        rows.push(vec![
            "convention".into(),
            format!("{}: {}", one.name, one.word),
            convention_range(one),
        ]);
    }
    for scale in &fact.scales {
        rows.push(vec!["scale".into(), scale.name.clone(), scale_words(scale)]);
    }
    screen.gap();
    screen.table(&["term", "key", "means"], rows);
    Ok(Reply::new(screen.finish(), &fact))
}

fn pair(text: &str) -> Result<(String, String)> {
    let bad = || {
        let hint = "write its key, an equals sign and what it means: shells=\"shells fired\"";
        Error::usage(format!("`{text}` declares nothing"), hint)
    };
    let (key, words) = text.split_once('=').ok_or_else(bad)?;
    let (key, words) = (key.trim(), words.trim());
    if key.is_empty() || words.is_empty() { Err(bad()) } else { Ok((key.into(), words.into())) }
}

fn term(text: &str) -> Result<fact::Term> {
    let (key, text) = pair(text)?;
    Ok(fact::Term { key, text })
}

fn standard(text: &str) -> Result<fact::Standard> {
    let (name, text) = pair(text)?;
    Ok(fact::Standard { name, text })
}

/// Reads `NAME: LABEL=finding+finding, LABEL=finding`.
fn scale(text: &str) -> Result<fact::Scale> {
    let bad = || {
        let hint = "write its name, a colon and its labels in order: \"house: True=confirmed, False=refuted, Unproven=unverified+unverifiable\"";
        Error::usage(format!("`{text}` is not a scale"), hint)
    };
    let (name, labels) = text.split_once(':').ok_or_else(bad)?;
    let label = |text: &str| {
        let (words, findings) = text.split_once('=').unwrap_or((text, ""));
        let findings = findings.split('+').map(str::trim).filter(|word| !word.is_empty());
        let findings = findings.map(str::parse).collect::<std::result::Result<_, _>>()?;
        Ok::<_, Error>(fact::Label { findings, text: words.trim().to_owned() })
    };
    let labels: Vec<fact::Label> = labels.split(',').map(label).collect::<Result<_>>()?;
    if name.trim().is_empty() || labels.iter().any(|label| label.text.is_empty()) {
        return Err(bad());
    }
    Ok(fact::Scale { labels, name: name.trim().to_owned() })
}

fn convention(text: &str) -> Result<fact::Convention> {
    let (name, range) = pair(text)?;
    let bad =
        || Error::usage(format!("`{text}` is not a convention"), "write it as NAME:WORD=24..99");
    let (name, word) = name.split_once(':').ok_or_else(bad)?;
    let (min, max) = range.split_once("..").ok_or_else(bad)?;
    let end = |text: &str| (!text.is_empty()).then(|| text.parse()).transpose();
    Ok(fact::Convention { max: end(max)?, min: end(min)?, name: name.into(), word: word.into() })
}
