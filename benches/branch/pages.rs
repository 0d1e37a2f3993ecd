//! Open pages: streams of the centre, as browsers keep them.

use anyhow::{Context, Result, bail};
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// The argument that makes this program a [`child`].
pub(crate) const CHILD: &str = "--pages-child";
/// Pages of one process.
const PAGES_MAX: usize = 10_000;

/// One open page.
pub(crate) struct Page(BufReader<TcpStream>);

impl Page {
    /// Asks for a stream.
    pub(crate) fn open(address: SocketAddr, path: &str) -> Result<Self> {
        let mut stream = TcpStream::connect(address)?;
        write!(stream, "GET {path} HTTP/1.1\r\nHost: {address}\r\n\r\n")?;
        Ok(Self(BufReader::new(stream)))
    }

    /// Reads until it shows this.
    pub(crate) fn until(&mut self, part: &str) -> Result<()> {
        let mut line = String::new();
        loop {
            line.clear();
            if self.0.read_line(&mut line)? == 0 {
                bail!("the page ended before it showed {part}");
            }
            if line.contains(part) {
                return Ok(());
            }
        }
    }
}

/// Many open pages in processes of their own.
pub(crate) struct Crowd(Vec<(Child, BufReader<std::process::ChildStdout>)>);

impl Crowd {
    /// Returns when each has shown something.
    pub(crate) fn open(address: SocketAddr, paths: &[String], directory: &Path) -> Result<Self> {
        let mut crowd = Self(Vec::new());
        for (part, paths) in paths.chunks(PAGES_MAX).enumerate() {
            let file = directory.join(format!("paths-{part}"));
            fs::write(&file, paths.join("\n"))?;
            let mut child = Command::new(std::env::current_exe()?)
                .args([CHILD, &address.to_string(), &file.display().to_string()])
                .stdin(Stdio::piped())
                .stdout(Stdio::piped())
                .spawn()?;
            let output = child.stdout.take().context("the child has no output")?;
            crowd.0.push((child, BufReader::new(output)));
        }
        for (_, output) in &mut crowd.0 {
            let mut line = String::new();
            output.read_line(&mut line)?;
            if line.trim() != "open" {
                bail!("a page was refused: {line}");
            }
        }
        Ok(crowd)
    }

    /// Closes them all; how many looks they have got.
    pub(crate) fn close(self) -> Result<usize> {
        let mut looks = 0;
        for (mut child, mut output) in self.0 {
            drop(child.stdin.take());
            let mut line = String::new();
            output.read_line(&mut line)?;
            looks += line.trim().parse::<usize>().with_context(|| format!("a child says {line}"))?;
            child.wait()?;
        }
        Ok(looks)
    }
}

/// Opens a page for each line of a file, says so, reads them all until its input ends, and says how many looks came.
pub(crate) async fn child(address: &str, paths: &Path) -> Result<()> {
    let address: SocketAddr = address.parse()?;
    let (shown, mut shows) = tokio::sync::mpsc::unbounded_channel();
    let paths = fs::read_to_string(paths)?;
    let mut open = 0_usize;
    for path in paths.lines() {
        let (page, shown) = (tokio::net::TcpStream::connect(address).await?, shown.clone());
        let request = format!("GET {path} HTTP/1.1\r\nHost: {address}\r\n\r\n");
        tokio::spawn(async move { read(page, request, &shown).await });
        // One after the other, as people come.
        match shows.recv().await {
            Some(Shown::Look) => open += 1,
            Some(Shown::End) | None => bail!("{path} was refused"),
        }
    }
    super::say("open");
    let mut looks = open;
    let mut end = tokio::task::spawn_blocking(|| std::io::stdin().read(&mut [0]));
    loop {
        tokio::select! {
            shown = shows.recv() => match shown {
                Some(Shown::Look) => looks += 1,
                Some(Shown::End) | None => bail!("a page was closed"),
            },
            _ = &mut end => break,
        }
    }
    super::say(&looks.to_string());
    Ok(())
}

/// What a page says to its process.
enum Shown {
    Look,
    End,
}

async fn read(
    mut page: tokio::net::TcpStream,
    request: String,
    shown: &tokio::sync::mpsc::UnboundedSender<Shown>,
) {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let mut piece = vec![0; 4096];
    if page.write_all(request.as_bytes()).await.is_ok() {
        while let Ok(count @ 1..) = page.read(&mut piece).await {
            // Each look is one line, that begins so.
            let looks = piece[..count].windows(6).filter(|window| window == b"data: ").count();
            for _ in 0..looks {
                let _ = shown.send(Shown::Look);
            }
        }
    }
    let _ = shown.send(Shown::End);
}
