//! The functions' own processes: killed in the middle of their work, or asked what they cost. Linux only:
//! they are told apart by `/proc`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::Result;

use crate::system::Endpoints;

/// Kills every process that serves `function` of this system; says how many there were.
pub fn kill(endpoints: &Endpoints, function: &str) -> Result<usize> {
    let mut killed = 0;
    for process in serving(endpoints, function)? {
        killed += usize::from(end(&process)?);
    }
    Ok(killed)
}

/// Kills the process of `function` that has a connection from this port; says whether there was one.
pub fn kill_at_port(endpoints: &Endpoints, function: &str, port: u16) -> Result<bool> {
    let Some(socket) = socket_at(port)? else { return Ok(false) };
    for process in serving(endpoints, function)? {
        let files = fs::read_dir(process.join("fd")).into_iter().flatten().flatten();
        let mut links = files.filter_map(|file| fs::read_link(file.path()).ok());
        if links.any(|link| link.as_os_str() == socket.as_str()) {
            return end(&process);
        }
    }
    Ok(false)
}

fn end(process: &Path) -> Result<bool> {
    let pid = process.file_name().unwrap_or_default();
    Ok(Command::new("kill").arg("-KILL").arg(pid).status()?.success())
}

/// What a process's descriptor of the connection from this port links to.
fn socket_at(port: u16) -> Result<Option<String>> {
    let table = fs::read_to_string("/proc/net/tcp")?;
    let local = format!("0100007F:{port:04X}");
    let inode = table.lines().find_map(|line| {
        let fields: Vec<&str> = line.split_whitespace().collect();
        (fields.get(1) == Some(&local.as_str())).then(|| fields.get(9).copied()).flatten()
    });
    Ok(inode.map(|inode| format!("socket:[{inode}]")))
}

/// The CPU time that all threads of the processes serving `function` have taken.
pub fn cpu(endpoints: &Endpoints, function: &str) -> Result<Duration> {
    let mut total = Duration::ZERO;
    for process in serving(endpoints, function)? {
        for thread in fs::read_dir(process.join("task"))?.flatten() {
            // A thread may be gone by now. The first number is its time on a processor, in nanoseconds.
            let statistics = fs::read_to_string(thread.path().join("schedstat")).unwrap_or_default();
            let nanoseconds = statistics.split(' ').next().and_then(|number| number.parse().ok());
            total += Duration::from_nanos(nanoseconds.unwrap_or_default());
        }
    }
    Ok(total)
}

/// The folder in `/proc` of each process that serves the function.
fn serving(endpoints: &Endpoints, function: &str) -> Result<Vec<PathBuf>> {
    let name = endpoints.functions.get(function).map_or(function, String::as_str);
    let wanted = [
        format!("AWS_LAMBDA_FUNCTION_NAME={name}"),
        // Another checkout's system has functions of the same names.
        format!("AWS_ENDPOINT_URL={}", endpoints.aws_endpoint.trim_end_matches('/')),
    ];
    let serves = |process: &PathBuf| {
        // A process may be gone by now, or be somebody else's.
        let environment = fs::read(process.join("environ")).unwrap_or_default();
        let has = |wanted: &String| environment.split(|byte| *byte == 0).any(|set| set == wanted.as_bytes());
        wanted.iter().all(has)
    };
    let entries = fs::read_dir("/proc")?.flatten().map(|entry| entry.path());
    Ok(entries.filter(serves).collect())
}
