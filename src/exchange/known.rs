//! Sources that the record has, found again by what a spreadsheet says of them.

use std::collections::HashMap;

use crate::casebook::{Logged, Store, fact};
use crate::error::{Error, Result};
use crate::model::SourceId;
use crate::text::fold_str;

/// What a row says of its source; empty: nothing.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Told<'a> {
    pub(super) author: &'a str,
    pub(super) outlet: &'a str,
    pub(super) published: &'a str,
    pub(super) title: &'a str,
    pub(super) url: &'a str,
}

/// The sources of a record as they were when an import began.
#[derive(Debug)]
pub(super) struct KnownSources {
    sources: Vec<Logged<fact::Source>>,
    by_url: HashMap<String, Vec<usize>>,
    /// By folded title.
    by_title: HashMap<String, Vec<usize>>,
}

impl KnownSources {
    /// Reads every source once.
    pub(super) fn of(store: &Store) -> Result<Self> {
        let mut sources = store.list::<fact::Source>()?;
        sources.retain(|source| !source.undone);
        let (mut by_url, mut by_title) = (HashMap::new(), HashMap::new());
        for (place, source) in sources.iter().enumerate() {
            let put = |map: &mut HashMap<String, Vec<usize>>, key: String| {
                map.entry(key).or_default().push(place);
            };
            if let Some(url) = &source.fact.url {
                put(&mut by_url, address(url));
            }
            if let Some(title) = &source.fact.title {
                put(&mut by_title, folded(title));
            }
        }
        Ok(Self { sources, by_url, by_title })
    }

    /// The one source that a row tells of: by its address, else by its title
    /// and outlet, with no word against it on either side.
    ///
    /// # Errors
    ///
    /// [`Error::Refused`] where several fit.
    pub(super) fn find(&self, told: Told<'_>) -> Result<Option<SourceId>> {
        let at = |map: &HashMap<String, Vec<usize>>, key: &str| {
            map.get(key).map_or(&[][..], Vec::as_slice).to_vec()
        };
        let mut fit = at(&self.by_url, &address(told.url));
        if fit.is_empty() && !told.title.is_empty() && !told.outlet.is_empty() {
            fit = at(&self.by_title, &folded(told.title));
            fit.retain(|place| agrees(told, &self.sources[*place].fact));
        }
        match fit.as_slice() {
            [] => Ok(None),
            [one] => Ok(Some(self.sources[*one].id.into())),
            several => {
                let handles: Vec<String> =
                    several.iter().map(|place| self.sources[*place].handle.to_string()).collect();
                Err(Error::refused(
                    format!(
                        "{} sources are told of like this: {}",
                        handles.len(),
                        handles.join(", ")
                    ),
                    format!("say in `from` which one is meant: {}", handles[0]),
                ))
            }
        }
    }
}

/// Whether nothing that a row says of its source is otherwise in the record.
fn agrees(told: Told<'_>, source: &fact::Source) -> bool {
    let same = |given: &str, known: Option<&String>| {
        given.is_empty() || known.is_none_or(|known| folded(given) == folded(known))
    };
    let published = source.published.as_ref().map(|date| date.edtf.clone());
    folded(told.outlet) == folded(&source.outlet)
        && same(told.author, source.author.as_ref())
        && same(told.published, published.as_ref())
        && same(told.url, source.url.as_ref())
}

/// Words in the form in which rows are compared with the record.
pub(super) fn folded(words: &str) -> String {
    fold_str(words).trim().to_owned()
}

/// An address without what names the same page.
fn address(url: &str) -> String {
    let url = url.split('#').next().unwrap_or_default();
    url.trim_end_matches('/').to_owned()
}

#[cfg(test)]
mod tests {
    use super::address;

    #[test]
    fn a_page_has_one_address() {
        assert_eq!(address("https://a.example/b/#c"), "https://a.example/b");
        assert_ne!(address("https://a.example/b?c=1"), address("https://a.example/b"));
    }
}
