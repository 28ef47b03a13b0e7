//! Sentences of notices in the language of the command line.

use loa_calendar::language::Language;
use loa_plan_reader::notice::Sentence;

/// The sentence in this language.
pub fn pick(language: Language, sentence: &Sentence) -> &str {
    language.choose(&sentence.vi, &sentence.en)
}
