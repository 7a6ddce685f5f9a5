//! What generated clients send and read.

mod bodies;
mod security;
mod server;
mod styles;
