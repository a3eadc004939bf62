//! Random and mutated inputs, the same for the same seed.

/// A generator of numbers (xorshift64*, Vigna 2016).
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    /// A number below `end`; 0 where that is 0.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() >> 11).unwrap_or(0) % end.max(1)
    }

    pub(crate) fn pick<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len())]
    }
}

/// What breaks readers: ends of ranges, other digits, marks, odd characters.
const TOKENS: &[&str] = &[
    "",
    "0",
    "-1",
    "9",
    "00",
    "18446744073709551615",
    "9223372036854775808",
    "-9223372036854775808",
    "4294967296",
    "1e999",
    "NaN",
    "null",
    "true",
    "{}",
    "[]",
    "[[[[[[[[",
    "}}}}}}",
    "\"",
    "\\",
    "\\u0000",
    "\\ud800",
    "'",
    "`",
    "\0",
    "\u{1b}[31m",
    "\r\n",
    "\t",
    " ",
    "\u{a0}",
    "\u{feff}",
    "\u{202e}",
    "\u{200d}",
    "\u{301}",
    "\u{1f468}\u{200d}\u{1f469}",
    "é",
    "ß",
    "İ",
    "ﬁ",
    "۱۲",
    "١",
    "ي",
    "“",
    "”",
    "’",
    "—",
    "/",
    "//",
    "@",
    "#",
    ".",
    "..",
    "~",
    "?",
    "%",
    "+",
    "=",
    ":",
    "*",
    "(",
    ")",
    "AND",
    "NEAR(",
    "../",
    "X",
    "XX",
    "u",
    "2025-10-17",
    "20XX",
    "..2025",
    "2025-13-45",
    "P1",
    "C1@2.1",
    "E1/k#2",
    "each",
    "dozens",
    "about",
];

/// An input made of one or two samples, or of nothing but chance.
pub(crate) fn mutated(dice: &mut Dice, samples: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = match dice.below(16) {
        0 => (0..dice.below(64)).map(|_| dice.next().to_le_bytes()[0]).collect(),
        1 => (0..dice.below(24)).flat_map(|_| dice.pick(TOKENS).bytes()).collect(),
        _ => dice.pick(samples).clone(),
    };
    for _ in 0..dice.below(6) {
        change(dice, &mut bytes, samples);
    }
    bytes.truncate(1 << 16);
    bytes
}

fn change(dice: &mut Dice, bytes: &mut Vec<u8>, samples: &[Vec<u8>]) {
    let (from, to) = (dice.below(bytes.len() + 1), dice.below(bytes.len() + 1));
    let (from, to) = (from.min(to), from.max(to));
    match dice.below(7) {
        0 if from < bytes.len() => bytes[from] ^= 1 << dice.below(8),
        1 if from < bytes.len() => bytes[from] = dice.next().to_le_bytes()[0],
        2 => drop(bytes.drain(from..to.min(from + 8))),
        3 => drop(bytes.splice(from..from, dice.pick(TOKENS).bytes())),
        4 => drop(bytes.splice(from..to.min(from + 4), dice.pick(TOKENS).bytes())),
        5 => {
            let again = bytes[from..to].repeat(1 + dice.below(4));
            bytes.splice(from..from, again);
        }
        _ => {
            let other = dice.pick(samples);
            let cut = dice.below(other.len() + 1);
            bytes.truncate(from);
            bytes.extend_from_slice(&other[cut..]);
        }
    }
}
