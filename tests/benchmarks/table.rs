//! Costs become the lines that a person compares.

use std::time::Duration;

use crate::measure::Cost;

/// What one program cost on one tree, or why there are no figures.
pub(crate) struct Row {
    /// The program.
    pub(crate) label: &'static str,
    /// Its costs and the bytes of its output; or what to say instead.
    pub(crate) figures: Result<(Cost, usize), String>,
}

impl Row {
    fn cost(&self) -> Option<Cost> {
        self.figures.as_ref().ok().map(|(cost, _)| *cost)
    }
}

/// Returns the table of one tree; the ratios are to the row called `yardstick`.
pub(crate) fn costs(rows: &[Row], yardstick: &str) -> String {
    let yardstick = rows.iter().find(|row| row.label == yardstick);
    let yardstick = yardstick.and_then(Row::cost);
    let head = line(
        "",
        &["clock", "of -t", "processor", "peak memory", "output"],
    );
    let lines = rows.iter().map(|row| match &row.figures {
        Err(reason) => format!("{:<12}{reason}\n", row.label),
        Ok((cost, output)) => {
            let share = yardstick.map_or("-".to_owned(), |other| times(cost.wall, other.wall));
            let (clock, processor) = (seconds(cost.wall), seconds(cost.processor));
            let (memory, output) = (megabytes(cost.memory), megabytes(*output as u64));
            line(row.label, &[&clock, &share, &processor, &memory, &output])
        }
    });
    head + &lines.collect::<String>()
}

/// Returns the table of what grew from the smaller tree to the larger.
pub(crate) fn growth(small: &[Row], large: &[Row]) -> String {
    let head = line("", &["clock", "", "processor", "peak memory"]);
    let lines = small.iter().zip(large).filter_map(|(small, large)| {
        let (before, after) = (small.cost()?, large.cost()?);
        let processor = times(after.processor, before.processor);
        let memory = times(
            Duration::from_nanos(after.memory),
            Duration::from_nanos(before.memory),
        );
        Some(line(
            small.label,
            &[&times(after.wall, before.wall), "", &processor, &memory],
        ))
    });
    head + &lines.collect::<String>()
}

fn line(label: &str, columns: &[&str]) -> String {
    let columns: Vec<String> = columns
        .iter()
        .map(|column| format!("{column:>13}"))
        .collect();
    let columns = columns.concat();
    format!("{label:<12}{columns}\n")
}

fn seconds(time: Duration) -> String {
    format!("{:.3} s", time.as_secs_f64())
}

fn times(one: Duration, other: Duration) -> String {
    format!("{:.2}x", one.div_duration_f64(other))
}

/// Returns a size as a person reads it.
#[expect(
    clippy::cast_precision_loss,
    reason = "sizes are shown with one decimal"
)]
pub(crate) fn megabytes(bytes: u64) -> String {
    format!("{:.1} MB", bytes as f64 / 1e6)
}
