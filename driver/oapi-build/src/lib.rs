//! Runs `oapi gen` from a build script, so that a crate's Rust is always that of its OpenAPI description.
//!
//! In `build.rs`:
//!
//! ```no_run
//! fn main() -> Result<(), oapi_build::Error> {
//!     oapi_build::client("openapi.yaml").arg("--datetime=jiff").generate()?;
//!     Ok(())
//! }
//! ```
//!
//! and where the module is to be:
//!
//! ```ignore
//! mod api {
//!     include!(concat!(env!("OUT_DIR"), "/openapi.rs"));
//! }
//! ```
//!
//! Cargo runs the script again when a file that was read has changed, or the tool. What the tool warns of becomes a
//! warning of the build, an error ends it. The file says in its first lines which crates it needs.

#![deny(missing_docs)]

use std::env;
use std::ffi::OsString;
use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus};

/// A run of `oapi gen` that is being put together.
#[derive(Clone, Debug)]
pub struct Generate {
    what: &'static str,
    spec: PathBuf,
    file_name: PathBuf,
    args: Vec<OsString>,
}

/// The types of a description.
pub fn types(spec: impl Into<PathBuf>) -> Generate {
    Generate::new("types", spec.into())
}

/// The types and a client.
pub fn client(spec: impl Into<PathBuf>) -> Generate {
    Generate::new("client", spec.into())
}

/// The types and a server.
pub fn server(spec: impl Into<PathBuf>) -> Generate {
    Generate::new("server", spec.into())
}

impl Generate {
    fn new(what: &'static str, spec: PathBuf) -> Self {
        let file_name = Path::new(spec.file_name().unwrap_or("api".as_ref())).with_extension("rs");
        Generate {
            what,
            spec,
            file_name,
            args: Vec::new(),
        }
    }

    /// An option of `oapi gen`; all are in the manual page oapi-emit(1) and those of the other stages.
    pub fn arg(mut self, arg: impl Into<OsString>) -> Self {
        self.args.push(arg.into());
        self
    }

    /// The name of the file in `OUT_DIR`; that of the description with the extension `rs` unless this says otherwise.
    pub fn file_name(mut self, name: impl Into<PathBuf>) -> Self {
        self.file_name = name.into();
        self
    }

    /// Runs the program that the environment variable `OAPI` names, else `oapi` of the `PATH`; tells cargo when to do so
    /// again. Gives the file that was written, which where this fails is as it was.
    pub fn generate(&self) -> Result<PathBuf, Error> {
        println!("cargo::rerun-if-env-changed=OAPI");
        println!("cargo::rerun-if-env-changed=PATH");
        rerun_if_changed(&self.spec);
        let program = env::var_os("OAPI").unwrap_or("oapi".into());
        if let Some(file) = found(&program) {
            rerun_if_changed(&file);
        }
        let directory = PathBuf::from(env::var_os("OUT_DIR").ok_or(Error::NoOutDir)?);
        let output = directory.join(&self.file_name);
        let read = output.with_extension("d");
        let run = Command::new(&program)
            .args(["gen", self.what])
            .args(&self.args)
            .arg("-o")
            .arg(&output)
            .arg("--depfile")
            .arg(&read)
            .arg("--")
            .arg(&self.spec)
            .env("NO_COLOR", "1")
            .output()
            .map_err(|reason| Error::NotRun { program, reason })?;
        let said = String::from_utf8_lossy(&run.stderr).into_owned();
        if !run.status.success() {
            return Err(Error::Failed {
                status: run.status,
                said,
            });
        }
        for line in said.lines() {
            println!("cargo::warning={line}");
        }
        let text =
            fs::read_to_string(&read).map_err(|reason| Error::Unread { file: read, reason })?;
        prerequisites(&text).iter().for_each(rerun_if_changed);
        Ok(output)
    }
}

fn rerun_if_changed(file: impl AsRef<Path>) {
    println!("cargo::rerun-if-changed={}", file.as_ref().display());
}

/// The file that a program's name stands for.
fn found(program: &OsString) -> Option<PathBuf> {
    let name = Path::new(program);
    if name.components().count() > 1 {
        return Some(name.to_owned());
    }
    let directories = env::var_os("PATH")?;
    env::split_paths(&directories)
        .map(|directory| directory.join(name))
        .find(|file| file.is_file())
}

/// The files that a rule of make's names behind its colon: a backslash stands before a space, a `#` or an end of line, a
/// dollar sign is two.
fn prerequisites(rule: &str) -> Vec<String> {
    let mut files = vec![String::new()];
    let mut rest = rule
        .split_once(": ")
        .map_or("", |(_, rest)| rest)
        .chars()
        .peekable();
    while let Some(character) = rest.next() {
        let next = rest.peek().copied();
        match (character, next) {
            ('\\', Some('\n')) => {}
            ('\\', Some(' ' | '#' | '\\')) | ('$', Some('$')) => {
                files.last_mut().expect("there is one").extend(next);
                rest.next();
            }
            (' ' | '\n', _) => files.push(String::new()),
            _ => files.last_mut().expect("there is one").push(character),
        }
    }
    files.retain(|file| !file.is_empty());
    files
}

/// Why there is no Rust.
#[non_exhaustive]
pub enum Error {
    /// The program could not be run.
    NotRun {
        /// Its name.
        program: OsString,
        /// Why.
        reason: io::Error,
    },
    /// The description has errors, or the command line has.
    Failed {
        /// The status that the program ended with: oapi(1) says what each means.
        status: ExitStatus,
        /// What it said.
        said: String,
    },
    /// `OUT_DIR` is not set: this is no build script.
    NoOutDir,
    /// What was read is not known.
    Unread {
        /// The file that says so.
        file: PathBuf,
        /// Why it could not be read.
        reason: io::Error,
    },
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::NotRun { program, reason } => write!(
                f,
                "cannot run '{}': {reason}: install oapi, or set OAPI to where it is",
                program.display()
            ),
            Error::Failed { status, said } => write!(f, "oapi failed, {status}:\n{said}"),
            Error::NoOutDir => f.write_str("OUT_DIR is not set: call this from a build script"),
            Error::Unread { file, reason } => {
                write!(f, "cannot read '{}': {reason}", file.display())
            }
        }
    }
}

/// As Display: what a build script's main returns is shown so.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Error::NotRun { reason, .. } | Error::Unread { reason, .. } => Some(reason),
            Error::Failed { .. } | Error::NoOutDir => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::prerequisites;

    #[test]
    fn files_are_named_as_make_takes_them() {
        let rule = "out dir/a.rs: \\\n  a.yaml \\\n  with\\ space/b.json \\\n  c$$d\\#e.yaml\n";
        assert_eq!(
            prerequisites(rule),
            ["a.yaml", "with space/b.json", "c$d#e.yaml"]
        );
        assert_eq!(prerequisites("a.rs: \\\n  b\\\\c\n"), ["b\\c"]);
        assert!(prerequisites("a.rs: \\\n").is_empty());
    }
}
