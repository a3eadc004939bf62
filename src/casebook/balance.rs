//! Even-handedness: how each side and each party was treated, in numbers that
//! judge nobody.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use serde::Serialize;

use crate::conflict::side_taken;
use crate::error::Result;
use crate::journal::fact;
use crate::model::scene::{Scene, ScenePosition};
use crate::model::vocab::{Attribution, Finding, Guessed, KnownBy};
use crate::model::{ClaimId, EventId, PartyId, Target, Timestamp};
use crate::store::{ClaimFilter, ClaimRow, Store};

/// How each side and each party was treated.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Balance {
    /// Sides of the events in scope, in the order in which they name them; then
    /// voices on no side.
    pub sides: Vec<BalanceRow>,
    /// Parties, those with the most claims first; what one says on behalf of
    /// another counts for both.
    pub parties: Vec<BalanceRow>,
}

/// One side or party.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct BalanceRow {
    /// `P3`; of a side its event: `E3`.
    pub handle: String,
    /// Its name.
    pub name: String,
    /// Claims logged, without those that were withdrawn, or that they did not
    /// make.
    pub claims: usize,
    /// Those of which at least one position has a finding that counts.
    pub checked: usize,
    /// Findings that count on their positions, each with how often.
    pub findings: Vec<(Finding, usize)>,
    /// Median days from logging a claim to the first verdict on whether it is
    /// so or whether they said it, to a tenth; None: no such verdict.
    pub median_days: Option<String>,
    /// Reporting words that the sources use for them, folded, the most frequent
    /// first; those that nobody confirmed by themselves, marked "(guessed)".
    pub cues: Vec<(String, usize)>,
    /// Claims whose source gives no reporting word.
    pub without_cue: usize,
}

/// Counts how each side and each party was treated, in some events or in the
/// whole casebook.
pub fn balance(store: &Store, events: &[EventId]) -> Result<Balance> {
    store.snapshot(|| {
        let scene = store.scene(events)?;
        let counted = Counted::of(store, events, &scene)?;
        Ok(Balance { sides: counted.sides(&scene), parties: counted.parties(&scene) })
    })
}

/// The place of voices on no side, after all sides.
const NO_SIDE: usize = usize::MAX;

/// What is counted of one claim.
struct OneClaim {
    party: PartyId,
    /// In whose name it was made, where it says so.
    behalf: Option<PartyId>,
    /// The verb the source has for them; of a speaker whom we infer there is
    /// none.
    cue: Option<String>,
    findings: Vec<Finding>,
    seconds: Option<i64>,
}

/// Every live claim in scope.
struct Counted(BTreeMap<ClaimId, OneClaim>);

impl Counted {
    fn of(store: &Store, events: &[EventId], scene: &Scene) -> Result<Self> {
        let verdicts = first_verdicts(store)?;
        let spoken: BTreeMap<ClaimId, PartyId> =
            scene.live().map(|position| (position.claim, position.party)).collect();
        let mut claims = BTreeMap::new();
        for row in claims_of(store, events)? {
            let newest = row.newest();
            let standing = store.standing_of(&row)?;
            // Whom the sources took for the speaker did not say it.
            if standing.attribution_of(newest.id) == Attribution::Misattributed {
                continue;
            }
            let findings = standing.findings.into_iter();
            let findings = findings
                .filter(|it| it.counts && it.at.version == newest.id)
                .map(|it| it.finding)
                .filter(|finding| *finding != Finding::Unassessed);
            let findings: Vec<Finding> = findings.collect();
            let checked = !findings.is_empty();
            let when = row.versions.iter().filter_map(|it| verdicts.get(&it.id.into())).min();
            let own = verdicts.get(&row.id.into());
            let when = when.into_iter().chain(own).min();
            let party = spoken.get(&row.id).copied().unwrap_or(newest.wording.speaker.party);
            let behalf = newest.wording.speaker.on_behalf_of;
            let is_guessed = newest.guessed.contains(&Guessed::Cue);
            claims.insert(
                row.id,
                OneClaim {
                    party: store.canonical_party(party)?,
                    behalf: behalf.map(|party| store.canonical_party(party)).transpose()?,
                    cue: newest
                        .wording
                        .cue
                        .as_deref()
                        .filter(|_| newest.wording.speaker.known != KnownBy::Inferred)
                        .map(|cue| crate::text::fold_str(cue).trim().to_owned())
                        .map(|cue| if is_guessed { format!("{cue} (guessed)") } else { cue }),
                    findings,
                    // Of what was never checked there is no time in which it was.
                    seconds: when
                        .filter(|_| checked)
                        .map(|when| when.unix() - row.versions[0].at.unix()),
                },
            );
        }
        Ok(Self(claims))
    }

    fn sides(&self, scene: &Scene) -> Vec<BalanceRow> {
        // A side of which nothing is logged has a row too: that is what to see.
        let mut of_side: BTreeMap<(u32, usize), (String, Vec<&OneClaim>)> = BTreeMap::new();
        for event in scene.events.values() {
            for (place, (name, _)) in event.sides.iter().enumerate() {
                of_side.insert((event.number, place), (name.clone(), Vec::new()));
            }
        }
        let mut seen: BTreeMap<ClaimId, Vec<EventId>> = BTreeMap::new();
        let event = |position: &ScenePosition| scene.question(position.question).map(|it| it.event);
        for position in scene.live() {
            let (Some(id), Some(claim)) = (event(position), self.0.get(&position.claim)) else {
                continue;
            };
            let Some(place) = scene.events.get(&id) else { continue };
            let events = seen.entry(position.claim).or_default();
            if events.contains(&id) {
                continue;
            }
            events.push(id);
            let side = side_taken(scene, id, position).map_or(NO_SIDE, |(side, _)| side);
            let others = || ("on no side".to_owned(), Vec::new());
            of_side.entry((place.number, side)).or_insert_with(others).1.push(claim);
        }
        let row = |((number, _), (name, claims)): (_, (String, Vec<&OneClaim>))| {
            row(format!("E{number}"), name, &claims)
        };
        of_side.into_iter().map(row).collect()
    }

    fn parties(&self, scene: &Scene) -> Vec<BalanceRow> {
        let mut of_party: BTreeMap<PartyId, Vec<&OneClaim>> = BTreeMap::new();
        for claim in self.0.values() {
            of_party.entry(claim.party).or_default().push(claim);
            if let Some(behalf) = claim.behalf.filter(|behalf| *behalf != claim.party) {
                of_party.entry(behalf).or_default().push(claim);
            }
        }
        let mut rows: Vec<(u32, BalanceRow)> = of_party
            .into_iter()
            .filter_map(|(id, claims)| {
                let party = scene.parties.get(&id)?;
                Some((party.number, row(format!("P{}", party.number), party.name.clone(), &claims)))
            })
            .collect();
        rows.sort_by_key(|(number, row)| (Reverse(row.claims), *number));
        rows.into_iter().map(|(_, row)| row).collect()
    }
}

fn claims_of(store: &Store, events: &[EventId]) -> Result<Vec<ClaimRow>> {
    if events.is_empty() {
        return store.claims(&ClaimFilter::default());
    }
    let mut rows = BTreeMap::new();
    for event in events {
        let filter = ClaimFilter { event: Some(*event), ..ClaimFilter::default() };
        rows.extend(store.claims(&filter)?.into_iter().map(|row| (row.number, row)));
    }
    Ok(rows.into_values().collect())
}

/// When the first verdict on whether it is so, or whether they said it, was
/// logged, by the version that it is on.
fn first_verdicts(store: &Store) -> Result<BTreeMap<crate::model::EntryId, Timestamp>> {
    let mut first: BTreeMap<_, Timestamp> = BTreeMap::new();
    for verdict in store.list::<fact::Verdict>()? {
        let on = match &verdict.fact.target {
            Target::Claim(_) => continue,
            Target::Position(at) => at.version,
            Target::Version(version) => *version,
        };
        let when = first.entry(on.into()).or_insert(verdict.at);
        *when = (*when).min(verdict.at);
    }
    Ok(first)
}

fn row(handle: String, name: String, claims: &[&OneClaim]) -> BalanceRow {
    let mut findings: BTreeMap<Finding, usize> = BTreeMap::new();
    let mut cues: BTreeMap<&str, usize> = BTreeMap::new();
    for claim in claims {
        for finding in &claim.findings {
            *findings.entry(*finding).or_default() += 1;
        }
        if let Some(cue) = &claim.cue {
            *cues.entry(cue).or_default() += 1;
        }
    }
    let mut cues: Vec<(String, usize)> =
        cues.into_iter().map(|(cue, times)| (cue.to_owned(), times)).collect();
    cues.sort_by_key(|(_, times)| Reverse(*times));
    BalanceRow {
        handle,
        name,
        claims: claims.len(),
        checked: claims.iter().filter(|claim| !claim.findings.is_empty()).count(),
        findings: findings.into_iter().collect(),
        median_days: median_days(claims.iter().filter_map(|claim| claim.seconds).collect()),
        cues,
        without_cue: claims.iter().filter(|claim| claim.cue.is_none()).count(),
    }
}

/// The median of seconds as days, to a tenth: "2.5"; None of none.
fn median_days(mut seconds: Vec<i64>) -> Option<String> {
    const TENTH: i64 = 8_640;
    seconds.sort_unstable();
    let middle = seconds.len() / 2;
    let median = match seconds.len() {
        0 => return None,
        odd if odd % 2 == 1 => seconds[middle],
        _ => i64::midpoint(seconds[middle - 1], seconds[middle]),
    };
    let tenths = (median + TENTH / 2).div_euclid(TENTH);
    Some(format!("{}.{}", tenths / 10, (tenths % 10).abs()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_in_days_to_a_tenth() {
        let day = 86_400;
        for (seconds, expected) in [
            (vec![], None),
            (vec![0], Some("0.0")),
            (vec![3 * day, day, 2 * day], Some("2.0")),
            (vec![day, 2 * day], Some("1.5")),
            (vec![8_000], Some("0.1")),
        ] {
            assert_eq!(median_days(seconds).as_deref(), expected);
        }
    }
}
