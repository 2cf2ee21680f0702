//! Ids of objects, and the contents behind them.

use std::fmt;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdin, ChildStdout, Stdio};
use std::sync::{Mutex, PoisonError};

use sha1::Sha1;
use sha2::{Digest, Sha256};

use super::{GitError, Repository, process};
use crate::project::MAX_FILE;

/// How a repository names its objects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Algorithm {
    /// What nearly all use.
    Sha1,
    /// `git init --object-format=sha256`.
    Sha256,
}

impl Algorithm {
    /// Returns the algorithm that git calls so.
    pub(super) fn named(name: &str) -> Option<Self> {
        match name {
            "sha1" => Some(Algorithm::Sha1),
            "sha256" => Some(Algorithm::Sha256),
            _ => None,
        }
    }
}

/// The name of an object: a hash of its kind, its size and its content.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ObjectId {
    /// The hash, with zeros behind a short one.
    hash: [u8; 32],
    /// How many bytes the hash has.
    length: u8,
}

impl ObjectId {
    /// Reads a whole id, 40 or 64 hexadecimal digits.
    pub fn parse(text: &str) -> Option<Self> {
        let (pairs, rest) = text.as_bytes().as_chunks::<2>();
        if !rest.is_empty() || !matches!(pairs.len(), 20 | 32) {
            return None;
        }
        let mut hash = [0; 32];
        let digit = |digit: u8| char::from(digit).to_digit(16);
        for (byte, [high, low]) in hash.iter_mut().zip(pairs) {
            *byte = u8::try_from(digit(*high)? * 16 + digit(*low)?).ok()?;
        }
        Some(Self::of(hash, pairs.len()))
    }

    fn of(hash: [u8; 32], length: usize) -> Self {
        ObjectId {
            hash,
            length: if length == 20 { 20 } else { 32 },
        }
    }
}

impl fmt::Display for ObjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let hash = self.hash.iter().take(self.length.into());
        hash.into_iter()
            .try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for ObjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Returns the id that git gives a file of this content, so that a file that did not change is known without reading it.
pub fn blob_id(content: &[u8], algorithm: Algorithm) -> ObjectId {
    let head = format!("blob {}\0", content.len());
    let mut hash = [0; 32];
    match algorithm {
        Algorithm::Sha1 => {
            let digest = Sha1::new_with_prefix(head).chain_update(content).finalize();
            hash[..20].copy_from_slice(&digest);
            ObjectId::of(hash, 20)
        }
        Algorithm::Sha256 => {
            let digest = Sha256::new_with_prefix(head)
                .chain_update(content)
                .finalize();
            hash.copy_from_slice(&digest);
            ObjectId::of(hash, 32)
        }
    }
}

impl Repository {
    /// Returns the contents of files, in the order of their ids, all from one process.
    pub fn read(&self, ids: &[ObjectId]) -> Result<Vec<Vec<u8>>, GitError> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let mut batch = Batch::start(self, &["--buffer"])?;
        let input = batch.input.take();
        // Whoever only writes, or only reads, waits for ever as soon as both pipes are full.
        std::thread::scope(|scope| {
            scope.spawn(move || input.map(|input| write_all(input, ids)));
            let contents: Result<_, _> = ids.iter().map(|id| batch.content(*id)).collect();
            if contents.is_err() {
                // Nobody reads on, and so git and whoever writes to it must not wait for that.
                batch.output = None;
            }
            contents
        })
    }
}

/// Writes every id. What goes wrong shows itself in the answers, which end then.
fn write_all(input: ChildStdin, ids: &[ObjectId]) {
    let mut input = io::BufWriter::new(input);
    let written = ids.iter().try_for_each(|id| writeln!(input, "{id}"));
    drop(written.and_then(|()| input.flush()));
}

/// Contents one at a time, whenever they are asked for, all from one process.
#[derive(Debug)]
pub struct Contents {
    repository: Repository,
    batch: Mutex<Option<Batch>>,
}

impl Contents {
    /// Returns those of a repository; nothing is started yet.
    pub fn of(repository: Repository) -> Self {
        Contents {
            repository,
            batch: Mutex::default(),
        }
    }

    /// Returns the repository.
    pub fn repository(&self) -> &Repository {
        &self.repository
    }

    /// Returns one content.
    pub fn get(&self, id: ObjectId) -> Result<Vec<u8>, GitError> {
        let mut batch = self.batch.lock().unwrap_or_else(PoisonError::into_inner);
        let batch = match &mut *batch {
            Some(batch) => batch,
            none => none.insert(Batch::start(&self.repository, &[])?),
        };
        batch.ask(id)
    }
}

/// A process that gives contents by ids.
#[derive(Debug)]
struct Batch {
    child: Child,
    input: Option<ChildStdin>,
    output: Option<BufReader<ChildStdout>>,
}

impl Batch {
    /// Starts it.
    fn start(repository: &Repository, options: &[&str]) -> Result<Self, GitError> {
        let mut child = process::command(repository.top())
            .args(["cat-file", "--batch"])
            .args(options)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(GitError::not_started)?;
        Ok(Batch {
            input: child.stdin.take(),
            output: child.stdout.take().map(BufReader::new),
            child,
        })
    }

    /// Asks for a content and waits for it.
    fn ask(&mut self, id: ObjectId) -> Result<Vec<u8>, GitError> {
        let asked = self.input.as_mut().map(|input| {
            writeln!(input, "{id}")?;
            input.flush()
        });
        match asked {
            Some(Ok(())) => self.content(id),
            _ => Err(self.ended(id)),
        }
    }

    /// Reads the next content, which was asked for by this id.
    fn content(&mut self, id: ObjectId) -> Result<Vec<u8>, GitError> {
        let answer = self.output.as_mut().map(next);
        match answer {
            Some(Ok(Next::Content(content))) => Ok(content),
            Some(Ok(Next::TooLarge(size))) => Err(GitError::TooLarge { id, size }),
            Some(Ok(Next::Other(said))) => Err(GitError::Unreadable { id, said }),
            Some(Err(_)) | None => Err(self.ended(id)),
        }
    }

    /// Says what git said when it ended too early.
    fn ended(&mut self, id: ObjectId) -> GitError {
        self.input = None;
        self.output = None;
        let mut stderr = Vec::new();
        if let Some(mut pipe) = self.child.stderr.take() {
            drop(pipe.read_to_end(&mut stderr));
        }
        let said = process::words(&stderr);
        GitError::Unreadable { id, said }
    }
}

impl Drop for Batch {
    fn drop(&mut self) {
        // Without its pipes it ends by itself; waiting leaves no zombie behind.
        self.input = None;
        self.output = None;
        self.child.stderr = None;
        drop(self.child.wait());
    }
}

/// One answer of `git cat-file --batch`.
enum Next {
    Content(Vec<u8>),
    TooLarge(u64),
    Other(String),
}

/// Reads `<id> blob <size>`, the content and a line break; or `<id> missing`.
fn next(output: &mut BufReader<ChildStdout>) -> io::Result<Next> {
    let mut line = String::new();
    output.read_line(&mut line)?;
    let words: Vec<&str> = line.split_whitespace().collect();
    let size = |text: &str| text.parse::<u64>().ok();
    let (kind, size) = match words.as_slice() {
        [] => return Err(io::ErrorKind::UnexpectedEof.into()),
        [_, kind, text] => match size(text) {
            Some(size) => (*kind, size),
            None => return Ok(Next::Other(line.trim().to_owned())),
        },
        [_, word] => return Ok(Next::Other(format!("it is {word}"))),
        _ => return Ok(Next::Other(line.trim().to_owned())),
    };
    // The length is only a hint: what was promised may not come.
    let mut content = Vec::new();
    if size <= MAX_FILE {
        content.reserve_exact(usize::try_from(size).unwrap_or_default());
        output.take(size).read_to_end(&mut content)?;
        if content.len() as u64 != size {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
    } else {
        io::copy(&mut output.take(size), &mut io::sink())?;
    }
    output.read_exact(&mut [0])?;
    Ok(match kind {
        "blob" if size > MAX_FILE => Next::TooLarge(size),
        "blob" => Next::Content(content),
        other => Next::Other(format!("it is a {other}, a file was expected")),
    })
}
