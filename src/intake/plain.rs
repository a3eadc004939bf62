//! From bytes to characters, in the encoding that a member, a mark, the sender
//! or the bytes themselves tell.
//!
//! Never with loss: where bytes do not fit, nothing is replaced and the first
//! that does not is named. A page with lost characters could be quoted wrongly.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

use crate::error::{Error, Result};

/// How bytes became characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoding {
    /// Encoding that a mark, the sender, the document or a member declares.
    pub declared: Option<String>,
    /// Encoding that was guessed.
    pub guessed: Option<String>,
    /// Encoding that was used.
    pub used: String,
}

/// A decoded text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Decoded {
    /// The text; None: the bytes after `skip` are it.
    pub(super) text: Option<String>,
    /// Bytes of a mark before the text.
    pub(super) skip: usize,
    /// How; None: plain UTF-8, which nothing needs to be said of.
    pub(super) decoding: Option<Decoding>,
}

/// An encoding that somebody names, and who.
#[derive(Clone, Copy, Debug)]
pub(super) struct Declared<'a> {
    /// The name.
    pub(super) label: &'a str,
    /// Who names it: "the sender", "the page".
    pub(super) by: &'a str,
    /// Whether it overrides everything else: a member says so.
    pub(super) firm: bool,
}

/// Decodes bytes.
///
/// In order of trust: what a member says, a byte-order mark, UTF-16 by its
/// zeros, UTF-8 that fits, what is declared, a guess. Valid UTF-8 beyond ASCII
/// hardly ever is anything else, whatever a header says.
///
/// # Errors
///
/// [`Error::Refused`] where no encoding fits, naming the first byte that does
/// not, and for bytes that are no text.
pub(super) fn decode(bytes: &[u8], declared: Option<Declared<'_>>) -> Result<Decoded> {
    if let Some(firm) = declared.filter(|declared| declared.firm) {
        let encoding = by_label(firm.label)?;
        let (text, skip) = fit(encoding, bytes).map_err(|at| refuse(encoding, at, Some(firm)))?;
        let label = format!("{} ({})", name(encoding), firm.by);
        return Ok(decoded(bytes, text, skip, told(Some(label), None, encoding)));
    }
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        let (text, skip) = fit(encoding, bytes).map_err(|at| refuse(encoding, at, None))?;
        let label = format!("{} (byte-order mark)", name(encoding));
        return Ok(decoded(bytes, text, skip, told(Some(label), None, encoding)));
    }
    let label = declared.map(|it| format!("{} ({})", it.label.to_ascii_lowercase(), it.by));
    let named = declared.and_then(|it| Encoding::for_label(it.label.as_bytes()));
    // UTF-16 of Latin letters is valid UTF-8, full of zeros.
    let zeros = if bytes.contains(&0) { guess_utf16(bytes) } else { None };
    if zeros.is_none() && std::str::from_utf8(bytes).is_ok() {
        let other = named.is_some_and(|encoding| encoding != UTF_8) && !bytes.is_ascii();
        let decoding = label.map(|label| told(Some(label), other.then_some(UTF_8), UTF_8));
        return Ok(Decoded { text: None, skip: 0, decoding });
    }
    if let Some(encoding) = named.filter(|encoding| *encoding != UTF_8 && zeros.is_none())
        && let Ok((text, skip)) = fit(encoding, bytes)
    {
        return Ok(decoded(bytes, text, skip, told(label, None, encoding)));
    }
    let encoding = guess(bytes)?;
    let (text, skip) = fit(encoding, bytes).map_err(|at| refuse(encoding, at, None))?;
    Ok(decoded(bytes, text, skip, told(label, Some(encoding), encoding)))
}

/// The first byte of `bytes` that is not of UTF-8, in words for a person.
pub(super) fn refuse_utf8(at: u64) -> Error {
    refuse(UTF_8, Some(at), None)
}

fn told(
    declared: Option<String>,
    guessed: Option<&'static Encoding>,
    used: &'static Encoding,
) -> Decoding {
    Decoding { declared, guessed: guessed.map(name), used: name(used) }
}

fn decoded(bytes: &[u8], text: Option<String>, skip: usize, decoding: Decoding) -> Decoded {
    debug_assert!(skip <= bytes.len(), "a mark is part of the bytes");
    Decoded { text, skip, decoding: Some(decoding) }
}

fn name(encoding: &'static Encoding) -> String {
    encoding.name().to_ascii_lowercase()
}

fn by_label(label: &str) -> Result<&'static Encoding> {
    Encoding::for_label(label.as_bytes()).ok_or_else(|| {
        Error::usage(
            format!("`{label}` is no encoding that is known"),
            "name one of the Encoding Standard: utf-8, utf-16le, windows-1256, iso-8859-6, \u{2026}",
        )
    })
}

/// Bytes in an encoding: the text (None where the bytes are it) and the length
/// of the mark before it. Err: the first byte that does not fit, if known.
fn fit(encoding: &'static Encoding, bytes: &[u8]) -> Result<(Option<String>, usize), Option<u64>> {
    let skip = match Encoding::for_bom(bytes) {
        Some((marked, length)) if marked == encoding => length,
        _ => 0,
    };
    let rest = &bytes[skip..];
    if encoding == UTF_8 {
        return match std::str::from_utf8(rest) {
            Ok(_) => Ok((None, skip)),
            Err(error) => Err(Some(error.valid_up_to() as u64 + skip as u64)),
        };
    }
    match encoding.decode_without_bom_handling_and_without_replacement(rest) {
        Some(text) => Ok((Some(text.into_owned()), skip)),
        None => Err(None),
    }
}

/// The encoding that bytes which are not UTF-8 seem to be in.
fn guess(bytes: &[u8]) -> Result<&'static Encoding> {
    if let Some(encoding) = guess_utf16(bytes) {
        return Ok(encoding);
    }
    if let Some(at) = broken_utf8(bytes) {
        return Err(refuse(UTF_8, Some(at as u64), None));
    }
    if bytes.iter().any(|b| matches!(b, 0..=8 | 14..=26 | 28..=31)) {
        return Err(Error::refused(
            "this is no text: it holds bytes that no text has",
            "capture a text, a page, a PDF or a web archive; any other file can be evidence: `rashomon evidence add --file`",
        ));
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    Ok(detector.guess(None, Utf8Detection::Deny))
}

/// UTF-16 without a mark: in every second byte the same few values, those of
/// Latin (00) or of Arabic letters and of blanks (06, 00).
fn guess_utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    if bytes.len() < 4 || !bytes.len().is_multiple_of(2) {
        return None;
    }
    let few = |from: usize| {
        let every = bytes.iter().skip(from).step_by(2);
        every.filter(|b| matches!(b, 0 | 6 | 0x20)).count() * 10 > bytes.len() / 2 * 9
    };
    let zero = |from: usize| bytes.iter().skip(from).step_by(2).any(|b| *b == 0);
    match (few(0) && zero(0), few(1) && zero(1)) {
        (true, false) => Some(UTF_16BE),
        (false, true) => Some(UTF_16LE),
        _ => None,
    }
}

/// Where bytes that are UTF-8 for the rest break it: they end within a
/// character, or hold at least as many sound characters and surrogates as
/// stretches that are neither.
///
/// In other encodings a pair of letters that happens to be sound stands among
/// many that are not: Arabic text has one at every comma.
fn broken_utf8(bytes: &[u8]) -> Option<usize> {
    let error = std::str::from_utf8(bytes).err()?;
    let (mut like, mut unlike, mut at) = (0usize, 0usize, 0);
    for chunk in bytes.utf8_chunks() {
        like += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        at += chunk.valid().len();
        match bytes.get(at..at + 3) {
            // A surrogate, as some programs write it; its other two bytes follow.
            Some([0xed, 0xa0..=0xbf, 0x80..=0xbf]) => like += 3,
            _ => unlike += usize::from(!chunk.invalid().is_empty()),
        }
        at += chunk.invalid().len();
    }
    (error.error_len().is_none() || like >= unlike).then_some(error.valid_up_to())
}

fn refuse(encoding: &'static Encoding, at: Option<u64>, by: Option<Declared<'_>>) -> Error {
    let name = encoding.name();
    let place = at.map_or_else(String::new, |at| format!(": byte {at} does not fit"));
    let who = by.map_or_else(String::new, |by| format!(", as {} says", by.by));
    Error::refused(
        format!("the file is not {name} text{who}{place}"),
        "say its encoding with --encoding, or save it anew as UTF-8; no character is replaced silently",
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn text(bytes: &[u8], declared: Option<Declared<'_>>) -> (String, Option<Decoding>) {
        let decoded = decode(bytes, declared).unwrap();
        let same = || String::from_utf8(bytes[decoded.skip..].to_vec()).unwrap();
        (decoded.text.unwrap_or_else(same), decoded.decoding)
    }

    const fn page(label: &str) -> Declared<'_> {
        Declared { label, by: "the page", firm: false }
    }

    const fn member(label: &str) -> Declared<'_> {
        Declared { label, by: "a member", firm: true }
    }

    #[test]
    fn plain_utf_8_needs_nothing_said() {
        assert_eq!(text("naïve خبر".as_bytes(), None), ("naïve خبر".into(), None));
    }

    #[test]
    fn a_mark_is_no_text_and_names_the_encoding() {
        for (bytes, used) in [
            (&b"\xef\xbb\xbf\xd8\xae"[..], "utf-8"),
            (b"\xff\xfe\x2e\x06", "utf-16le"),
            (b"\xfe\xff\x06\x2e", "utf-16be"),
        ] {
            let (text, decoding) = text(bytes, Some(page("windows-1252")));
            assert_eq!(text, "خ");
            let decoding = decoding.unwrap();
            assert_eq!(decoding.used, used);
            assert_eq!(decoding.declared, Some(format!("{used} (byte-order mark)")));
        }
    }

    #[test]
    fn utf_16_without_a_mark_is_known_by_its_zeros() {
        for words in ["He did not fire.", "او نے کہا کہ نہیں"] {
            let little: Vec<u8> = words.encode_utf16().flat_map(u16::to_le_bytes).collect();
            let big: Vec<u8> = words.encode_utf16().flat_map(u16::to_be_bytes).collect();
            for (bytes, used) in [(little, "utf-16le"), (big, "utf-16be")] {
                let (text, decoding) = text(&bytes, None);
                let decoding = decoding.unwrap();
                assert_eq!((text.as_str(), decoding.used.as_str()), (words, used));
                assert_eq!(decoding.guessed.as_deref(), Some(used));
            }
        }
    }

    #[test]
    fn what_is_declared_counts_where_it_fits() {
        let arabic = encoding_rs::WINDOWS_1256.encode("قال المتحدث إنه لم يطلق النار").0;
        let (read, decoding) = text(&arabic, Some(page("Windows-1256")));
        assert_eq!(read, "قال المتحدث إنه لم يطلق النار");
        let decoding = decoding.unwrap();
        assert_eq!(decoding.declared.as_deref(), Some("windows-1256 (the page)"));
        assert_eq!((decoding.guessed, decoding.used.as_str()), (None, "windows-1256"));
    }

    #[test]
    fn utf_8_that_fits_counts_more_than_a_wrong_header() {
        let (read, decoding) = text("caf\u{e9}".as_bytes(), Some(page("windows-1252")));
        let decoding = decoding.unwrap();
        assert_eq!((read.as_str(), decoding.used.as_str()), ("café", "utf-8"));
        assert_eq!(decoding.guessed.as_deref(), Some("utf-8"));
    }

    #[test]
    fn an_undeclared_encoding_is_guessed_and_said_to_be() {
        let words = "المتحدث باسم الوزارة قال يوم الخميس إن القوات لم تطلق النار على القرية";
        let arabic = encoding_rs::WINDOWS_1256.encode(words).0;
        let (read, decoding) = text(&arabic, None);
        let decoding = decoding.unwrap();
        assert_eq!(read, words);
        assert_eq!(decoding.guessed.as_deref(), Some("windows-1256"));
        assert_eq!(decoding.declared, None);
    }

    #[test]
    fn letters_that_happen_to_be_sound_utf_8_do_not_stop_a_guess() {
        let arabic =
            "توقف إضراب العبّارات بعد تسعة أيام، وقال رئيس النقابة، في بيان: «لم يخسر أحد أجر يوم»";
        let japanese = "フェリーのストライキは九日後に終わったと組合が発表した。";
        let chinese = "渡轮罢工九天后结束，工会周四表示，没有人损失一天的工资。";
        let korean = "여객선 파업이 아흐레 만에 끝났다고 노조가 목요일에 밝혔다.";
        let russian = "Забастовка паромщиков закончилась, сообщил профсоюз.";
        for (words, encoding) in [
            (arabic, encoding_rs::WINDOWS_1256),
            (japanese, encoding_rs::SHIFT_JIS),
            (japanese, encoding_rs::EUC_JP),
            (chinese, encoding_rs::GBK),
            (korean, encoding_rs::EUC_KR),
            (russian, encoding_rs::WINDOWS_1251),
        ] {
            let bytes = encoding.encode(words).0;
            let (read, decoding) = text(&bytes, None);
            assert_eq!(read, words, "{encoding:?}");
            assert_eq!(decoding.unwrap().guessed, Some(name(encoding)));
        }
    }

    #[test]
    fn a_member_overrides_and_is_held_to_it() {
        let (read, decoding) = text(b"caf\xe9", Some(member("iso-8859-2")));
        assert_eq!((read.as_str(), decoding.unwrap().used.as_str()), ("café", "iso-8859-2"));
        assert!(decode(b"caf\xe9", Some(member("utf-8"))).is_err());
        assert!(matches!(decode(b"a", Some(member("klingon"))), Err(Error::Usage { .. })));
    }

    #[test]
    fn broken_text_is_refused_with_its_first_bad_byte() {
        for (bytes, byte) in [
            (&b"caf\xc3"[..], 3),
            (b"a\xed\xa0\x80", 1),
            (b"\xef\xbb\xbfcaf\xe9", 6),
            ("é and \u{62e} then ".as_bytes(), 0),
        ] {
            let mut bytes = bytes.to_vec();
            if byte == 0 {
                bytes.push(0xff);
            }
            let error = decode(&bytes, None).unwrap_err().to_string();
            let wanted = if byte == 0 { bytes.len() - 1 } else { byte };
            assert!(error.contains(&format!("byte {wanted} does not fit")), "{error}");
        }
        assert!(decode(b"\x00\x01\x02\xff\xfe\x80zzzzz", None).is_err());
    }

    proptest! {
        /// Whatever comes is read as it is, or refused; and what a member's
        /// encoding gives back is what was written in it.
        #[test]
        fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            if let Ok(decoded) = decode(&bytes, None) {
                prop_assert!(decoded.skip <= bytes.len());
                if decoded.text.is_none() {
                    prop_assert!(std::str::from_utf8(&bytes[decoded.skip..]).is_ok());
                }
            }
        }

        #[test]
        fn text_in_utf_16_comes_back(words in "[a-zآ-ی 0-9]{1,60}", big in any::<bool>()) {
            let order = if big { u16::to_be_bytes } else { u16::to_le_bytes };
            let bytes: Vec<u8> = words.encode_utf16().flat_map(order).collect();
            let label = if big { "utf-16be" } else { "utf-16le" };
            prop_assert_eq!(text(&bytes, Some(member(label))).0, words);
        }
    }
}
