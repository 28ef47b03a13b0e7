//! The bank of terms: what a word is called in another language.

use loa_db::error::DbError;
use loa_db::id::Id;
use loa_db::params;
use loa_db::tx::Tx;

use crate::activity::Language;

/// A term that a locality agreed on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// Identity.
    pub id: Id,
    /// In Vietnamese.
    pub word: String,
    /// The same without marks, in small letters.
    pub folded: String,
    /// In the other language.
    pub rendering: String,
    /// When to say it so; who was asked.
    pub note: String,
}

/// The terms of a language, by their Vietnamese words.
///
/// # Errors
/// See [`DbError`].
pub async fn of_language(tx: &mut Tx, language: Language) -> Result<Vec<Term>, DbError> {
    let sql = "SELECT id, word, folded, rendering, note FROM term WHERE locality_id = $1 AND language = $2 \
               ORDER BY folded LIMIT 5000";
    let rows = tx.rows(sql, params![tx.locality(), language.key()]).await?;
    rows.iter()
        .map(|row| {
            Ok(Term {
                id: row.id("id")?,
                word: row.text("word")?,
                folded: row.text("folded")?,
                rendering: row.text("rendering")?,
                note: row.text("note")?,
            })
        })
        .collect()
}

/// Writes a term, in place of the one for the same word.
///
/// # Errors
/// See [`DbError`].
pub async fn put(tx: &mut Tx, language: Language, term: &Term) -> Result<(), DbError> {
    let sql = "INSERT INTO term (id, locality_id, language, word, folded, rendering, note, changed_by, changed_at) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (locality_id, language, folded) DO UPDATE SET word = $4, \
               rendering = $6, note = $7, changed_by = $8, changed_at = $9";
    let values = params![
        tx.new_id(),
        tx.locality(),
        language.key(),
        &term.word,
        &term.folded,
        &term.rendering,
        &term.note,
        tx.person(),
        tx.now()
    ];
    tx.execute(sql, values).await.map(drop)
}

/// Takes a term out.
///
/// # Errors
/// See [`DbError`].
pub async fn delete(tx: &mut Tx, id: Id) -> Result<bool, DbError> {
    let sql = "DELETE FROM term WHERE locality_id = $1 AND id = $2";
    Ok(tx.execute(sql, params![tx.locality(), id]).await? == 1)
}
