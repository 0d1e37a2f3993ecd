//! Programs that make or play sound: given their input, heard out, and stopped when they take too long.

use rustix::process::{Pid, Signal, kill_process_group};
use std::io;
use std::path::Path;
use std::process::{ExitStatus, Stdio};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt};
use tokio::process::{Child, Command};

/// More output than this is no speech: a minute at the highest rate.
const OUTPUT_BYTES_MAX: u64 = 6 << 20;
/// What a program complains about is told up to here.
const COMPLAINT_BYTES_MAX: u64 = 300;

/// Why a program gave nothing.
#[derive(Debug, thiserror::Error)]
pub(super) enum ProgramError {
    /// It is not there.
    #[error("{program} is not installed")]
    Missing {
        /// Which.
        program: String,
    },
    /// The operating system refused.
    #[error("{program}: {operation}: {source}")]
    System {
        /// Which.
        program: String,
        /// What was asked for.
        operation: &'static str,
        /// Why.
        source: io::Error,
    },
    /// It said that it failed.
    #[error("{program} has failed ({status}): {complaint}")]
    Failed {
        /// Which.
        program: String,
        /// How it ended.
        status: ExitStatus,
        /// The first line of what it said.
        complaint: String,
    },
    /// It did not end.
    #[error("{program} did not end within {} s and was stopped", within.as_secs())]
    Hangs {
        /// Which.
        program: String,
        /// How long it had.
        within: Duration,
    },
}

/// A program with everything that it starts; what of it is left ends with this value.
struct Group(Child);

impl Drop for Group {
    fn drop(&mut self) {
        // A program that was waited for has no id any more, and its number may be another's.
        let id = self.0.id().and_then(|id| Pid::from_raw(id.cast_signed()));
        if let Some(Err(error)) = id.map(|id| kill_process_group(id, Signal::KILL)) {
            tracing::debug!("a program had ended by itself: {error}");
        }
    }
}

/// Runs a program on this input and gives what it writes. Dropping the future stops the program and what it has started.
///
/// # Errors
/// When it is missing, fails, or is not done in time.
pub(super) async fn run(
    program: &Path,
    arguments: &[&str],
    input: &[u8],
    within: Duration,
) -> Result<Vec<u8>, ProgramError> {
    let name = || program.display().to_string();
    let system = |operation| move |source| ProgramError::System { program: name(), operation, source };
    let mut command = Command::new(program);
    command.args(arguments).process_group(0).kill_on_drop(true);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let child = command.spawn().map_err(|source| match source.kind() == io::ErrorKind::NotFound {
        true => ProgramError::Missing { program: name() },
        false => system("start")(source),
    })?;
    let mut group = Group(child);
    let done = tokio::time::timeout(within, converse(&mut group.0, input)).await;
    let (status, output, complaint) =
        done.map_err(|_| ProgramError::Hangs { program: name(), within })?.map_err(system("converse"))?;
    if status.success() {
        return Ok(output);
    }
    let complaint = String::from_utf8_lossy(&complaint).lines().next().unwrap_or_default().to_owned();
    Err(ProgramError::Failed { program: name(), status, complaint })
}

/// The pipes are read to their ends before the program is waited for: until then its id stays its own.
async fn converse(child: &mut Child, input: &[u8]) -> io::Result<(ExitStatus, Vec<u8>, Vec<u8>)> {
    let stdin = child.stdin.take();
    let feed = async {
        if let Some(mut stdin) = stdin
            && let Err(error) = stdin.write_all(input).await
        {
            // A program that ends early says why by its status.
            tracing::debug!("a program did not read everything: {error}");
        }
    };
    let (output, complaint) = (child.stdout.take(), child.stderr.take());
    let ((), output, complaint) =
        tokio::join!(feed, read(output, OUTPUT_BYTES_MAX), read(complaint, COMPLAINT_BYTES_MAX));
    Ok((child.wait().await?, output?, complaint?))
}

/// What comes out of a pipe up to a bound; the rest is read and forgotten.
async fn read(pipe: Option<impl AsyncRead + Unpin>, bytes_max: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    if let Some(mut pipe) = pipe {
        (&mut pipe).take(bytes_max).read_to_end(&mut bytes).await?;
        tokio::io::copy(&mut pipe, &mut tokio::io::sink()).await?;
    }
    Ok(bytes)
}
