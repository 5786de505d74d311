//! Work on many things at once whose results are wanted in their order, such as the tiles of a log.
//!
//! How many threads there are decides how long it takes and nothing else.

use std::num::NonZero;
use std::ops::ControlFlow;
use std::sync::mpsc;
use std::thread;

/// How many results each thread is ahead of whoever takes them; so memory does not grow.
const AHEAD: usize = 4;

/// Calls `work` for every item, on as many threads as the machine runs at once, and `take` with
/// the results on this thread, in the order of the items, until it breaks.
pub fn in_order<T, R: Send>(
    items: impl Iterator<Item = T> + Clone + Send,
    work: impl Fn(T) -> R + Sync,
    mut take: impl FnMut(R) -> ControlFlow<()>,
) {
    let threads = thread::available_parallelism().map_or(1, NonZero::get);
    thread::scope(|scope| {
        let begin = |thread| {
            let (sender, results) = mpsc::sync_channel(AHEAD);
            // Items are dealt out in turn, so results are taken in turn.
            let share = items.clone().skip(thread).step_by(threads);
            let work = &work;
            scope.spawn(move || share.map(work).try_for_each(|result| sender.send(result)));
            results
        };
        let results: Vec<mpsc::Receiver<R>> = (0..threads).map(begin).collect();
        // The first whose share has ended at its turn had no item there: there are no more.
        for result in results.iter().cycle().map_while(|results| results.recv().ok()) {
            if take(result).is_break() {
                break;
            }
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(items: u64, until: u64) -> Vec<u64> {
        let mut taken = Vec::new();
        in_order(
            0..items,
            |item| item * item,
            |result| {
                taken.push(result);
                if result == until { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            },
        );
        taken
    }

    #[test]
    fn results_come_in_the_order_of_items_however_many_there_are() {
        for items in [0, 1, 2, 3, 7, 64, 1_000] {
            let squares: Vec<u64> = (0..items).map(|item| item * item).collect();
            assert_eq!(taken(items, u64::MAX), squares);
        }
    }

    #[test]
    fn whoever_takes_no_more_ends_it() {
        assert_eq!(taken(u64::MAX, 49), [0, 1, 4, 9, 16, 25, 36, 49]);
    }

    #[test]
    #[should_panic(expected = "a scoped thread panicked")]
    fn a_panic_is_not_the_end_of_the_items() {
        in_order(0..9, |item| assert_ne!(item, 5), |()| ControlFlow::Continue(()));
    }
}
