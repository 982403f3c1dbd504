//! How much memory the process took.

/// The most memory this process ever held at once, in bytes (`VmHWM` of `/proc/self/status`); `None` but on Linux.
pub fn peak_bytes() -> Option<u64> {
    parse(&std::fs::read_to_string("/proc/self/status").ok()?)
}

/// Starts the measurement of [`peak_bytes`] anew, from what is held now. Does nothing but on Linux.
pub fn reset_peak() {
    // 5 resets VmHWM; see proc(5). A system that refuses just keeps the peak since the start.
    let _ = std::fs::write("/proc/self/clear_refs", "5");
}

fn parse(status: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kilobytes * 1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_is_found() {
        assert_eq!(parse("VmPeak:\t  20 kB\nVmHWM:\t    1234 kB\n"), Some(1234 * 1024));
        assert_eq!(parse("VmPeak:\t  20 kB\n"), None);
    }
}
