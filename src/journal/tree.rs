//! The Merkle tree over entries (RFC 6962 §2.1), with stored hashes that are
//! only ever appended, in the order of Go's sumdb (`StoredHashIndex`).
//!
//! The sums are done by the `tlog_tiles` crate; this file gives them our types,
//! a reader that works without a store, and errors where the crate panics.

use std::cell::RefCell;

use tlog_tiles::{Error as TlogError, Hash as TlogHash, HashReader};

/// A SHA-256 digest: a leaf, an inner node or a root.
pub type Hash = [u8; 32];

/// Most entries that a tree can have: its stored hashes are then `i64::MAX`,
/// the most that a casebook can number. (The crate's sums overflow at 2^63.)
pub const MAX_ENTRIES: u64 = 1 << 62;

/// Most hashes in a proof: one a level, and one more. The crate copies what is
/// left of a proof at each level, so a longer one is refused before it looks.
const MAX_PROOF: usize = 64;

/// Why the tree could not be computed, or a proof made or believed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TreeError {
    /// A stored hash is not there.
    #[error("stored hash {0} is missing")]
    Missing(u64),
    /// The hashes do not fit together, or could not be read.
    #[error("the tree's hashes do not fit together: {0}")]
    Unfit(String),
    /// More than [`MAX_ENTRIES`].
    #[error("a journal of {0} entries is larger than any casebook can be")]
    TooLarge(u64),
    /// A proof was asked, or given, about an entry behind the tree's end.
    #[error("entry number {seq} is not among the first {size}, counted from 0")]
    Outside {
        /// Number of the entry.
        seq: u64,
        /// Entries in the tree.
        size: u64,
    },
    /// A later tree is smaller than an earlier one.
    #[error("a journal of {new} entries cannot continue one of {old}")]
    Shrunk {
        /// Entries in the earlier tree.
        old: u64,
        /// Entries in the later tree.
        new: u64,
    },
    /// The proof does not lead to the root.
    #[error("the proof does not hold")]
    NotProven,
}

/// Gives stored hashes by their index.
pub trait ReadNodes {
    /// The hashes at these indexes, in the same order.
    ///
    /// # Errors
    ///
    /// [`TreeError::Missing`] for the first that is not there.
    fn nodes(&self, indexes: &[u64]) -> Result<Vec<Hash>, TreeError>;
}

/// The leaf of an entry: SHA-256 of a zero byte and the body (RFC 6962 §2.1).
pub fn leaf_hash(body: &[u8]) -> Hash {
    tlog_tiles::record_hash(body).0
}

/// The root of a tree without entries: SHA-256 of nothing.
pub const fn empty_root() -> Hash {
    tlog_tiles::EMPTY_HASH.0
}

/// Number of stored hashes of a tree of `size` entries; `u64::MAX` beyond
/// [`MAX_ENTRIES`].
pub fn node_count(size: u64) -> u64 {
    if size <= MAX_ENTRIES { tlog_tiles::stored_hash_count(size) } else { u64::MAX }
}

/// The stored hashes that an entry adds at number `size`, with their indexes,
/// in order: its leaf, then each subtree that it completes.
pub fn append_nodes(
    size: u64,
    leaf: Hash,
    nodes: &impl ReadNodes,
) -> Result<Vec<(u64, Hash)>, TreeError> {
    check_size(size.saturating_add(1))?;
    let added = reading(nodes, |reader| {
        tlog_tiles::stored_hashes_for_record_hash(size, TlogHash(leaf), reader)
    })?;
    Ok((node_count(size)..).zip(from_tlog(added)).collect())
}

/// The root over the first `size` entries; reads at most 1 + log2(size) hashes.
pub fn root(size: u64, nodes: &impl ReadNodes) -> Result<Hash, TreeError> {
    check_size(size)?;
    reading(nodes, |reader| tlog_tiles::tree_hash(size, reader)).map(|hash| hash.0)
}

/// Proves that entry number `seq` is among the first `size` (RFC 6962 §2.1.1):
/// the hashes beside its path, from the leaf up.
///
/// # Errors
///
/// [`TreeError::Outside`] where `seq` is not below `size`.
pub fn inclusion_proof(
    seq: u64,
    size: u64,
    nodes: &impl ReadNodes,
) -> Result<Vec<Hash>, TreeError> {
    check_within(seq, size)?;
    reading(nodes, |reader| tlog_tiles::prove_record(size, seq, reader)).map(from_tlog)
}

/// Checks a proof that `leaf` is entry number `seq` of the tree of `size`
/// entries with this root.
///
/// # Errors
///
/// [`TreeError::NotProven`] where it is not; [`TreeError::Outside`] where there
/// is no such number.
pub fn check_inclusion(
    seq: u64,
    leaf: Hash,
    size: u64,
    root: Hash,
    proof: &[Hash],
) -> Result<(), TreeError> {
    check_within(seq, size)?;
    let proof = to_tlog(proof)?;
    let checked = tlog_tiles::check_record(&proof, size, TlogHash(root), seq, TlogHash(leaf));
    checked.map_err(|_| TreeError::NotProven)
}

/// Proves that the first `new_size` entries begin with the first `old_size`
/// (RFC 6962 §2.1.2). Everything begins with nothing: from 0, no hashes.
///
/// # Errors
///
/// [`TreeError::Shrunk`] where `new_size` is below `old_size`.
pub fn consistency_proof(
    old_size: u64,
    new_size: u64,
    nodes: &impl ReadNodes,
) -> Result<Vec<Hash>, TreeError> {
    check_growth(old_size, new_size)?;
    if old_size == 0 {
        return Ok(Vec::new());
    }
    reading(nodes, |reader| tlog_tiles::prove_tree(new_size, old_size, reader)).map(from_tlog)
}

/// Checks a proof that a tree continues an earlier one: the same entries in the
/// same order, and perhaps more behind them.
///
/// From a tree without entries the proof is empty, as in C2SP tlog-witness.
///
/// # Errors
///
/// [`TreeError::NotProven`] where it does not; [`TreeError::Shrunk`] where it is
/// the smaller one.
pub fn check_consistency(
    old_size: u64,
    old_root: Hash,
    new_size: u64,
    new_root: Hash,
    proof: &[Hash],
) -> Result<(), TreeError> {
    check_growth(old_size, new_size)?;
    if old_size == 0 {
        let starts_empty = old_root == empty_root() && proof.is_empty();
        let holds = starts_empty && (new_size > 0 || new_root == old_root);
        return if holds { Ok(()) } else { Err(TreeError::NotProven) };
    }
    let proof = to_tlog(proof)?;
    let (old_root, new_root) = (TlogHash(old_root), TlogHash(new_root));
    let checked = tlog_tiles::check_tree(&proof, new_size, new_root, old_size, old_root);
    checked.map_err(|_| TreeError::NotProven)
}

/// The tree, computed one leaf at a time in memory O(log n).
#[derive(Clone, Debug, Default)]
pub struct Roll {
    size: u64,
    /// Roots of the full subtrees so far, the largest first, with their heights.
    peaks: Vec<(u32, Hash)>,
}

impl Roll {
    /// A tree without entries.
    pub const fn new() -> Self {
        Self { size: 0, peaks: Vec::new() }
    }

    /// Number of leaves so far.
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// Adds a leaf; gives the stored hashes that it adds, as [`append_nodes`].
    pub fn push(&mut self, leaf: Hash) -> Vec<(u64, Hash)> {
        let mut index = node_count(self.size);
        let mut added = vec![(index, leaf)];
        let (mut height, mut hash) = (0, leaf);
        while let Some((_, left)) = self.peaks.pop_if(|(peak, _)| *peak == height) {
            hash = node_hash(left, hash);
            height += 1;
            index += 1;
            added.push((index, hash));
        }
        self.peaks.push((height, hash));
        self.size += 1;
        added
    }

    /// The root over the leaves so far.
    pub fn root(&self) -> Hash {
        let mut peaks = self.peaks.iter().rev().map(|(_, hash)| *hash);
        let Some(last) = peaks.next() else { return empty_root() };
        peaks.fold(last, |right, left| node_hash(left, right))
    }
}

/// Lets the crate read our nodes, and keeps our error while its own passes by.
pub(super) struct Reader<'a, R> {
    nodes: &'a R,
    failed: RefCell<Option<TreeError>>,
}

impl<R: ReadNodes> HashReader for Reader<'_, R> {
    fn read_hashes(&self, indexes: &[u64]) -> Result<Vec<TlogHash>, TlogError> {
        let read = self.nodes.nodes(indexes).and_then(|nodes| {
            let (got, asked) = (nodes.len(), indexes.len());
            // The crate panics on a wrong number.
            let wrong = || TreeError::Unfit(format!("{got} were read where {asked} were asked"));
            if got == asked { Ok(nodes) } else { Err(wrong()) }
        });
        read.map(|nodes| nodes.into_iter().map(TlogHash).collect()).map_err(|error| {
            self.failed.replace(Some(error));
            TlogError::IndexesNotInTree
        })
    }
}

/// Runs one of the crate's sums over our nodes.
pub(super) fn reading<R: ReadNodes, T>(
    nodes: &R,
    sum: impl FnOnce(&Reader<'_, R>) -> Result<T, TlogError>,
) -> Result<T, TreeError> {
    let reader = Reader { nodes, failed: RefCell::new(None) };
    sum(&reader).map_err(|error| {
        let failed = reader.failed.into_inner();
        failed.unwrap_or_else(|| TreeError::Unfit(error.to_string()))
    })
}

fn check_size(size: u64) -> Result<(), TreeError> {
    if size <= MAX_ENTRIES { Ok(()) } else { Err(TreeError::TooLarge(size)) }
}

fn check_within(seq: u64, size: u64) -> Result<(), TreeError> {
    check_size(size)?;
    if seq < size { Ok(()) } else { Err(TreeError::Outside { seq, size }) }
}

fn check_growth(old: u64, new: u64) -> Result<(), TreeError> {
    check_size(new)?;
    if old <= new { Ok(()) } else { Err(TreeError::Shrunk { old, new }) }
}

fn to_tlog(proof: &[Hash]) -> Result<Vec<TlogHash>, TreeError> {
    if proof.len() > MAX_PROOF {
        return Err(TreeError::NotProven);
    }
    Ok(proof.iter().copied().map(TlogHash).collect())
}

fn from_tlog(hashes: Vec<TlogHash>) -> Vec<Hash> {
    hashes.into_iter().map(|hash| hash.0).collect()
}

fn node_hash(left: Hash, right: Hash) -> Hash {
    tlog_tiles::node_hash(TlogHash(left), TlogHash(right)).0
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::to_hex;

    struct Stored(Vec<Hash>);

    impl ReadNodes for Stored {
        fn nodes(&self, indexes: &[u64]) -> Result<Vec<Hash>, TreeError> {
            let node =
                |index: &u64| usize::try_from(*index).ok().and_then(|at| self.0.get(at)).copied();
            indexes.iter().map(|index| node(index).ok_or(TreeError::Missing(*index))).collect()
        }
    }

    /// The definition of RFC 6962 §2.1, word for word.
    fn by_definition(leaves: &[Hash]) -> Hash {
        match leaves {
            [] => empty_root(),
            [leaf] => *leaf,
            _ => {
                let (left, right) = leaves.split_at(leaves.len().next_power_of_two() / 2);
                node_hash(by_definition(left), by_definition(right))
            }
        }
    }

    /// Published values: a change here is a change of format, not a fix.
    #[test]
    fn hashes_agree_with_rfc_6962() {
        let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        assert_eq!(to_hex(&empty_root()), empty);
        let of_nothing = "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d";
        assert_eq!(to_hex(&leaf_hash(b"")), of_nothing);
        assert_eq!(crate::journal::id_of(b"").to_string(), of_nothing);
        // The eight leaves that certificate-transparency implementations test with.
        let leaves: [&[u8]; 8] = [
            b"",
            b"\x00",
            b"\x10",
            b"\x20\x21",
            b"\x30\x31",
            b"\x40\x41\x42\x43",
            b"\x50\x51\x52\x53\x54\x55\x56\x57",
            b"\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f",
        ];
        let roots = [
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
            "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
            "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
            "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
        ];
        let mut roll = Roll::new();
        for (leaf, root) in leaves.into_iter().zip(roots) {
            roll.push(leaf_hash(leaf));
            assert_eq!(to_hex(&roll.root()), root, "{} leaves", roll.size());
        }
    }

    fn stored(leaves: &[Hash]) -> Stored {
        let mut roll = Roll::new();
        Stored(leaves.iter().flat_map(|leaf| roll.push(*leaf)).map(|(_, hash)| hash).collect())
    }

    #[test]
    fn a_missing_hash_is_named() {
        let mut nodes = stored(&[[1; 32], [2; 32], [3; 32]]);
        nodes.0.truncate(3);
        assert_eq!(root(3, &nodes), Err(TreeError::Missing(3)));
        assert_eq!(append_nodes(3, [4; 32], &nodes), Err(TreeError::Missing(3)));
    }

    #[test]
    fn a_reader_that_gives_too_few_hashes_is_an_error() {
        struct Nothing;
        impl ReadNodes for Nothing {
            fn nodes(&self, _: &[u64]) -> Result<Vec<Hash>, TreeError> {
                Ok(Vec::new())
            }
        }
        let why = "0 were read where 2 were asked".to_owned();
        assert_eq!(root(3, &Nothing), Err(TreeError::Unfit(why)));
    }

    #[test]
    fn absurd_sizes_are_refused_and_never_panic() {
        let nodes = stored(&[[1; 32]]);
        let hash = [7; 32];
        for size in [MAX_ENTRIES + 1, 1 << 63, (1 << 63) + 1, u64::MAX - 1, u64::MAX] {
            let refused = TreeError::TooLarge(size);
            assert_eq!(node_count(size), u64::MAX);
            assert_eq!(root(size, &nodes), Err(refused.clone()));
            assert_eq!(append_nodes(size - 1, hash, &nodes), Err(refused.clone()));
            assert_eq!(inclusion_proof(0, size, &nodes), Err(refused.clone()));
            assert_eq!(check_inclusion(0, hash, size, hash, &[]), Err(refused.clone()));
            assert_eq!(consistency_proof(1, size, &nodes), Err(refused.clone()));
            assert_eq!(check_consistency(1, hash, size, hash, &[]), Err(refused));
        }
        assert_eq!(append_nodes(u64::MAX, hash, &nodes), Err(TreeError::TooLarge(u64::MAX)));
    }

    #[test]
    fn the_largest_size_is_computed_without_overflow() {
        let nodes = stored(&[[1; 32]]);
        let (most, hash) = (MAX_ENTRIES, [7; 32]);
        let count = i64::MAX.unsigned_abs();
        assert_eq!(node_count(most), count);
        assert_eq!(root(most, &nodes), Err(TreeError::Missing(count - 1)));
        assert!(matches!(append_nodes(most - 1, hash, &nodes), Err(TreeError::Missing(_))));
        for seq in [0, 1, most / 2, most - 1] {
            assert!(matches!(inclusion_proof(seq, most, &nodes), Err(TreeError::Missing(_))));
            let proof = vec![hash; 62];
            let checked = check_inclusion(seq, hash, most, hash, &proof);
            assert_eq!(checked, Err(TreeError::NotProven));
        }
        for old in [1, 3, most / 2, most / 2 + 1, most - 1] {
            assert!(matches!(consistency_proof(old, most, &nodes), Err(TreeError::Missing(_))));
            for length in [0, 1, 61, 62, 63, 64, 100_000] {
                let proof = vec![hash; length];
                let checked = check_consistency(old, hash, most, hash, &proof);
                assert_eq!(checked, Err(TreeError::NotProven), "from {old}, {length} hashes");
            }
        }
    }

    #[test]
    fn every_tree_continues_the_empty_one() {
        let (nodes, root) = (stored(&[[1; 32]]), [1; 32]);
        assert_eq!(consistency_proof(0, 1, &nodes), Ok(vec![]));
        assert_eq!(check_consistency(0, empty_root(), 1, root, &[]), Ok(()));
        assert_eq!(check_consistency(0, empty_root(), 0, empty_root(), &[]), Ok(()));
        let refused = Err(TreeError::NotProven);
        assert_eq!(check_consistency(0, empty_root(), 0, root, &[]), refused);
        assert_eq!(check_consistency(0, root, 1, root, &[]), refused);
        assert_eq!(check_consistency(0, empty_root(), 1, root, &[root]), refused);
    }

    #[test]
    fn what_is_not_in_the_tree_has_no_proof() {
        let (nodes, hash) = (stored(&[[1; 32]]), [1; 32]);
        let outside = TreeError::Outside { seq: 1, size: 1 };
        assert_eq!(inclusion_proof(1, 1, &nodes), Err(outside.clone()));
        assert_eq!(check_inclusion(1, hash, 1, hash, &[]), Err(outside));
        let shrunk = TreeError::Shrunk { old: 2, new: 1 };
        assert_eq!(consistency_proof(2, 1, &nodes), Err(shrunk.clone()));
        assert_eq!(check_consistency(2, hash, 1, hash, &[]), Err(shrunk));
    }

    /// The proof with one bit of one hash turned, for each hash; cut short by
    /// one; longer by one.
    fn spoilt(proof: &[Hash]) -> Vec<Vec<Hash>> {
        let turned = (0..proof.len()).map(|at| {
            let mut proof = proof.to_vec();
            proof[at][at % 32] ^= 1 << (at % 8);
            proof
        });
        let cut = proof.split_last().map(|(_, rest)| rest.to_vec());
        turned.chain(cut).chain([[proof, &[[0; 32]]].concat()]).collect()
    }

    proptest! {
        #[test]
        fn rolling_appending_and_the_definition_agree(leaves in prop::collection::vec(any::<Hash>(), 0..70)) {
            let (mut roll, mut stored) = (Roll::new(), Stored(Vec::new()));
            for (size, leaf) in (0..).zip(&leaves) {
                let added = append_nodes(size, *leaf, &stored).unwrap();
                prop_assert_eq!(&roll.push(*leaf), &added);
                stored.0.extend(added.iter().map(|(_, hash)| *hash));
            }
            prop_assert_eq!(stored.0.len() as u64, node_count(leaves.len() as u64));
            prop_assert_eq!(roll.root(), by_definition(&leaves));
            prop_assert_eq!(root(leaves.len() as u64, &stored).unwrap(), roll.root());
        }

        #[test]
        fn a_proof_holds_for_its_entry_and_a_spoilt_one_does_not(
            leaves in prop::collection::vec(any::<Hash>(), 1..40),
            pick in any::<prop::sample::Index>(),
        ) {
            let (nodes, size) = (stored(&leaves), leaves.len() as u64);
            let (at, root) = (pick.index(leaves.len()), by_definition(&leaves));
            let (seq, leaf) = (at as u64, leaves[at]);
            let proof = inclusion_proof(seq, size, &nodes).unwrap();
            prop_assert_eq!(check_inclusion(seq, leaf, size, root, &proof), Ok(()));
            for spoilt in spoilt(&proof) {
                let checked = check_inclusion(seq, leaf, size, root, &spoilt);
                prop_assert_eq!(checked, Err(TreeError::NotProven));
            }
        }

        #[test]
        fn a_tree_continues_each_earlier_one_and_no_other(
            leaves in prop::collection::vec(any::<Hash>(), 1..40),
            pick in any::<prop::sample::Index>(),
        ) {
            let (nodes, new) = (stored(&leaves), leaves.len() as u64);
            let old = pick.index(leaves.len()) + 1;
            let old_root = by_definition(&leaves[..old]);
            let (old, new_root) = (old as u64, by_definition(&leaves));
            let proof = consistency_proof(old, new, &nodes).unwrap();
            prop_assert_eq!(check_consistency(old, old_root, new, new_root, &proof), Ok(()));
            for spoilt in spoilt(&proof) {
                let checked = check_consistency(old, old_root, new, new_root, &spoilt);
                prop_assert_eq!(checked, Err(TreeError::NotProven));
            }
            let checked = check_consistency(old, [0; 32], new, new_root, &proof);
            prop_assert_eq!(checked, Err(TreeError::NotProven));
        }
    }
}
