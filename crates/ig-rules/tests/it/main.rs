//! What holds for every row of the table.

mod table;
