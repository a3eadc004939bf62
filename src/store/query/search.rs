//! Full text: which entries hold the words, best first.

use rusqlite::named_params;

use super::super::{Store, signed, unsigned};
use super::party::Merges;
use crate::error::{Error, Result};
use crate::journal::Fact;
use crate::model::{EntryId, EventId, PartyId, QuestionId, SourceId};
use crate::text::Term;

/// What to search.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SearchIn {
    /// Claims, names and texts.
    #[default]
    All,
    /// Claims: quoted words, propositions, speakers as printed.
    Claims,
    /// Names of parties and places, titles of sources and events, questions.
    Names,
    /// Texts of captures.
    Texts,
}

/// Whether all terms must stand in a text, or one is enough.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Wanted {
    /// All.
    #[default]
    Every,
    /// One.
    Any,
}

/// Which entries to find: those to which all of it applies.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Search {
    /// What stands in them.
    pub terms: Vec<Term>,
    /// All of it, or any.
    pub wanted: Wanted,
    /// Where to look.
    pub within: SearchIn,
    /// Claims of this source, and its texts and names.
    pub source: Option<SourceId>,
    /// Claims by this speaker, after merges.
    pub party: Option<PartyId>,
    /// Claims with a position on a question of this event.
    pub event: Option<EventId>,
    /// Claims with a position on this question.
    pub question: Option<QuestionId>,
}

/// An entry that holds the words.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Match {
    /// Number of the entry.
    pub seq: u64,
    /// How well it fits (BM25, lower is better): comparable within one search.
    pub score: f64,
}

/// What a search found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Matches {
    /// Best first; of equal ones the newest first.
    pub ranked: Vec<Match>,
    /// All matches; more than were ranked where a search is very broad.
    pub total: u64,
}

/// A search as the index is asked for it.
struct Asked {
    words: String,
    within: i64,
    source: Option<i64>,
    /// Speakers, as a list in JSON.
    speakers: Option<String>,
    event: Option<i64>,
    question: Option<i64>,
}

impl Store {
    /// Finds entries by their words. Of more matches than `most`, the newest
    /// are ranked; all are counted. O(matches), and a look at each entry where
    /// the search asks for more than words.
    ///
    /// # Errors
    ///
    /// [`Error::NoIndex`] where it is missing or unfit: `rebuild` makes it again.
    pub fn search(&self, search: &Search, most: usize) -> Result<Matches> {
        if search.terms.is_empty() {
            return Ok(Matches::default());
        }
        let Some(asked) = self.asked_of_index(search)? else { return Ok(Matches::default()) };
        self.matches(&asked, most).map_err(|error| Error::NoIndex { why: error.to_string() })
    }

    fn matches(&self, asked: &Asked, most: usize) -> rusqlite::Result<Matches> {
        let mut ranked = Vec::new();
        let mut total = self.each_match(asked, true, signed(most as u64), |found| {
            ranked.push(found);
        })?;
        if ranked.len() >= most {
            total = self.each_match(asked, false, -1, |_| {})?;
        }
        // They came newest first, and stay so where they fit equally well.
        ranked.sort_by(|a, b| a.score.total_cmp(&b.score));
        Ok(Matches { ranked, total })
    }

    /// Hands out matches, newest first, at most so many; counts them.
    fn each_match(
        &self,
        asked: &Asked,
        ranked: bool,
        most: i64,
        mut take: impl FnMut(Match),
    ) -> rusqlite::Result<u64> {
        // A rank costs a look at the length of each text.
        let mut query = self.conn.prepare_cached(
            "SELECT rowid, iif(:ranked, bm25(search, 4.0, 2.0, 2.0, 1.0), 0.0) AS score
               FROM search
              WHERE search MATCH :words
                AND (:within = 0
                  OR (:within = 1 AND EXISTS (SELECT 1 FROM version WHERE seq = search.rowid))
                  OR (:within = 3 AND EXISTS (SELECT 1 FROM capture WHERE seq = search.rowid))
                  OR (:within = 2
                      AND NOT EXISTS (SELECT 1 FROM version WHERE seq = search.rowid)
                      AND NOT EXISTS (SELECT 1 FROM capture WHERE seq = search.rowid)))
                AND (:source IS NULL
                  OR EXISTS (SELECT 1 FROM version WHERE seq = search.rowid AND source = :source)
                  OR EXISTS (SELECT 1 FROM capture WHERE seq = search.rowid AND source = :source)
                  OR EXISTS (SELECT 1 FROM edition WHERE seq = search.rowid AND thing = :source))
                AND (:speakers IS NULL
                  OR EXISTS (SELECT 1 FROM version WHERE seq = search.rowid
                       AND speaker IN (SELECT value FROM json_each(:speakers))))
                AND (:question IS NULL
                  OR EXISTS (SELECT 1 FROM position
                       WHERE version = search.rowid AND question = :question))
                AND (:event IS NULL
                  OR EXISTS (SELECT 1 FROM position JOIN thing ON thing.seq = position.question
                       WHERE version = search.rowid AND thing.parent = :event
                         AND thing.kind = 'question'))
              ORDER BY rowid DESC LIMIT :most",
        )?;
        let mut rows = query.query(named_params! {
            ":ranked": ranked,
            ":words": asked.words,
            ":within": asked.within,
            ":source": asked.source,
            ":speakers": asked.speakers,
            ":question": asked.question,
            ":event": asked.event,
            ":most": most,
        })?;
        let mut count = 0;
        while let Some(row) = rows.next()? {
            count += 1;
            take(Match { seq: unsigned(row.get("rowid")?), score: row.get("score")? });
        }
        Ok(count)
    }

    /// None: what it names is not there, so that nothing can be found.
    fn asked_of_index(&self, search: &Search) -> Result<Option<Asked>> {
        let mut asked = Asked {
            words: expression(&search.terms, search.wanted),
            within: match search.within {
                SearchIn::All => 0,
                SearchIn::Claims => 1,
                SearchIn::Names => 2,
                SearchIn::Texts => 3,
            },
            source: None,
            speakers: None,
            event: None,
            question: None,
        };
        let named: [(&mut Option<i64>, Option<EntryId>); 3] = [
            (&mut asked.source, search.source.map(EntryId::from)),
            (&mut asked.event, search.event.map(EntryId::from)),
            (&mut asked.question, search.question.map(EntryId::from)),
        ];
        for (field, id) in named {
            let Some(id) = id else { continue };
            let Some(seq) = self.seq(id)? else { return Ok(None) };
            *field = Some(seq);
        }
        if let Some(party) = search.party {
            let Some(seq) = self.seq(party)? else { return Ok(None) };
            let same = Merges::of(self)?.same_as(seq);
            asked.speakers = Some(serde_json::json!(same).to_string());
        }
        Ok(Some(asked))
    }

    /// The claim version that an entry logged: the claim, and both numbers.
    pub fn version_logged_at(&self, seq: u64) -> Result<Option<(EntryId, u32, u32)>> {
        match self.version_at(signed(seq))? {
            Some((claim, number, version)) => Ok(Some((self.id_at(claim)?, number, version))),
            None => Ok(None),
        }
    }

    /// The thing whose fields an entry holds, or whose printed name it gave.
    pub fn thing_told_at(&self, seq: u64) -> Result<Option<EntryId>> {
        let thing = self.numbers(
            "SELECT thing FROM edition WHERE seq = :of
             UNION ALL
             SELECT thing FROM name WHERE seq = :of LIMIT 1",
            signed(seq),
        )?;
        thing.first().map(|seq| self.id_at(*seq)).transpose()
    }

    /// What an entry says.
    pub fn fact_at(&self, seq: u64) -> Result<Fact> {
        Ok(self.entry_at(signed(seq))?.fact)
    }
}

/// The terms in FTS5's syntax (§3): each a string of words that hold no sign,
/// so that nothing in it can be an operator.
fn expression(terms: &[Term], wanted: Wanted) -> String {
    let strings = terms.iter().map(|term| {
        let beginning = if term.beginning { " *" } else { "" };
        format!("\"{}\"{beginning}", term.words.join(" "))
    });
    let between = match wanted {
        Wanted::Every => " AND ",
        Wanted::Any => " OR ",
    };
    strings.collect::<Vec<_>>().join(between)
}
