//! What generated clients send and read.

mod bodies;
mod layers;
mod security;
mod server;
mod styles;
