//! Reading beside another process that writes for the city.

use crate::{App, Error};

impl App {
    /// Takes in what another process has recorded since the log had `seen` entries, and says how
    /// many it has now. To be called by a process that only reads: lists and totals it reads from
    /// the store each time, but reports and commitments it holds in memory.
    ///
    /// # Errors
    /// Where the store fails or holds something that cannot be folded.
    pub fn follow(&self, seen: u64) -> Result<u64, Error> {
        let size = self.store.log_size()?;
        if size != seen {
            self.read_accounts()?;
        }
        Ok(size)
    }
}
