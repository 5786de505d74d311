//! `cityhall serve`: a city's portal, desk and API.

mod chores;
mod witnesses;

use std::error::Error;
use std::io::{self, Write};
use std::net::{SocketAddr, TcpListener};
use std::process::ExitCode;
use std::sync::Arc;

use app::App;
use clap::Args;

use super::{Ended, migrate};
use crate::city::CityArguments;
use crate::net::NetArguments;
use crate::shared::Shared;
use chores::Chores;
pub(crate) use witnesses::Witnesses;

/// Options of `cityhall serve`.
#[derive(Args)]
pub(crate) struct Serve {
    #[command(flatten)]
    city: CityArguments,
    /// The address to listen on; port 0 takes any that is free.
    #[arg(long, default_value = "127.0.0.1:8020")]
    addr: SocketAddr,
    /// A witness that cosigns the log's checkpoints: its address and its public key; may be
    /// repeated.
    #[arg(long = "witness", num_args = 2, value_names = ["URL", "KEY"])]
    witnesses: Vec<String>,
    #[command(flatten)]
    net: NetArguments,
}

impl Serve {
    pub(crate) fn run(self) -> Ended {
        let witnesses = Witnesses::read(&self.witnesses, &self.net)?;
        if self.city.address()?.is_none() {
            migrate::announce(self.city.data())?;
        }
        // First of all: whoever cannot listen must not take the city from a process that does.
        let listener = listen(self.addr)?;
        let base = format!("http://{}/", listener.local_addr()?);
        let (app, shared) = self.city.open_as(&base)?;
        serve(app, listener, (witnesses, shared), &format!("{base}\n"))?;
        Ok(ExitCode::SUCCESS)
    }
}

/// Takes an address to listen on.
pub(crate) fn listen(address: SocketAddr) -> Result<TcpListener, Box<dyn Error>> {
    let failed = |error| format!("cannot listen on {address}: {error}; choose --addr");
    let listener = TcpListener::bind(address).map_err(failed)?;
    listener.set_nonblocking(true)?;
    Ok(listener)
}

/// Says what there is to say, and serves until the process is asked to end, and then finishes what
/// is under way.
pub(crate) fn serve(
    app: App,
    listener: TcpListener,
    (witnesses, shared): (Witnesses, Option<Shared>),
    greeting: &str,
) -> Result<(), Box<dyn Error>> {
    // Dropped after the runtime: a store in PostgreSQL closes its connections in one of its own.
    let app = Arc::new(app);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::from_std(listener)?;
        // Nobody may be reading any more: the city is served all the same.
        let _ = io::stdout().write_all(greeting.as_bytes());
        let _chores = Chores::start(Arc::clone(&app), witnesses, shared);
        let site = web::site(Arc::clone(&app), crate::upload::read_file);
        axum::serve(listener, site.into_make_service_with_connect_info::<SocketAddr>())
            .with_graceful_shutdown(asked_to_end())
            .await?;
        Ok(())
    })
}

/// Waits until the process is asked to end.
pub(crate) async fn asked_to_end() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = interrupt => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    // Without a handler the process ends at once, which loses nothing either.
    let _ = interrupt.await;
}
