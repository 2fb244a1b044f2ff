//! The integration tests of Vigie: one binary, one file per slice.

#[cfg(test)]
mod work;
#[cfg(test)]
mod waist;

#[cfg(test)]
mod audit;
