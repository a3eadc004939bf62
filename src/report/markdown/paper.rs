//! Corrections to what was published, versions and publications, custody.

use super::Page;
use super::escape::{plain, prose};
use crate::report::value::{CorrectionPart, CustodyPart, Report};
use crate::text::counted;

/// What was put right, the newest first: the report opens with it.
pub(super) fn corrections(page: &mut Page<'_>, corrections: &[CorrectionPart]) {
    if corrections.is_empty() {
        return;
    }
    page.heading(2, "Corrections to what was published");
    for one in corrections {
        page.item(&format!(
            "**{}** of {} \u{201c}{}\u{201d}, {}, by {}: {}",
            one.kind,
            one.publication,
            plain(&one.title),
            one.at,
            plain(&one.by),
            prose(&one.reason)
        ));
        if let Some(old) = &one.old {
            page.sub_item(&format!("It said: \u{201c}{}\u{201d}", prose(old)));
        }
        if let Some(new) = &one.new {
            page.sub_item(&format!("It should say: \u{201c}{}\u{201d}", prose(new)));
        }
        if !one.about.is_empty() {
            page.sub_item(&format!("About {}", plain(&one.about.join(", "))));
        }
    }
}

/// Published reports, each with its files and data cut.
pub(super) fn versions(page: &mut Page<'_>, report: &Report) {
    page.heading(2, "Publications");
    if report.publications.is_empty() {
        page.paragraph("No report on this was published from this record.");
    }
    for one in &report.publications {
        let at = if one.where_to.is_empty() {
            String::new()
        } else {
            format!(" at {}", plain(&one.where_to.join(", ")))
        };
        page.item(&format!(
            "{}: {}, published {} by {}{at}; it shows {}, root `{}`",
            one.handle,
            plain(&one.title),
            one.when,
            plain(&one.by),
            counted(one.entries, "entry"),
            one.root_sha256
        ));
        for file in &one.files {
            let (name, bytes) = (plain(&file.name), file.bytes);
            page.sub_item(&format!("{name}, {bytes} bytes, SHA-256 `{}`", file.sha256));
        }
        if let Some(despite) = &one.despite {
            page.sub_item(&prose(despite));
        }
        for fix in report.corrections.iter().filter(|fix| fix.publication == one.handle) {
            page.sub_item(&format!("**{}**, {}: {}", fix.kind, fix.at, prose(&fix.reason)));
        }
    }
}

/// What happened to the captures in use.
pub(super) fn custody(page: &mut Page<'_>, custody: &[CustodyPart]) {
    page.heading(2, "Custody");
    if custody.is_empty() {
        page.paragraph("No capture is in use.");
    }
    for one in custody {
        let (by, words) = (plain(&one.by), prose(&one.words));
        page.item(&format!("{}: logged {} by {by}: {words}", one.capture, one.at));
    }
}
