//! The table as Markdown.

use super::{Row, caller::Way, run::Cell};

const HEAD: &str = "\
# Servers

Made from the rows of [a test](it/servers/rows.rs) that runs all of them over sockets, with `ig-ureq`
and with `ig-reqwest` on a runtime of one thread and of two. It fails where a row does not come true
or this file is not current; `IG_SERVERS_WRITE=1 cargo test -p ig-tests --test it servers::` writes it.

*Call* is one call to such a server, on a connection that was used before; it is sent once each time.
*Flow* is a whole post whose first `media_publish` meets such a server, or each of whose uploads does,
and whose other requests are answered. *Sent* is how many such requests came to the server in all: a
second one after a look that found nothing. There is one post where it says *published*, and none
where it does not. *Found* means that the reply was lost and the post was looked for.
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
