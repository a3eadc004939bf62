//! The journal as tiles (C2SP tlog-tiles): files of 256 hashes or entries, that
//! any static web server can hand out.

use tlog_tiles::Tile as TlogTile;

use super::tree::{Hash, ReadNodes, TreeError, reading};

/// Hashes of one level in a tile: two to the eighth.
const HEIGHT: u8 = 8;

/// Entries in a full bundle.
pub const BUNDLE: u64 = 1 << HEIGHT;

/// A file of hashes.
#[derive(Clone, Debug)]
pub struct Tile(TlogTile);

/// The files of hashes of a journal of `size` entries, level by level.
pub fn tiles(size: u64) -> Vec<Tile> {
    TlogTile::new_tiles(HEIGHT, 0, size).into_iter().map(Tile).collect()
}

impl Tile {
    /// Where it lies: `tile/0/000`, `tile/1/x001/234.p/7`. The crate writes the
    /// height too, as Go's module mirror does.
    pub fn path(&self) -> String {
        self.0.path().replacen(&format!("tile/{HEIGHT}/"), "tile/", 1)
    }

    /// Its hashes, 32 bytes each.
    pub fn bytes(&self, nodes: &impl ReadNodes) -> Result<Vec<u8>, TreeError> {
        reading(nodes, |reader| self.0.read_data(reader))
    }
}

/// Where the bundle of entries lies that begins at `BUNDLE * number` and holds
/// `width` of them.
pub fn bundle_path(number: u64, width: u64) -> String {
    let width = u32::try_from(width).map_or(1 << HEIGHT, |width| width.min(1 << HEIGHT));
    let path = TlogTile::new(HEIGHT, 0, number, width, true).path();
    path.replacen(&format!("tile/{HEIGHT}/data/"), "tile/entries/", 1)
}

/// Adds an entry to a bundle: two bytes of length, the highest first, and its
/// body, which is never longer.
pub fn bundle(bytes: &mut Vec<u8>, body: &[u8]) {
    let length = u16::try_from(body.len()).unwrap_or(u16::MAX);
    bytes.extend(length.to_be_bytes());
    bytes.extend(&body[..usize::from(length)]);
}

/// A hash in a tile, by its place in it.
pub fn hash_at(bytes: &[u8], at: usize) -> Option<Hash> {
    bytes.get(32 * at..32 * (at + 1))?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::tree::{Roll, leaf_hash};

    struct Stored(Vec<Hash>);

    impl ReadNodes for Stored {
        fn nodes(&self, indexes: &[u64]) -> Result<Vec<Hash>, TreeError> {
            Ok(indexes.iter().map(|index| self.0[usize::try_from(*index).unwrap()]).collect())
        }
    }

    #[test]
    fn tiles_lie_where_the_standard_has_them_and_hold_the_hashes() {
        let mut roll = Roll::new();
        let leaf = |seq: u64| leaf_hash(&seq.to_be_bytes());
        let added = (0..300).flat_map(|seq| roll.push(leaf(seq)));
        let nodes = Stored(added.map(|(_, hash)| hash).collect());
        let tiles = tiles(300);
        let paths: Vec<String> = tiles.iter().map(Tile::path).collect();
        assert_eq!(paths, ["tile/0/000", "tile/0/001.p/44", "tile/1/000.p/1"]);
        let first = tiles[0].bytes(&nodes).unwrap();
        assert_eq!(first.len(), 256 * 32);
        assert_eq!(hash_at(&first, 7), Some(leaf(7)));
        let mut half = Roll::new();
        (0..256).for_each(|seq| drop(half.push(leaf(seq))));
        assert_eq!(tiles[2].bytes(&nodes).unwrap(), half.root());
        assert_eq!(bundle_path(1, 44), "tile/entries/001.p/44");
        assert_eq!(bundle_path(1234, 256), "tile/entries/x001/234");
    }
}
