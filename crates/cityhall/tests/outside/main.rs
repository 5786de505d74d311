//! A city as it is seen from outside: over TLS, through a server that lies, by a program that is
//! not ours, and by witnesses.

mod front;
mod lies;
mod mirror;
mod tls;
mod witnesses;
mod world;
