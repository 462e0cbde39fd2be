//! Replies that were paid for, shared by all runs and processes of a user.

use super::StoreError;
use super::database::{Database, Plan};
use crate::client::{Completion, Request};
use rusqlite::{OptionalExtension, params};
use std::fs;
use std::path::Path;
use std::time::Duration;

const TABLES: &str = "CREATE TABLE IF NOT EXISTS requests (digest TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS replies (
    base_url TEXT NOT NULL, request TEXT NOT NULL, sample INTEGER NOT NULL, model TEXT NOT NULL,
    purpose TEXT NOT NULL, completion TEXT NOT NULL, tokens INTEGER NOT NULL, prompt_tokens INTEGER NOT NULL,
    PRIMARY KEY (base_url, request, sample)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS lengths ON replies (model, purpose, tokens, prompt_tokens);";

/// How long another process may hold the database.
const PATIENCE: Duration = Duration::from_secs(30);

const CURE: &str = "it holds replies that were paid for, so it stays as it is: save what `sqlite3 FILE .recover` \
                    can read, or move the file away and pay again";

/// The fewest replies from which a usual length is told.
const FEWEST: u64 = 5;

/// The tokens of a reply, as a line over those of its request.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct UsualLength {
    read: f64,
    written: f64,
    slope: f64,
}

impl UsualLength {
    /// Fits the line by least squares, from the means of x, y, xy and x²; replies do not get shorter with longer requests.
    fn of([read, written, product, square]: [f64; 4]) -> Self {
        let spread = square - read * read;
        let slope = (product - read * written) / spread;
        Self {
            read,
            written,
            slope: if spread > 1.0 { slope.max(0.0) } else { 0.0 },
        }
    }

    /// The tokens of a reply to a request of so many.
    #[must_use]
    pub fn at(self, prompt_tokens: f64) -> f64 {
        (self.written + self.slope * (prompt_tokens - self.read)).max(1.0)
    }
}

/// Some samples of a request, as they are kept.
pub struct KeptReply<'a> {
    /// The server that answered.
    pub base_url: &'a str,
    /// What was asked.
    pub request: &'a Request,
    /// What it was asked for.
    pub purpose: &'a str,
    /// The tokens that the model read, for all samples together.
    pub prompt_tokens: u64,
    /// The numbers of the samples, and what the model wrote.
    pub completions: &'a [(usize, Completion)],
}

/// A database of replies by server, request and sample. A process that is killed loses none that was put.
pub struct Replies {
    database: Database,
}

impl Replies {
    /// Opens the database of a cache folder, or makes it.
    ///
    /// # Errors
    /// Where the folder cannot be written, or the database is broken: it holds what was paid for, so it is not
    /// put aside without being asked.
    pub fn open(folder: &Path) -> Result<Self, StoreError> {
        fs::create_dir_all(folder).map_err(|error| StoreError::cache("create", folder, &error))?;
        let plan = Plan {
            path: folder.join("replies.sqlite"),
            tables: TABLES,
            patience: PATIENCE,
            cure: CURE,
        };
        Ok(Self {
            database: Database::open(plan)?,
        })
    }

    /// What a server answered before.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn get(
        &self,
        base_url: &str,
        request: &str,
        sample: usize,
    ) -> Result<Option<Completion>, StoreError> {
        let text: Option<String> = self.database
            .lock()
            .prepare_cached(
                "SELECT completion FROM replies WHERE base_url = ?1 AND request = ?2 AND sample = ?3",
            )
            .and_then(|mut query| {
                let key = params![base_url, request, sample];
                query.query_row(key, |row| row.get(0)).optional()
            })
            .map_err(|error| self.database.failed("read", &error))?;
        Ok(text.and_then(|text| serde_json::from_str(&text).ok()))
    }

    /// Keeps samples of a request; all of them are written when this returns.
    ///
    /// # Errors
    /// Where the database cannot be written.
    pub fn put(&self, reply: &KeptReply<'_>) -> Result<(), StoreError> {
        self.write(reply)
            .map_err(|error| self.database.failed("write", &error))
    }

    fn write(&self, reply: &KeptReply<'_>) -> rusqlite::Result<()> {
        let mut connection = self.database.lock();
        let transaction = connection.transaction()?;
        let digest = reply.request.digest();
        let body = serde_json::to_string(reply.request).unwrap_or_default();
        transaction
            .prepare_cached("INSERT OR IGNORE INTO requests (digest, body) VALUES (?1, ?2)")?
            .execute(params![digest, body])?;
        for (sample, completion) in reply.completions {
            let text = serde_json::to_string(completion).unwrap_or_default();
            transaction
                .prepare_cached(
                    "INSERT OR REPLACE INTO replies
                    (base_url, request, sample, model, purpose, completion, tokens, prompt_tokens)
                    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                )?
                .execute(params![
                    reply.base_url,
                    digest,
                    sample,
                    reply.request.model,
                    reply.purpose,
                    text,
                    completion.completion_tokens,
                    reply.prompt_tokens
                ])?;
        }
        transaction.commit()
    }

    /// How long a model's replies to a purpose are, where there are enough of them.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn usual_length(
        &self,
        model: &str,
        purpose: &str,
    ) -> Result<Option<UsualLength>, StoreError> {
        let query = "SELECT count(*), avg(prompt_tokens), avg(tokens), avg(prompt_tokens * tokens),
            avg(prompt_tokens * prompt_tokens) FROM replies WHERE model = ?1 AND purpose = ?2 AND tokens > 0";
        let (count, means): (u64, [Option<f64>; 4]) = self
            .database
            .lock()
            .query_row(query, params![model, purpose], |row| {
                Ok((
                    row.get(0)?,
                    [row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?],
                ))
            })
            .map_err(|error| self.database.failed("read", &error))?;
        let means = means.map(Option::unwrap_or_default);
        Ok((count >= FEWEST).then(|| UsualLength::of(means)))
    }

    /// The number of replies, which stay until the file is deleted: they were paid for.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn count(&self) -> Result<u64, StoreError> {
        let query = "SELECT count(*) FROM replies";
        let count = self.database.lock().query_row(query, [], |row| row.get(0));
        count.map_err(|error| self.database.failed("read", &error))
    }

    /// Some requests to a model, with the tokens that the server counted in each.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn counted_requests(
        &self,
        model: &str,
        most: usize,
    ) -> Result<Vec<(Request, u64)>, StoreError> {
        let query = "SELECT body, max(prompt_tokens) FROM replies JOIN requests ON digest = request
            WHERE model = ?1 AND prompt_tokens > 0 GROUP BY request LIMIT ?2";
        let read = || -> rusqlite::Result<Vec<(String, u64)>> {
            let connection = self.database.lock();
            let mut query = connection.prepare_cached(query)?;
            let rows =
                query.query_map(params![model, most], |row| Ok((row.get(0)?, row.get(1)?)))?;
            rows.collect()
        };
        let rows = read().map_err(|error| self.database.failed("read", &error))?;
        let parsed = rows
            .into_iter()
            .filter_map(|(body, tokens)| Some((serde_json::from_str(&body).ok()?, tokens)));
        Ok(parsed.collect())
    }
}
