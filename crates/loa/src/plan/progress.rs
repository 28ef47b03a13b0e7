//! A bar on standard error for work that makes people wait.

use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::terminal::Terminal;

/// Work that is done sooner needs no bar.
const PATIENCE: Duration = Duration::from_millis(700);
/// Between two looks of the bar.
const BEAT: Duration = Duration::from_millis(120);

/// A bar that shows itself when it takes long, and only on a terminal.
pub struct Progress {
    bar: ProgressBar,
    waiting: Option<(Sender<()>, JoinHandle<()>)>,
}

impl Progress {
    /// For so many files.
    pub fn new(files: usize, terminal: &Terminal) -> Self {
        let bar = ProgressBar::with_draw_target(Some(files as u64), ProgressDrawTarget::hidden());
        let template = terminal.language.choose(
            "{spinner} Đọc kế hoạch {bar:30} {pos}/{len}, {elapsed}  {wide_msg}",
            "{spinner} Reading plans {bar:30} {pos}/{len}, {elapsed}  {wide_msg}",
        );
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        let (sender, receiver) = channel();
        let shown = bar.clone();
        let thread = std::thread::spawn(move || {
            if receiver.recv_timeout(PATIENCE) == Err(RecvTimeoutError::Timeout) {
                // Hidden again by itself where standard error is no terminal.
                shown.set_draw_target(ProgressDrawTarget::stderr());
                shown.enable_steady_tick(BEAT);
            }
        });
        Self {
            bar,
            waiting: Some((sender, thread)),
        }
    }

    /// One file more is read.
    pub fn done(&self, file: &str) {
        self.bar.set_message(file.to_owned());
        self.bar.inc(1);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some((sender, thread)) = self.waiting.take() {
            drop(sender);
            let _ = thread.join();
        }
        self.bar.finish_and_clear();
    }
}
