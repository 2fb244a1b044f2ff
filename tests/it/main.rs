//! The integration tests of Vigie: one binary, one file per slice.

#[cfg(test)]
mod waist;
#[cfg(test)]
mod work;

#[cfg(test)]
mod audit;

#[cfg(test)]
mod desks;

#[cfg(test)]
mod portal;

#[cfg(test)]
mod people;

#[cfg(test)]
mod imports;

#[cfg(test)]
mod inbox;

#[cfg(test)]
mod notices;

#[cfg(test)]
mod demo;

#[cfg(test)]
mod lifecycle;

#[cfg(test)]
mod sla;

#[cfg(test)]
mod api;

#[cfg(test)]
mod ticket_pages;

#[cfg(test)]
mod guards;

#[cfg(test)]
mod cli;

#[cfg(test)]
mod queues;

#[cfg(test)]
mod live;
