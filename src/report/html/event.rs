//! One event, part by part, in the order of a reader's questions.

use maud::{Markup, html};

use super::Page;
use super::dispute::dispute;
use super::findings::{self, evidence, resolution};
use super::matrix::matrix;
use super::timeline::timeline;
use super::words::{Look, bdi, handle, plain, tag, text};
use crate::model::Date;
use crate::report::phrase;
use crate::report::phrase::capital;
use crate::report::value::{
    DriftPart, EventPart, GapPart, LinePart, NonAnswerPart, NumbersPart, OriginsPart, QuestionPart,
};

pub(super) fn event(page: &Page<'_>, event: &EventPart) -> Markup {
    html! {
        section aria-labelledby=(event.handle) {
            h2.page #(event.handle) { (bdi(&event.title)) " " (handle(&event.handle)) }
            (facts(page, event))
            (standing(page, event))
            (enquiries(page, event))
            (matrix(page, event))
            (timeline(page, event))
            @for one in &event.disputes {
                @if let Some(question) = event.questions.iter().find(|it| it.handle == one.question) {
                    (dispute(page, one, question))
                }
            }
            @for one in event.questions.iter().filter(|it| !it.disputed) { (undisputed(page, one)) }
            (non_answers(page, &event.non_answers))
            (gaps(page, &event.gaps))
            (drift(page, &event.drift))
            (numbers(page, &event.numbers))
            (origins(page, &event.origins))
        }
    }
}

fn facts(page: &Page<'_>, event: &EventPart) -> Markup {
    let facts = [
        ("What", Some(event.kind.clone())),
        ("When", event.date.as_deref().map(Date::words_of)),
        ("Where", event.place.clone()),
    ];
    html! {
        dl.facts {
            @for (name, value) in facts {
                @if let Some(value) = &value { dt { (name) } dd { (bdi(value)) } }
            }
            @for side in &event.sides {
                dt { "Side" }
                dd {
                    strong { (bdi(&side.name)) } ": "
                    @for (at, party) in side.parties.iter().enumerate() {
                        @if at > 0 { ", " }
                        (page.party(party))
                    }
                }
            }
        }
    }
}

/// What every side affirms, what is undisputed, claimed, disputed, acknowledged,
/// unknown.
fn standing(page: &Page<'_>, event: &EventPart) -> Markup {
    let part = &event.standing;
    let lists = [
        (Look::Fine, "What every side affirms", &part.affirmed),
        (Look::Fine, "Undisputed in these sources", &part.undisputed),
        (Look::Open, phrase::CLAIMED, &part.claimed),
        (Look::Clash, "Disputed", &part.disputed),
        (Look::Fine, "Acknowledged by the party that acted", &part.acknowledged),
        (Look::Open, "Unknown: nobody answers in these sources", &part.unknown),
    ];
    html! {
        h3 { "Where it stands" }
        @if event.questions.is_empty() { p.empty { "No question is logged on this event." } }
        div.lists {
            @for (look, name, lines) in lists {
                section.bare[lines.is_empty()] {
                    h4 { (tag(look, name)) }
                    @if name == phrase::CLAIMED && !lines.is_empty() { p.note { (phrase::CLAIMED_NOTE) } }
                    @if lines.is_empty() { p.empty { "Nothing." } }
                    @else { ul { @for line in lines { (self::line(page, line)) } } }
                }
            }
        }
    }
}

fn line(page: &Page<'_>, line: &LinePart) -> Markup {
    html! {
        li {
            strong { (bdi(&line.asks)) } " " (page.link(&line.question)) br;
            (text(&line.words))
            @if let Some(why) = &line.why { br; em { (text(&capital(why))) "." } }
        }
    }
}

fn enquiries(page: &Page<'_>, event: &EventPart) -> Markup {
    html! {
        h3 { "What was put to each party" }
        @if event.enquiries.is_empty() { p.empty { "No enquiry about these questions is logged." } }
        ul {
            @for one in &event.enquiries {
                li #(one.handle) {
                    strong { (page.party(&one.asked)) } " was asked on " (text(&one.when)) " ("
                    (text(&one.how)) ") about "
                    @if one.questions.is_empty() { "no question named" }
                    @else { (page.links(&one.questions)) }
                    @if let Some(deadline) = &one.deadline { ", answer by " (text(deadline)) }
                    ": \u{201c}" bdi { (plain(&one.text)) } "\u{201d} " (handle(&one.handle)) br;
                    "Outcome: " strong { (text(&one.reply)) }
                }
            }
            @if !event.enquiries.is_empty() && !event.never_asked.is_empty() {
                li {
                    "Nothing was put to: "
                    @for (nth, party) in event.never_asked.iter().enumerate() {
                        @if nth > 0 { ", " }
                        (page.party(party))
                    }
                }
            }
        }
    }
}

/// A question without a dispute, with what was found on it.
fn undisputed(page: &Page<'_>, question: &QuestionPart) -> Markup {
    let bare = question.evidence.is_empty()
        && question.findings.is_empty()
        && question.resolution.is_none();
    html! {
        h3 #(question.handle) {
            (bdi(&question.asks)) " " (handle(&question.handle)) " "
            @if question.claims.is_empty() { (tag(Look::Open, "unanswered")) }
            @else { (tag(look(&question.stands), &question.stands)) }
        }
        p {
            (text(&capital(&question.signal_words)))
            @for mark in &question.mark_words { "; " (text(mark)) }
            ". "
            @if !question.claims.is_empty() { "Claims: " (page.links(&question.claims)) }
        }
        @if !bare {
            (findings::list(page, &question.findings))
            (evidence(page, question))
            (resolution(question))
        }
    }
}

/// The look of a question that is in no dispute.
fn look(stands: &str) -> Look {
    let open = ["claimed", "alleged", "unanswered"].iter().any(|word| stands.starts_with(word));
    if open { Look::Open } else { Look::Fine }
}

fn non_answers(page: &Page<'_>, non_answers: &[NonAnswerPart]) -> Markup {
    html! {
        @if !non_answers.is_empty() {
            h3 { "Who would neither confirm nor deny" }
            ul {
                @for none in non_answers {
                    li {
                        (page.party(&none.party)) " on " (page.link(&none.question)) ": "
                        (tag(Look::Open, "no answer")) " " (text(&none.words)) ". Leaves open: "
                        @if none.leaves_open.is_empty() { "no account here" }
                        @else { (page.links(&none.leaves_open)) }
                        ". " (page.sentence(&none.claim))
                    }
                }
            }
        }
    }
}

/// Whose account is missing, party by party.
fn gaps(page: &Page<'_>, gaps: &[GapPart]) -> Markup {
    let mut lines: Vec<(&GapPart, Vec<&str>)> = Vec::new();
    for gap in gaps {
        let about = gap.question.as_deref().unwrap_or("the event as a whole");
        let same = |line: &&mut (&GapPart, Vec<&str>)| {
            line.0.party == gap.party && line.0.gap == gap.gap && line.0.side == gap.side
        };
        match lines.iter_mut().find(same) {
            Some(line) => line.1.push(about),
            None => lines.push((gap, vec![about])),
        }
    }
    html! {
        h3 { "Whose account is missing" }
        @if lines.is_empty() { p.empty { "No party concerned is without an answer." } }
        ul {
            @for (gap, about) in lines {
                li {
                    (page.party(&gap.party)) " (" (bdi(&gap.side)) "): " (tag(Look::Open, &gap.gap)) " \u{2013} "
                    @for (at, one) in about.iter().enumerate() {
                        @if at > 0 { ", " }
                        (page.link(one))
                    }
                }
            }
        }
    }
}

fn drift(page: &Page<'_>, drift: &[DriftPart]) -> Markup {
    html! {
        @if !drift.is_empty() {
            h3 { "How accounts moved" }
            ul {
                @for one in drift {
                    li {
                        strong { (one.kind) } ", on " (page.link(&one.question)) ": " (text(&one.words)) "."
                        @if !one.ordered { " The record does not tell which came first." }
                        ul {
                            li { "Earlier: " (page.sentence(&one.from)) }
                            li { "Later: " (page.sentence(&one.to)) }
                        }
                        span.handle { "rule " (one.rule) ", on " (one.fields.join(", ")) }
                    }
                }
            }
        }
    }
}

fn numbers(page: &Page<'_>, numbers: &[NumbersPart]) -> Markup {
    html! {
        @if !numbers.is_empty() {
            h3 { "Numbers" }
            p.lead { (phrase::NUMBERS) }
            @for part in numbers {
                @let rows: Vec<Vec<Markup>> = part.figures.iter().map(|one| vec![
                    text(&one.words),
                    html! { (text(&one.sides.join(", "))) },
                    html! { (page.links(&one.claims)) },
                    html! { @if let Some(convention) = &one.convention { (text(convention)) } @else { "none applied" } },
                ]).collect();
                h4 { (bdi(&part.asks)) " " (page.link(&part.question)) }
                ul { @for range in &part.ranges { li { (text(range)) } } }
                (super::base::worded(
                    &format!("Figures in answer to {}", part.question),
                    &["Figure", "Sides", "Claims", "Convention"],
                    &rows,
                ))
            }
        }
    }
}

fn origins(page: &Page<'_>, origins: &[OriginsPart]) -> Markup {
    html! {
        @if !origins.is_empty() {
            h3 { "Where the answers come from" }
            p.lead { (phrase::ORIGINS) }
            @let rows: Vec<Vec<Markup>> = origins.iter().map(|part| vec![
                html! { (bdi(&part.asks)) " " (page.link(&part.question)) },
                html! {
                    ul {
                        @for one in &part.origins {
                            li {
                                @match (&one.party, &one.unknown) {
                                    (Some(party), _) => (page.party(party)),
                                    (None, Some(why)) => { "origin unknown: " (text(why)) },
                                    (None, None) => "origin unknown",
                                }
                                " \u{2013} " (page.links(&one.claims))
                            }
                        }
                    }
                },
                html! {
                    @if part.independent.is_empty() { "nobody decided that any are independent" }
                    @else { (text(&part.independent.join("; "))) }
                },
            ]).collect();
            (super::base::worded("Origins, question by question", &["Question", "Origins", "Independent"], &rows))
        }
    }
}
