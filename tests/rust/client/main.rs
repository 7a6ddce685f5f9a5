//! What generated clients send and read.

mod bodies;
mod checked;
mod layers;
mod security;
mod server;
mod styles;
mod xml;
