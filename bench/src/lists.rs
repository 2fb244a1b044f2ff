//! What people do all day, at each size: a list, a filter, a ticket opened.

use std::{path::Path, sync::Arc, time::Duration};

use anyhow::Result;
use reqwest::Method;

use crate::{
    generate, load,
    place::{Engine, Place},
    plans,
    report::{Table, millis, rate},
    server::Server,
};

/// One request, measured.
struct Case {
    name: &'static str,
    path: fn(u64, u64) -> String,
}

const CASES: [Case; 10] = [
    Case { name: "list open by due", path: |_, _| "/api/v1/tickets?filter=is:open&limit=50".to_owned() },
    Case {
        name: "open P1 and P2",
        path: |_, _| "/api/v1/tickets?filter=is:open%20priority:P1,P2&limit=50".to_owned(),
    },
    Case {
        name: "open of a team",
        path: |_, _| "/api/v1/tickets?filter=is:open%20team:Network&limit=50".to_owned(),
    },
    Case {
        name: "unassigned",
        path: |_, _| "/api/v1/tickets?filter=is:open%20is:unassigned&limit=50".to_owned(),
    },
    Case {
        name: "closed, newest",
        path: |_, _| "/api/v1/tickets?filter=is:closed&sort=created&limit=50".to_owned(),
    },
    Case { name: "open a ticket", path: |n, size| format!("/api/v1/tickets/INC-{}", n * 7919 % size + 1) },
    Case {
        name: "its journal",
        path: |n, size| format!("/api/v1/tickets/INC-{}/journal", n * 7919 % size + 1),
    },
    Case { name: "queue page, with counts", path: |_, _| "/queue".to_owned() },
    Case { name: "ticket page", path: |n, size| format!("/tickets/INC-{}", n * 7919 % size + 1) },
    Case { name: "board page", path: |_, _| "/board".to_owned() },
];

/// Measures every case at every size: alone, then by 16 clients at once.
pub async fn measure(
    engine: Engine,
    sizes: &[u64],
    folder: &Path,
    binary: &Path,
    seconds: u64,
) -> Result<()> {
    let mut first: Vec<Duration> = Vec::new();
    for size in sizes.iter().copied() {
        let place = Place::new(engine, folder)?;
        let people = generate::installation(&place).await?;
        let began = std::time::Instant::now();
        generate::tickets(&place, &people, size).await?;
        println!("\n{size} tickets generated in {:.0} s", began.elapsed().as_secs_f64());
        let mut server = Server::start(binary, &place).await?;
        server.sign_in().await?;
        let caught_up = server.settle().await?;
        println!(
            "ready after {} ms, late timers fired after {} ms",
            server.started_in.as_millis(),
            caught_up.as_millis()
        );
        let title = format!("{engine}, {size} tickets");
        let mut table =
            Table::new(&[&title, "p50 ms", "p99 ms", "vs first size", "16 clients /s", "p99 ms", "CPU µs"]);
        for (n, case) in CASES.iter().enumerate() {
            let path = case.path;
            let ask: load::Ask = Arc::new(move |n| (Method::GET, path(n, size), None));
            let alone = load::run(&server, 1, seconds.min(3), Arc::clone(&ask)).await?;
            let before = server.cpu_micros()?;
            let crowd = load::run(&server, 16, seconds.min(3), ask).await?;
            let cpu = (server.cpu_micros()? - before) / crowd.done.max(1);
            let p50 = alone.percentile(0.5);
            let ratio = match first.get(n) {
                Some(small) => format!("{:.2}", p50.as_secs_f64() / small.as_secs_f64().max(1e-9)),
                None => {
                    first.push(p50);
                    "1".to_owned()
                }
            };
            let refused = if alone.refused + crowd.refused > 0 { " (refused!)" } else { "" };
            table.row(&[
                format!("{}{refused}", case.name),
                millis(p50),
                millis(alone.percentile(0.99)),
                ratio,
                rate(crowd.rate()),
                millis(crowd.percentile(0.99)),
                cpu.to_string(),
            ]);
        }
        table.print();
        println!("{} MiB at the end", server.memory_mib()?);
        drop(server);
        plans::print(&place).await?;
    }
    Ok(())
}
