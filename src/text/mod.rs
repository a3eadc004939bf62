//! Pure functions over text: locate a quotation, fold, word diff.
