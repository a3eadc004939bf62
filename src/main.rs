//! The binary: streams, clock, randomness and arguments, handed to the library.

use std::cell::RefCell;
use std::io::{self, BufWriter, IsTerminal};
use std::process::ExitCode;
use std::rc::Rc;

use rashomon::cli::{Env, run};
use rashomon::model::Timestamp;

fn main() -> ExitCode {
    let args: Vec<_> = std::env::args_os().collect();
    if let Some(code) = rashomon::intake::pdf_child(&args) {
        return ExitCode::from(code);
    }
    let terminal = io::stdout().is_terminal();
    let width = terminal_size::terminal_size().filter(|_| terminal);
    let mut stdout = BufWriter::new(io::stdout().lock());
    // Not locked: the bar of a long import is drawn from a thread of its own.
    let (mut stderr, mut stdin) = (io::stderr(), io::stdin().lock());
    let mut env = Env {
        stdout: &mut stdout,
        stderr: &mut stderr,
        stdin: &mut stdin,
        terminal,
        asks: io::stdin().is_terminal() && io::stderr().is_terminal(),
        width: width.map_or(80, |(width, _)| width.0.into()),
        now: Timestamp::now(),
        random: Rc::new(RefCell::new(random)),
        var: &|name| std::env::var_os(name),
        folder: std::env::current_dir().unwrap_or_default(),
    };
    ExitCode::from(run(args, &mut env) as u8)
}

/// 32 bytes from the system.
fn random() -> [u8; 32] {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).expect("the system has random bytes");
    bytes
}
