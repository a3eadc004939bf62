//! What some bytes are: as the sender says, by the name, by how they begin.

use std::path::Path;

/// What a reader is chosen by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Text without markup, in some encoding.
    Plain,
    /// A web page.
    Html,
    /// A PDF.
    Pdf,
    /// A web archive, packed or not: many captures.
    Warc,
    /// Nothing that text can be taken from; what it looks like.
    Other(&'static str),
}

/// How files of a kind begin, and what people call them.
const SIGNATURES: &[(&[u8], &str)] = &[
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF87a", "a GIF picture"),
    (b"GIF89a", "a GIF picture"),
    (b"PK\x03\x04", "a ZIP archive (or a Word, Excel or OpenDocument file)"),
    (b"\xd0\xcf\x11\xe0", "an older Word or Excel file"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"SQLite format 3\0", "an SQLite database, such as a casebook"),
    (b"OggS\0", "a sound or film file"),
    (b"ID3\x03", "a sound file"),
    (b"ID3\x04", "a sound file"),
    (b"\x1aE\xdf\xa3", "a film file"),
    (b"\x1f\x8b", "a gzip archive that holds no WARC"),
    (b"BZh91AY", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"Rar!\x1a", "a RAR archive"),
];

impl Kind {
    /// What some bytes are, by `declared` (a media type), by `name` and by
    /// `head`, their first bytes (512 are enough).
    ///
    /// What the bytes say for certain counts most: a PDF is one under any name.
    pub fn of(declared: Option<&str>, name: Option<&str>, head: &[u8]) -> Self {
        if head.starts_with(b"%PDF-") {
            return Self::Pdf;
        }
        if head.starts_with(b"WARC/") {
            return Self::Warc;
        }
        let film = head.first() == Some(&0) && head.get(4..8) == Some(b"ftyp");
        let riff = head.starts_with(b"RIFF")
            && matches!(head.get(8..12), Some(b"WAVE" | b"AVI " | b"WEBP"));
        if film || riff {
            return Self::Other("a sound, picture or film file");
        }
        if let Some((_, what)) = SIGNATURES.iter().find(|(start, _)| head.starts_with(start)) {
            return Self::Other(what);
        }
        if is_mhtml(head) {
            return Self::Other("a page saved as MHTML (\u{201c}single file\u{201d})");
        }
        match declared.map(essence).as_deref() {
            Some("text/html" | "application/xhtml+xml") => return Self::Html,
            Some("text/plain") => return Self::Plain,
            _ => {}
        }
        let extension = name.and_then(|name| Path::new(name).extension()?.to_str());
        match extension.map(str::to_ascii_lowercase).as_deref() {
            Some("html" | "htm" | "xhtml" | "xht") => Self::Html,
            Some("txt" | "text" | "md") => Self::Plain,
            _ if begins_as_html(head) => Self::Html,
            _ => Self::Plain,
        }
    }

    /// Its media type (RFC 6838), where the sender gave none.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Plain => "text/plain",
            Self::Html => "text/html",
            Self::Pdf => "application/pdf",
            Self::Warc => "application/warc",
            Self::Other(_) => "application/octet-stream",
        }
    }
}

/// A media type without its parameters, in lower case.
pub(super) fn essence(media_type: &str) -> String {
    media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// The `charset` of a media type.
pub(super) fn charset(media_type: &str) -> Option<String> {
    media_type.split(';').skip(1).find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        let value = value.trim().trim_matches(['"', '\'']);
        (name.trim().eq_ignore_ascii_case("charset") && !value.is_empty()).then(|| value.to_owned())
    })
}

fn begins_as_html(head: &[u8]) -> bool {
    let text = String::from_utf8_lossy(head).to_ascii_lowercase();
    let mut rest = text.trim_start_matches(['\u{feff}', '\0']).trim_start();
    while let Some(after) = rest.strip_prefix("<!--").or_else(|| rest.strip_prefix("<?xml")) {
        let Some((_, after)) = after.split_once('>') else { return false };
        rest = after.trim_start();
    }
    ["<!doctype html", "<html", "<head", "<body"].iter().any(|start| rest.starts_with(start))
}

fn is_mhtml(head: &[u8]) -> bool {
    let text = String::from_utf8_lossy(head).to_ascii_lowercase();
    text.contains("mime-version:") && text.contains("multipart/related")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_bytes_are_is_told_from_themselves_then_the_sender_then_the_name() {
        for (declared, name, head, kind) in [
            (None, Some("a.txt"), &b"%PDF-1.7"[..], Kind::Pdf),
            (Some("text/html"), None, b"WARC/1.0\r\n", Kind::Warc),
            (Some("text/html; charset=utf-8"), Some("a.txt"), b"x", Kind::Html),
            (Some("Text/Plain"), Some("a.html"), b"<html>", Kind::Plain),
            (Some("application/octet-stream"), Some("A.HTM"), b"x", Kind::Html),
            (None, Some("page.txt"), b"<html>", Kind::Plain),
            (None, None, b"\xef\xbb\xbf <!-- a --> <!DOCTYPE html>", Kind::Html),
            (None, None, b"<?xml version='1.0'?>\n<html>", Kind::Html),
            (None, Some("page"), b"He said <html> once", Kind::Plain),
            (None, None, b"", Kind::Plain),
        ] {
            assert_eq!(Kind::of(declared, name, head), kind, "{declared:?} {name:?}");
        }
        assert!(matches!(Kind::of(Some("text/plain"), None, b"\x89PNG\r\n"), Kind::Other(_)));
        assert!(matches!(Kind::of(None, None, b"\0\0\0\x18ftypisom"), Kind::Other(_)));
    }

    #[test]
    fn a_charset_is_read_from_a_media_type() {
        for (media_type, charset_of) in [
            ("text/html; charset=windows-1256", Some("windows-1256")),
            ("text/html;CHARSET=\"utf-8\"; x=y", Some("utf-8")),
            ("text/html; x", None),
            ("text/html; charset=", None),
        ] {
            assert_eq!(charset(media_type).as_deref(), charset_of, "{media_type}");
        }
        assert_eq!(essence(" Text/HTML ; a=b"), "text/html");
    }
}
