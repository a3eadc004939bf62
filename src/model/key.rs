//! The short keys that people type: a question's, a member's, a unit's.

use super::Invalid;

/// Checks a question's, unit's or category's key: `[a-z][a-z0-9_-]{0,39}`.
pub fn check_key(what: &'static str, key: &str) -> Result<(), Invalid> {
    let starts = key.starts_with(|c: char| c.is_ascii_lowercase());
    let word = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_' || b == b'-';
    if starts && key.len() <= 40 && key.bytes().all(word) {
        return Ok(());
    }
    Err(Invalid::form(
        what,
        key,
        "expected a small letter, then small letters, digits, `-` or `_`, 40 at most",
    ))
}

/// Checks a member's key: `[a-z0-9-]+`, 40 at most.
pub fn check_member_key(key: &str) -> Result<(), Invalid> {
    let word = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    if !key.is_empty() && key.len() <= 40 && key.bytes().all(word) {
        return Ok(());
    }
    let why = "expected small letters, digits or `-`, 40 at most";
    Err(Invalid::form("a member's key", key, why))
}

/// Turns any name into a key: small ASCII letters, digits and single dashes,
/// 40 at most; `fallback` where nothing is left.
pub fn slug(name: &str, fallback: &str) -> String {
    let mut key = String::new();
    for c in name.to_lowercase().chars() {
        if c.is_ascii_alphanumeric() {
            key.push(c);
        } else if !key.is_empty() && !key.ends_with('-') {
            key.push('-');
        }
    }
    let key: String = key.chars().take(40).collect();
    let key = key.trim_end_matches('-');
    if key.is_empty() { fallback.to_owned() } else { key.to_owned() }
}
