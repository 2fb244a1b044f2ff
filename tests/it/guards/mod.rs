//! Promises of the whole system: who may do what on every route, the same on both engines, and nothing lost when
//! things break.

mod authorisation;
mod breakage;
mod house;
mod killed;
mod proxy;
mod routes;
mod schemas;
mod scopes;
mod statements;
mod texts;
