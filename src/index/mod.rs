//! Corpus to hits: full-text search. Knows nothing of themes: callers pass ids.
