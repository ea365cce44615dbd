//! The table as Markdown.

use super::{Row, caller::Way, run::Cell};

const HEAD: &str = "\
# Servers

Generated from the rows of [a test](it/servers/rows.rs) that runs all of them over sockets, with
`ig-ureq` and with `ig-reqwest` on a runtime of one thread and of two. It fails if a row is untrue or
this file is out of date; `IG_SERVERS_WRITE=1 cargo test -p ig-tests --test it servers::` writes it.

*Call* is one call to such a server, on a connection that was used before; it is sent once each time.
*Flow* is a whole post: its first `media_publish`, or each of its uploads, meets such a server, and
its other requests are answered. *Sent* is the number of such requests that the server received: a
second one follows a look that found nothing. *Published* means that there is one post; otherwise
there is none. *Found* means that the reply was lost and the flow then found the post.
";

pub(crate) fn markdown(rows: &[Row]) -> String {
    let mut out = HEAD.to_owned();
    let mut group = "";
    for row in rows {
        if row.group != group {
            group = row.group;
            out += &format!(
                "\n## {group}\n\n| the server | call | flow | sent |\n|---|---|---|---|\n"
            );
        }
        let Cell { call, flow, sent } = &row.cell;
        let mut cells = [call.clone(), flow.clone(), sent.to_string()];
        for (others, joint) in [(&row.but, ";"), (&row.or, "; perhaps, with")] {
            let Some((way, Cell { call, flow, sent })) = others else { continue };
            let name = if *way == Way::Ureq { "`ig-ureq`" } else { "`ig-reqwest`" };
            for (cell, other) in cells.iter_mut().zip([call, flow, &sent.to_string()]) {
                if cell != other {
                    *cell += &format!("{joint} {name}: {other}");
                }
            }
        }
        out += &format!("| {} | {} |\n", row.name, cells.join(" | "));
    }
    out
}
