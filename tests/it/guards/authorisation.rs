//! Who may do what, on every route.

use super::routes::inventory;

#[test]
fn dump() {
    for (method, path) in inventory(&vigie::router::routes()) {
        println!("{method} {path}");
    }
}
