//! The pages that one write quotes from: read, unpacked and hashed once, in
//! memory that does not grow with the write.

use std::cell::RefCell;
use std::rc::Rc;

use hashlink::LinkedHashMap;

use crate::error::Result;
use crate::journal::fact;
use crate::model::CaptureId;
use crate::store::{Logged, Store};

use super::quote::Page;

/// The most bytes of text that are kept, beside the newest page however long;
/// folded, each may be kept once more.
const MOST: usize = 8 << 20;

/// Pages, the longest unused first.
#[derive(Default)]
pub(super) struct Pages(RefCell<Kept>);

#[derive(Default)]
struct Kept {
    pages: LinkedHashMap<CaptureId, Rc<Page>>,
    bytes: usize,
}

impl Pages {
    /// A capture with its text, read if it is not at hand.
    pub(super) fn get(&self, store: &Store, capture: Logged<fact::Capture>) -> Result<Rc<Page>> {
        let id = CaptureId::from(capture.id);
        let mut kept = self.0.borrow_mut();
        if let Some(page) = kept.pages.to_back(&id) {
            return Ok(Rc::clone(page));
        }
        let page = Rc::new(Page::read(store, capture)?);
        kept.bytes += page.size();
        kept.pages.insert(id, Rc::clone(&page));
        while kept.bytes > MOST && kept.pages.len() > 1 {
            let Some((_, oldest)) = kept.pages.pop_front() else { break };
            kept.bytes -= oldest.size();
        }
        Ok(page)
    }

    /// Bytes came in: a page that had none may have them now.
    pub(super) fn forget_missing(&self) {
        self.0.borrow_mut().pages.retain(|_, page| page.text.is_some());
    }

    /// Bytes left.
    pub(super) fn forget_all(&self) {
        *self.0.borrow_mut() = Kept::default();
    }
}
