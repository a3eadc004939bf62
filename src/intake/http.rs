//! Answers of web servers as archives keep them: head, body, and the codings
//! around the body (RFC 9112, RFC 9110 §8.4).

use std::io::Read;

use flate2::read::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};

use crate::error::{Error, Result};

use super::MAX_HELD;

/// The most headers of one answer.
const MAX_HEADERS: usize = 200;

/// An answer whose body is still coded.
#[derive(Debug)]
pub(super) struct Answer {
    /// Status: 200.
    pub(super) status: u16,
    /// Headers, name and value, in order.
    pub(super) headers: Vec<[String; 2]>,
    /// Where its body begins.
    pub(super) body: usize,
}

impl Answer {
    /// Reads the head of an answer.
    pub(super) fn parse(bytes: &[u8]) -> Result<Self, String> {
        let mut headers = [httparse::EMPTY_HEADER; MAX_HEADERS];
        let mut answer = httparse::Response::new(&mut headers);
        match answer.parse(bytes) {
            Ok(httparse::Status::Complete(body)) => Ok(Self {
                status: answer.code.unwrap_or_default(),
                headers: answer
                    .headers
                    .iter()
                    .map(|header| {
                        let value = String::from_utf8_lossy(header.value).into_owned();
                        [header.name.to_owned(), value]
                    })
                    .collect(),
                body,
            }),
            Ok(httparse::Status::Partial) => Err("its HTTP head does not end".into()),
            Err(error) => Err(format!("its HTTP head cannot be read ({error})")),
        }
    }

    /// The first header of a name.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|[other, _]| other.eq_ignore_ascii_case(name));
        found.map(|[_, value]| value.as_str())
    }

    /// The words of a header that is a list, in lower case.
    pub(super) fn list(&self, name: &str) -> Vec<String> {
        let named = self.headers.iter().filter(|[other, _]| other.eq_ignore_ascii_case(name));
        let words = named.flat_map(|[_, value]| value.split(','));
        words.map(|word| word.trim().to_ascii_lowercase()).filter(|word| !word.is_empty()).collect()
    }
}

/// Takes a chunked body apart; None if it is not chunked, whatever the head
/// says: many archives keep the head and undo the chunks.
pub(super) fn dechunk(mut body: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(body.len());
    loop {
        let Ok(httparse::Status::Complete((start, size))) = httparse::parse_chunk_size(body) else {
            return None;
        };
        let end = start.checked_add(usize::try_from(size).ok()?)?;
        let chunk = body.get(start..end)?;
        if size == 0 {
            return Some(out);
        }
        out.extend_from_slice(chunk);
        body = body.get(end..)?.strip_prefix(b"\r\n")?;
    }
}

/// Undoes content encodings, the last first; None if there are none.
///
/// # Errors
///
/// [`Error::Refused`] for an encoding that is not known, for bytes that are cut
/// or broken, and for more than [`MAX_HELD`] bytes unpacked.
pub(super) fn unpack(bytes: &[u8], encodings: &[String]) -> Result<Option<Vec<u8>>> {
    unpack_to(bytes, encodings, MAX_HELD)
}

fn unpack_to(bytes: &[u8], encodings: &[String], most: u64) -> Result<Option<Vec<u8>>> {
    let mut unpacked = None;
    for encoding in encodings.iter().rev().filter(|encoding| *encoding != "identity") {
        let packed: &[u8] = unpacked.as_deref().unwrap_or(bytes);
        unpacked = Some(undo(packed, encoding, most)?);
    }
    Ok(unpacked)
}

fn undo(packed: &[u8], encoding: &str, most: u64) -> Result<Vec<u8>> {
    match encoding {
        "gzip" | "x-gzip" => all(MultiGzDecoder::new(packed), encoding, most),
        // RFC 9110 means zlib; some servers send the bare stream.
        "deflate" => all(ZlibDecoder::new(packed), encoding, most)
            .or_else(|_| all(DeflateDecoder::new(packed), encoding, most)),
        other => Err(Error::refused(
            format!("it is packed as `{other}`, which is not read"),
            "save the page from a browser and capture that",
        )),
    }
}

fn all(reader: impl Read, encoding: &str, most: u64) -> Result<Vec<u8>> {
    let mut out = Vec::new();
    let read = reader.take(most + 1).read_to_end(&mut out);
    if out.len() as u64 > most {
        return Err(Error::refused(
            format!("unpacked ({encoding}) it has more than {most} bytes"),
            "this may be a bomb: nothing of it was kept",
        ));
    }
    match read {
        Ok(_) => Ok(out),
        Err(error) => Err(Error::refused(
            format!("it is packed as {encoding} and cannot be unpacked: {error}"),
            "get it anew: it was cut or damaged",
        )),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};
    use proptest::prelude::*;

    use super::*;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn words(list: &[&str]) -> Vec<String> {
        list.iter().map(|word| (*word).to_owned()).collect()
    }

    #[test]
    fn a_head_is_read_and_its_body_begins_after_it() {
        let bytes =
            b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\ncontent-encoding: gzip, br\r\n\r\nbody";
        let answer = Answer::parse(bytes).unwrap();
        assert_eq!((answer.status, &bytes[answer.body..]), (200, &b"body"[..]));
        assert_eq!(answer.header("CONTENT-TYPE"), Some("text/html"));
        assert_eq!(answer.list("Content-Encoding"), ["gzip", "br"]);
        assert!(Answer::parse(b"HTTP/1.1 200 OK\r\nA: b\r\n").is_err());
        assert!(Answer::parse(b"\0\0").is_err());
    }

    #[test]
    fn chunks_are_joined_and_what_is_not_chunked_is_left() {
        assert_eq!(dechunk(b"3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n").unwrap(), b"abcde");
        assert_eq!(dechunk(b"<html>"), None);
        assert_eq!(dechunk(b"ffffffffffffffff\r\nabc"), None);
        assert_eq!(dechunk(b"3\r\nab"), None);
        assert_eq!(dechunk(b""), None);
    }

    #[test]
    fn codings_are_undone_and_bombs_and_cuts_refused() {
        let text = b"The ferry stopped at four.";
        let mut zlib = ZlibEncoder::new(Vec::new(), Compression::fast());
        zlib.write_all(text).unwrap();
        let mut bare = DeflateEncoder::new(Vec::new(), Compression::fast());
        bare.write_all(text).unwrap();
        for (packed, codings) in [
            (gzip(text), words(&["gzip"])),
            (gzip(&gzip(text)), words(&["gzip", "identity", "x-gzip"])),
            (zlib.finish().unwrap(), words(&["deflate"])),
            (bare.finish().unwrap(), words(&["deflate"])),
        ] {
            assert_eq!(unpack(&packed, &codings).unwrap().unwrap(), text);
        }
        assert_eq!(unpack(text, &words(&["identity"])).unwrap(), None);
        let bomb = gzip(&vec![0; 100_000]);
        let refused = unpack_to(&bomb, &words(&["gzip"]), 99_999).unwrap_err().to_string();
        assert!(refused.contains("more than 99999 bytes"), "{refused}");
        assert!(unpack(&bomb[..bomb.len() / 2], &words(&["gzip"])).is_err());
        assert!(unpack(text, &words(&["br"])).unwrap_err().to_string().contains("`br`"));
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = Answer::parse(&bytes);
            let _ = dechunk(&bytes);
            let _ = unpack(&bytes, &words(&["gzip"]));
            let _ = unpack(&bytes, &words(&["deflate"]));
        }
    }
}
