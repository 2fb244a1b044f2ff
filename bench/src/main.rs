//! What Vigie costs, measured beside what limits it: one command, one table.
//!
//! `cargo xtask bench` builds the release binary and runs this. Every figure is printed with the limit measured in the
//! same run (the disk's own sync rate, the bare waist) or with the smaller size it is to be compared with: ratios hold
//! on another machine, absolute figures do not.

mod disk;
mod generate;
mod lists;
mod load;
mod place;
mod plans;
mod report;
mod server;
mod timers;
mod waist;

use std::path::PathBuf;

use anyhow::Result;
use clap::Parser;

use place::{Engine, Place};

/// What to measure.
#[derive(Debug, Parser)]
#[command(name = "bench", about = "Measures Vigie beside what limits it")]
struct Args {
    /// How many tickets there are when lists are measured.
    #[arg(long, value_delimiter = ',', default_value = "10000,100000")]
    sizes: Vec<u64>,
    /// Which engines; PostgreSQL needs the address of an administrator in VIGIE_BENCH_POSTGRES.
    #[arg(long, value_delimiter = ',', default_value = "sqlite,postgres")]
    engines: Vec<Engine>,
    /// Which parts.
    #[arg(long, value_delimiter = ',', default_value = "creates,lists,timers")]
    parts: Vec<Part>,
    /// The release binary.
    #[arg(long, default_value = "target/release/vigie")]
    binary: PathBuf,
    /// Seconds of load for each figure.
    #[arg(long, default_value_t = 5)]
    seconds: u64,
    /// Where the databases are made; on the disk whose figures are wanted.
    #[arg(long, default_value = "target/bench")]
    folder: PathBuf,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Part {
    /// Tickets created through the API, durably, by 64 clients.
    Creates,
    /// Lists, filters, counts and tickets opened, at each size.
    Lists,
    /// How late timers fire.
    Timers,
}

#[tokio::main]
async fn main() -> Result<()> {
    let args = Args::parse();
    std::fs::create_dir_all(&args.folder)?;
    for engine in &args.engines {
        let Some(engine) = engine.available() else { continue };
        println!("\n# {engine}");
        if args.parts.contains(&Part::Creates) {
            creates(&args, engine).await?;
        }
        if args.parts.contains(&Part::Lists) {
            lists::measure(engine, &args.sizes, &args.folder, &args.binary, args.seconds).await?;
        }
        if args.parts.contains(&Part::Timers) {
            timers::measure(&Place::new(engine, &args.folder)?).await?;
        }
    }
    Ok(())
}

/// Creates through the API, beside the bare waist and the bare disk, in the same run.
async fn creates(args: &Args, engine: Engine) -> Result<()> {
    let syncs = disk::syncs_per_second(&args.folder)?;
    let bare = waist::creates_per_second(&Place::new(engine, &args.folder)?, args.seconds).await?;
    let place = Place::new(engine, &args.folder)?;
    let people = generate::installation(&place).await?;
    let server = server::Server::start(&args.binary, &place).await?;
    let load = load::creates(&server, &people, 64, args.seconds).await?;
    let cpu = server.cpu_micros()? / load.done.max(1);
    let mut table =
        report::Table::new(&["create a ticket, 64 clients", "per second", "p50 ms", "p99 ms", "ratio"]);
    table.row(&[
        "bare sync of the disk".into(),
        report::rate(syncs),
        String::new(),
        String::new(),
        String::new(),
    ]);
    table.row(&[
        "bare waist (row, 2 entries, 2 timers)".into(),
        report::rate(bare.rate),
        report::millis(bare.p50),
        report::millis(bare.p99),
        format!("{:.2} of the disk", bare.rate / syncs),
    ]);
    table.row(&[
        "POST /api/v1/tickets".into(),
        report::rate(load.rate()),
        report::millis(load.percentile(0.50)),
        report::millis(load.percentile(0.99)),
        format!("{:.2} of the waist", load.rate() / bare.rate),
    ]);
    table.print();
    println!(
        "refused {}; server {cpu} µs of processor a ticket, {} MiB at the end; cold start {} ms",
        load.refused,
        server.memory_mib()?,
        server.started_in.as_millis()
    );
    Ok(())
}
