//! Both engines have the same tables, columns and indexes.

use std::collections::BTreeMap;

use postgres::NoTls;
use testkit::TestDb;
use vigie::migrations::MIGRATIONS;

/// Table → column → whether it must be filled.
type Tables = BTreeMap<String, BTreeMap<String, bool>>;
/// Index → table, whether it is unique, its columns.
type Indexes = BTreeMap<String, (String, bool, Vec<String>)>;

fn of_sqlite(path: &str) -> (Tables, Indexes) {
    let conn = rusqlite::Connection::open(path).unwrap();
    let names = |sql: &str| -> Vec<(String, String)> {
        let mut statement = conn.prepare(sql).unwrap();
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
        rows.map(Result::unwrap).collect()
    };
    let mut tables = Tables::new();
    for (table, _) in
        names("SELECT name, name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'")
    {
        let mut statement = conn
            .prepare(&format!("SELECT name, \"notnull\" OR pk > 0 FROM pragma_table_info('{table}')"))
            .unwrap();
        let columns = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
        tables.insert(table, columns.map(Result::unwrap).collect());
    }
    let mut indexes = Indexes::new();
    for (index, table) in
        names("SELECT name, tbl_name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL")
    {
        let unique = conn.query_row(
            &format!("SELECT \"unique\" FROM pragma_index_list('{table}') WHERE name = '{index}'"),
            [],
            |row| row.get(0),
        );
        let mut statement = conn
            .prepare(&format!(
                "SELECT COALESCE(name, '(expression)') FROM pragma_index_info('{index}') ORDER BY seqno"
            ))
            .unwrap();
        let columns = statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
        indexes.insert(index, (table, unique.unwrap(), columns));
    }
    (tables, indexes)
}

fn of_postgres(url: &str) -> (Tables, Indexes) {
    let mut client = postgres::Client::connect(url, NoTls).unwrap();
    let mut tables = Tables::new();
    let sql = "SELECT table_name::text, column_name::text, is_nullable = 'NO' FROM information_schema.columns \
               WHERE table_schema = 'public'";
    for row in client.query(sql, &[]).unwrap() {
        tables.entry(row.get(0)).or_default().insert(row.get(1), row.get(2));
    }
    let mut indexes = Indexes::new();
    let sql = "SELECT i.relname::text, t.relname::text, x.indisunique, \
               ARRAY(SELECT COALESCE(a.attname::text, '(expression)') FROM unnest(x.indkey) WITH ORDINALITY AS k(n, place) \
                     LEFT JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.n ORDER BY k.place) \
               FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class t ON t.oid = x.indrelid \
               JOIN pg_namespace n ON n.oid = t.relnamespace \
               WHERE n.nspname = 'public' AND NOT x.indisprimary \
               AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = i.oid)";
    for row in client.query(sql, &[]).unwrap() {
        indexes.insert(row.get(0), (row.get(1), row.get(2), row.get(3)));
    }
    (tables, indexes)
}

#[tokio::test]
async fn both_engines_have_the_same_schema() {
    let (sqlite, Some(postgres)) = (TestDb::sqlite(), TestDb::postgres()) else { return };
    sqlite.migrate(MIGRATIONS).await;
    postgres.migrate(MIGRATIONS).await;
    let url = postgres.options.url.clone();
    let theirs = std::thread::spawn(move || of_postgres(&url)).join().unwrap();
    let ours = of_sqlite(&sqlite.options.url);
    assert_eq!(ours.0, theirs.0, "tables and columns");
    assert_eq!(ours.1, theirs.1, "indexes");
    assert!(ours.0.len() > 30, "{}", ours.0.len());
}
