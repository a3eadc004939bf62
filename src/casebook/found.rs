//! What a page says of itself, taken over as what is known of its source.
//!
//! What a person said stands. The rest is taken from the place that is trusted
//! most, and handed back with that place, so that a person sees where it comes
//! from and corrects it.

use crate::intake::{Field, Found, Metadata, date};

use super::draft::SourceDraft;

/// Something found, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Taken {
    /// It is in the draft now.
    Yes,
    /// A person said something else, or that there is none.
    Said,
    /// Another place that is trusted more says something else.
    Other,
    /// Its form can be read in more than one way.
    Unclear,
    /// Nothing is recorded of it.
    Shown,
}

/// Fills in what nobody said of a source from what its page says of itself; an
/// empty word says that there is none.
///
/// Gives each thing found that differs from what went before, with what became
/// of it, in the order of fields and of trust.
pub fn take_found<'m>(draft: &mut SourceDraft, metadata: &'m Metadata) -> Vec<(&'m Found, Taken)> {
    let mut told = Vec::new();
    for field in Field::ALL {
        if let Some(found) = metadata.first(field) {
            told.push((found, take(draft, found)));
        }
        told.extend(metadata.others(field).map(|found| (found, Taken::Other)));
    }
    for slot in [
        &mut draft.title,
        &mut draft.author,
        &mut draft.outlet,
        &mut draft.published,
        &mut draft.language,
        &mut draft.url,
    ] {
        if slot.as_deref() == Some("") {
            *slot = None;
        }
    }
    told
}

fn take(draft: &mut SourceDraft, found: &Found) -> Taken {
    let slot = match found.field {
        Field::Title => &mut draft.title,
        Field::Author => &mut draft.author,
        Field::Outlet => &mut draft.outlet,
        Field::Published => &mut draft.published,
        Field::Language => &mut draft.language,
        Field::Address => &mut draft.url,
        Field::Modified => return Taken::Shown,
    };
    if slot.is_some() {
        return Taken::Said;
    }
    let value = match found.field {
        Field::Published => date(&found.value),
        Field::Address => Some(found.value.clone()).filter(|it| it.starts_with("http")),
        _ => Some(found.value.clone()),
    };
    let taken = if value.is_some() { Taken::Yes } else { Taken::Unclear };
    *slot = value;
    taken
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_person_said_stands_and_an_empty_word_says_none() {
        let found = |field, value: &str, place: &str| Found {
            field,
            value: value.into(),
            place: place.into(),
        };
        let metadata = Metadata(vec![
            found(Field::Title, "Ferry stops", "og:title"),
            found(Field::Title, "Ferry", "<title>"),
            found(Field::Author, "Lea Fox", "<meta author>"),
            found(Field::Outlet, "Lake Post", "og:site_name"),
            found(Field::Published, "10/11/12", "<time>"),
            found(Field::Address, "/ferry", "og:url"),
        ]);
        let mut draft = SourceDraft {
            outlet: Some("The Lake Post".into()),
            author: Some(String::new()),
            ..SourceDraft::default()
        };
        let told: Vec<Taken> =
            take_found(&mut draft, &metadata).into_iter().map(|(_, taken)| taken).collect();
        let expected =
            [Taken::Yes, Taken::Other, Taken::Said, Taken::Said, Taken::Unclear, Taken::Unclear];
        assert_eq!(told, expected);
        assert_eq!(draft.title.as_deref(), Some("Ferry stops"));
        assert_eq!(draft.outlet.as_deref(), Some("The Lake Post"));
        assert_eq!((draft.author, draft.published, draft.url), (None, None, None));
    }
}
