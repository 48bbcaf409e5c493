//! Signals while somebody is asked: the terminal is given back as it was, and the process dies of the signal.
//!
//! A handler that only sets a flag is not enough: one that falls between the drawing of a question and the waiting for a key
//! would let the question wait on. So a thread ends the process. Nothing is changed on the way of an interview, so it can end
//! anywhere.

use std::io::{self, Write as _};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use rustix::termios::{OptionalActions, Termios, tcgetattr, tcsetattr};
use signal_hook::consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM};
use signal_hook::iterator::Signals;
use signal_hook::low_level::emulate_default_handler;

/// What shows the cursor again (ECMA-48 private mode 25, as console has it).
const SHOW_CURSOR: &[u8] = b"\r\x1b[?25h";

/// Takes back what another program has set who shows a text: that the arrows and the keypad send other bytes (DECCKM and
/// DECPNM, as xterm's `ctlseqs` has them; the terminal's `ks` and `ke`, which less sends).
const USUAL_KEYS: &[u8] = b"\x1b[?1l\x1b>";

/// Lets a signal end the interview: `last_words` are said then. If questions are drawn, standard input is the terminal whose
/// modes are given back.
pub(super) fn watch(
    is_drawn: bool,
    last_words: impl Fn() -> String + Send + 'static,
) -> io::Result<()> {
    let before = if is_drawn {
        tcgetattr(io::stdin()).ok()
    } else {
        None
    };
    let mut signals = Signals::new([SIGINT, SIGQUIT, SIGTERM, SIGHUP])?;
    thread::Builder::new().spawn(move || {
        // A key sends these to both, and means the one that has the terminal.
        let by_key = [SIGINT, SIGQUIT];
        let is_meant = |signal: &i32| !by_key.contains(signal) || !IS_LENT.load(Ordering::SeqCst);
        if let Some(first) = signals.forever().find(is_meant) {
            let_the_asking_end();
            // Console takes any signal for Ctrl-C while it waits for a key, and raises that, too.
            let others = signals.pending().filter(|signal| *signal != SIGINT);
            let signal = others.last().unwrap_or(first);
            give_back(before.as_ref(), &last_words());
            // There is nobody to tell when even that fails.
            emulate_default_handler(signal).unwrap_or_default();
        }
    })?;
    Ok(())
}

/// Whether the terminal is another program's for a while.
static IS_LENT: AtomicBool = AtomicBool::new(false);

/// Lets another program have the terminal, and Ctrl-C and Ctrl-\ with it.
pub(super) fn lend() -> Lent {
    IS_LENT.store(true, Ordering::SeqCst);
    Lent
}

/// The terminal is another program's.
pub(super) struct Lent;

impl Drop for Lent {
    fn drop(&mut self) {
        IS_LENT.store(false, Ordering::SeqCst);
    }
}

/// Whether the asking has ended, and waits for the end of the process.
static HAS_ENDED: (Mutex<bool>, Condvar) = (Mutex::new(false), Condvar::new());

/// How long the asking may take to end. It does not end by itself while a plan is made.
const PATIENCE: Duration = Duration::from_millis(300);

/// Waits until the asking has ended: whoever waits for a key sets the modes of the terminal when that is interrupted, and
/// must not do so after they were given back.
fn let_the_asking_end() {
    let (lock, condition) = &HAS_ENDED;
    let has_ended = lock.lock().unwrap_or_else(PoisonError::into_inner);
    // Either way the process ends now.
    drop(condition.wait_timeout_while(has_ended, PATIENCE, |has_ended| !*has_ended));
}

/// Waits for the thread that ends the process.
pub(super) fn wait() -> ! {
    let (lock, condition) = &HAS_ENDED;
    *lock.lock().unwrap_or_else(PoisonError::into_inner) = true;
    condition.notify_all();
    loop {
        thread::park();
    }
}

fn give_back(before: Option<&Termios>, last_words: &str) {
    let mut stderr = io::stderr();
    if let Some(before) = before {
        tcsetattr(io::stdin(), OptionalActions::Now, before).unwrap_or_default();
        if IS_LENT.load(Ordering::SeqCst) {
            stderr.write_all(USUAL_KEYS).unwrap_or_default();
        }
        stderr.write_all(SHOW_CURSOR).unwrap_or_default();
    }
    stderr.write_all(last_words.as_bytes()).unwrap_or_default();
}
