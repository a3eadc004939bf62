//! Web archives (WARC, ISO 28500:2017), packed with gzip or not, one record at
//! a time.
//!
//! Lengths in an archive are what somebody wrote into it: a block is read up to
//! a limit, whatever its length says, and all that is unpacked together up to
//! another. Digests are held against the bytes.

use std::io::{BufRead, Read};

use data_encoding::{BASE32, HEXLOWER_PERMISSIVE};
use sha1::Sha1;
use sha2::{Digest, Sha256};

/// The most bytes of a record's head.
const MAX_HEAD: u64 = 64 << 10;

/// One record.
#[derive(Debug)]
pub(super) struct Record {
    /// Named fields, in order.
    fields: Vec<[String; 2]>,
    /// The block; None: it is longer than the limit and was passed over.
    pub(super) block: Option<Vec<u8>>,
    /// The length that it says.
    pub(super) length: u64,
}

/// Reads the records of an archive in order.
pub(super) struct Records<R> {
    input: std::io::Take<R>,
    total: u64,
    most: u64,
}

impl Record {
    /// A named field.
    pub(super) fn field(&self, name: &str) -> Option<&str> {
        let found = self.fields.iter().find(|[other, _]| other.eq_ignore_ascii_case(name));
        found.map(|[_, value]| value.as_str())
    }

    /// What kind of record it is: `response`.
    pub(super) fn kind(&self) -> &str {
        self.field("WARC-Type").unwrap_or("untyped")
    }

    /// The address that it answers.
    pub(super) fn target(&self) -> Option<&str> {
        // Some writers put it in angle brackets, after the letter of WARC/1.0.
        let target = self.field("WARC-Target-URI")?.trim();
        Some(target.strip_prefix('<').and_then(|inner| inner.strip_suffix('>')).unwrap_or(target))
    }
}

impl<R: BufRead> Records<R> {
    /// Over unpacked bytes: blocks of at most `most` bytes, `total` in all.
    pub(super) fn new(input: R, most: u64, total: u64) -> Self {
        Self { input: input.take(total), total, most }
    }

    /// The next record; None at the end.
    ///
    /// # Errors
    ///
    /// In words, where the archive cannot be read on from here.
    pub(super) fn next(&mut self) -> Result<Option<Record>, String> {
        let Some(version) = self.first_line()? else { return Ok(None) };
        if !version.starts_with("WARC/") {
            return Err(format!("a record begins with {version:.20?}, not with its version"));
        }
        let mut fields: Vec<[String; 2]> = Vec::new();
        let mut head = version.len() as u64;
        loop {
            let Some(line) = self.line()? else { return Err(self.ended("the head of a record")) };
            if line.is_empty() {
                break;
            }
            head += line.len() as u64;
            if head > MAX_HEAD {
                return Err(format!("the head of a record has more than {MAX_HEAD} bytes"));
            }
            let more = line.strip_prefix([' ', '\t']);
            if let (Some(more), Some([_, value])) = (more, fields.last_mut()) {
                *value = format!("{value} {}", more.trim());
                continue;
            }
            let field = line.split_once(':');
            let (name, value) =
                field.ok_or_else(|| format!("{line:.40?} is no field of a record"))?;
            fields.push([name.trim().to_owned(), value.trim().to_owned()]);
        }
        let record = Record { fields, block: None, length: 0 };
        let length = record.field("Content-Length").and_then(|length| length.parse().ok());
        let length: u64 = length.ok_or("a record does not say how long it is")?;
        let block = self.block(length)?;
        Ok(Some(Record { block, length, ..record }))
    }

    fn block(&mut self, length: u64) -> Result<Option<Vec<u8>>, String> {
        let mut block = Vec::new();
        let mut input = self.input.by_ref().take(length);
        let kept = length <= self.most;
        let read = if kept {
            input.read_to_end(&mut block).map(|read| read as u64)
        } else {
            std::io::copy(&mut input, &mut std::io::sink())
        };
        match read {
            Ok(read) if read == length => Ok(kept.then_some(block)),
            Ok(_) => Err(self.ended("a record")),
            Err(error) => Err(format!("it cannot be unpacked: {error}")),
        }
    }

    /// The first line that is not empty: records end in two empty ones.
    fn first_line(&mut self) -> Result<Option<String>, String> {
        for _ in 0..8 {
            match self.line()? {
                Some(line) if line.is_empty() => {}
                other => return Ok(other),
            }
        }
        Err("empty lines stand where a record should begin".into())
    }

    fn line(&mut self) -> Result<Option<String>, String> {
        let mut line = Vec::new();
        let read = self.input.by_ref().take(MAX_HEAD).read_until(b'\n', &mut line);
        read.map_err(|error| format!("it cannot be unpacked: {error}"))?;
        if line.is_empty() {
            // A clean end, unless it is that of what may be read.
            return if self.input.limit() == 0 { Err(self.ended("")) } else { Ok(None) };
        }
        if line.last() != Some(&b'\n') {
            return Err(self.ended("a line"));
        }
        let line = String::from_utf8_lossy(&line);
        Ok(Some(line.trim_end_matches(['\r', '\n']).to_owned()))
    }

    fn ended(&self, within: &str) -> String {
        if self.input.limit() == 0 {
            return format!(
                "unpacked it has more than {} bytes, which no archive of its size has: this may be a bomb",
                self.total
            );
        }
        format!("it ends within {within}: it was cut")
    }
}

/// Whether a digest as WARC writes it (`sha1:BASE32`, `sha256:hex`) is that of
/// some bytes; None for an algorithm that is not known here.
pub(super) fn digest_is(written: &str, bytes: &[u8]) -> Option<bool> {
    let (algorithm, value) = written.split_once(':')?;
    let digest: Vec<u8> = match algorithm.trim().to_ascii_lowercase().as_str() {
        "sha1" | "sha-1" => Sha1::digest(bytes).to_vec(),
        "sha256" | "sha-256" => Sha256::digest(bytes).to_vec(),
        _ => return None,
    };
    let value = value.trim();
    let hex = HEXLOWER_PERMISSIVE.decode(value.as_bytes()).ok();
    let padded = format!("{}{}", value.to_ascii_uppercase(), "=".repeat((8 - value.len() % 8) % 8));
    let base32 = BASE32.decode(padded.as_bytes()).ok();
    Some(hex.is_some_and(|it| it == digest) || base32.is_some_and(|it| it == digest))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn record(kind: &str, block: &str) -> String {
        format!(
            "WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Target-URI: <http://a.example/>\r\nContent-Length: {}\r\nX: a\r\n b\r\n\r\n{block}\r\n\r\n",
            block.len()
        )
    }

    fn read(bytes: &[u8], most: u64, total: u64) -> (Vec<Record>, Option<String>) {
        let mut records = Records::new(bytes, most, total);
        let mut found = Vec::new();
        loop {
            match records.next() {
                Ok(Some(record)) => found.push(record),
                Ok(None) => return (found, None),
                Err(why) => return (found, Some(why)),
            }
        }
    }

    #[test]
    fn records_are_read_one_after_the_other() {
        let (records, end) =
            read((record("warcinfo", "a: b") + &record("response", "hello")).as_bytes(), 100, 1000);
        assert_eq!(end, None);
        assert_eq!(records.iter().map(Record::kind).collect::<Vec<_>>(), ["warcinfo", "response"]);
        assert_eq!(records[1].block.as_deref(), Some(&b"hello"[..]));
        assert_eq!(
            (records[1].target(), records[1].field("x")),
            (Some("http://a.example/"), Some("a b"))
        );
    }

    #[test]
    fn a_block_over_the_limit_is_passed_over_and_the_next_is_read() {
        let (records, end) = read((record("a", "123456") + &record("b", "1")).as_bytes(), 5, 1000);
        assert_eq!(end, None);
        assert_eq!((records[0].block.is_none(), records[0].length), (true, 6));
        assert_eq!(records[1].block.as_deref(), Some(&b"1"[..]));
    }

    #[test]
    fn an_archive_that_lies_is_stopped_with_a_reason() {
        let whole = record("response", "hello");
        for (bytes, total, why) in [
            (whole.replace("Content-Length: 5", "Content-Length: 5000"), 1000, "cut"),
            (
                whole.replace("Content-Length: 5", "Content-Length: 18446744073709551615"),
                1000,
                "cut",
            ),
            (whole.replace("Content-Length: 5", "Content-Length: -1"), 1000, "how long"),
            (whole.replace("WARC/1.1", "PACK/1.1"), 1000, "not with its version"),
            (whole[..40].to_owned(), 1000, "cut"),
            (whole.clone() + &whole, 200, "bomb"),
            ("\r\n".repeat(100), 1000, "empty lines"),
            (format!("WARC/1.0\r\n{}", "a: b\r\n".repeat(30000)), 1 << 20, "head of a record"),
        ] {
            let end = read(bytes.as_bytes(), 100, total).1.expect(why);
            assert!(end.contains(why), "{end:?} does not say {why:?}");
        }
    }

    #[test]
    fn digests_are_held_against_the_bytes() {
        for (written, is) in [
            ("sha1:VL2MMHO4YXUKFWV63YHTWSBM3GXKSQ2N", Some(true)),
            ("sha1:aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d", Some(true)),
            (
                "sha-256:2CF24DBA5FB0A30E26E83B2AC5B9E29E1B161E5C1FA7425E73043362938B9824",
                Some(true),
            ),
            ("sha1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", Some(false)),
            ("sha1:?", Some(false)),
            ("md5:5d41402abc4b2a76b9719d911017c592", None),
            ("hello", None),
        ] {
            assert_eq!(digest_is(written, b"hello"), is, "{written}");
        }
    }

    proptest! {
        #[test]
        fn a_mutated_archive_is_read_or_stopped(
            at in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..20),
        ) {
            let mut bytes = (record("warcinfo", "a") + &record("response", "hello")).into_bytes();
            for (index, byte) in at {
                let place = index.index(bytes.len());
                bytes[place] = byte;
            }
            let (records, _) = read(&bytes, 1000, 10_000);
            prop_assert!(records.len() <= 4);
        }
    }
}
