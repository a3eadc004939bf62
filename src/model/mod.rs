//! Values: ids, stamps, vocabularies, selectors, parties, places, dates, positions, verdict rules. No I/O, no SQL, no clock.
