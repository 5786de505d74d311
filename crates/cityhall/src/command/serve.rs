//! `cityhall serve`: a city's portal, desk and API.

use std::error::Error;
use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::Arc;

use app::App;
use clap::Args;
use tokio::net::TcpListener;

use super::Ended;
use crate::city::CityArguments;

/// Options of `cityhall serve`.
#[derive(Args)]
pub(crate) struct Serve {
    #[command(flatten)]
    city: CityArguments,
    /// The address to listen on; port 0 takes any that is free.
    #[arg(long, default_value = "127.0.0.1:8020")]
    addr: SocketAddr,
}

impl Serve {
    pub(crate) fn run(self) -> Ended {
        let app = self.city.open()?;
        serve(app, self.addr, |address| println!("http://{address}/"))?;
        Ok(ExitCode::SUCCESS)
    }
}

/// Serves until the process is asked to end, and then finishes what is under way.
pub(crate) fn serve(
    app: App,
    address: SocketAddr,
    ready: impl FnOnce(SocketAddr),
) -> Result<(), Box<dyn Error>> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let listener = TcpListener::bind(address)
            .await
            .map_err(|error| format!("cannot listen on {address}: {error}; choose --addr"))?;
        ready(listener.local_addr()?);
        let site = web::site(Arc::new(app));
        axum::serve(listener, site)
            .with_graceful_shutdown(asked_to_end())
            .await?;
        Ok(())
    })
}

async fn asked_to_end() {
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
