//! Whether a passage that stands elsewhere moved there with its paragraph.

use std::ops::Range;

use super::align::NONE;
use super::flag::another_account;
use super::place::{NEAR, Placer};

/// Words beside a sentence that must have gone the same way.
const ALONG: usize = 3;

impl Placer<'_, '_> {
    /// Whether words that moved did so with their paragraph: the others of it
    /// went there too; or their sentence tells of the same names and figures and
    /// is all of a paragraph, or has words of another sentence beside it that
    /// moved along.
    pub(super) fn moved_whole(&self, words: &Range<usize>, run: &Range<usize>) -> bool {
        let (old, new) = (&self.pair.old, &self.pair.new);
        let (sentence, here) = (old.sentence(words), new.sentence(run));
        if self.went_together(words, run) {
            return true;
        }
        if another_account(&old.text[sentence.clone()], &new.text[here.clone()]) {
            return false;
        }
        old.is_paragraph(&sentence) && new.is_paragraph(&here)
            || self.along(words, &old.touched(&sentence)) >= ALONG
    }

    /// Whether what else is mapped of a paragraph went to the same paragraph, and
    /// what else is mapped of that came from the first one.
    fn went_together(&self, words: &Range<usize>, run: &Range<usize>) -> bool {
        let (old, new) = (&self.pair.old, &self.pair.new);
        let (there, here) = (old.paragraph(words), new.paragraph(run));
        let sentence = old.touched(&old.sentence(words));
        let landed = new.touched(&new.sentence(run));
        let went = |from: Range<usize>, own: Range<usize>, map: &[u32], to: &Range<usize>| {
            let others = from.filter(|at| !own.contains(at) && map[*at] != NONE);
            let (with, apart): (Vec<usize>, Vec<usize>) =
                others.partition(|at| to.contains(&(map[*at] as usize)));
            with.len() >= ALONG && with.len() > 2 * apart.len()
        };
        went(there.clone(), sentence, &self.alignment.to, &here)
            && went(here, landed, &self.alignment.from, &there)
    }

    /// How many words close to a sentence, not of it, moved as `words` did.
    fn along(&self, words: &Range<usize>, sentence: &Range<usize>) -> usize {
        let (to, moved) = (&self.alignment.to, &self.alignment.moved);
        let Some(own) = words.clone().find(|at| moved[*at]) else { return 0 };
        let around = (sentence.start.saturating_sub(NEAR)..sentence.start)
            .chain(sentence.end..to.len().min(sentence.end + NEAR));
        // As far from these words as before, give or take what was edited.
        let along = |at: &usize| {
            let (was, is) = (own.abs_diff(*at), to[own].abs_diff(to[*at]) as usize);
            moved[*at] && was.abs_diff(is) <= 4 + was / 3 && (to[own] < to[*at]) == (own < *at)
        };
        around.filter(along).count()
    }
}
