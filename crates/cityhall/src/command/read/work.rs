//! Work on all cores with results in order.

use std::collections::BTreeMap;
use std::io;
use std::num::NonZero;
use std::sync::{Mutex, PoisonError, mpsc};
use std::thread;

/// How many items may be under way or wait for an earlier one: memory stays the same however many
/// there are.
const WINDOW: usize = 32;

/// Makes something of each item on all cores, and takes what was made in the order of the items.
///
/// # Errors
/// The first that `take` gives; what is under way is then given up.
pub(in crate::command) fn in_order<T: Sync, R: Send>(
    items: &[T],
    make: impl Fn(&T) -> R + Sync,
    mut take: impl FnMut(usize, R) -> io::Result<()>,
) -> io::Result<()> {
    let workers = thread::available_parallelism().map_or(1, NonZero::get).min(items.len());
    if workers < 2 {
        return items.iter().enumerate().try_for_each(|(at, item)| take(at, make(item)));
    }
    // The next item is handed out only when an earlier one was taken.
    let (hand_out, to_do) = mpsc::channel();
    let to_do = Mutex::new(to_do);
    let (hand_in, done) = mpsc::channel();
    thread::scope(|scope| {
        for _ in 0..workers {
            let (to_do, hand_in, make) = (&to_do, hand_in.clone(), &make);
            scope.spawn(move || {
                loop {
                    let next = to_do.lock().unwrap_or_else(PoisonError::into_inner).recv();
                    let Ok(at) = next else { break };
                    if hand_in.send((at, make(&items[at]))).is_err() {
                        break;
                    }
                }
            });
        }
        drop(hand_in);
        let mut to_hand_out = 0..items.len();
        let mut hand_out_next = || to_hand_out.next().map(|at| hand_out.send(at));
        for _ in 0..WINDOW {
            hand_out_next();
        }
        let mut waiting = BTreeMap::new();
        for due in 0..items.len() {
            let made = loop {
                if let Some(made) = waiting.remove(&due) {
                    break made;
                }
                // A worker that ends early has panicked; the scope passes that on.
                let Ok((at, made)) = done.recv() else { return Ok(()) };
                waiting.insert(at, made);
            };
            take(due, made)?;
            hand_out_next();
        }
        drop(hand_out);
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_made_comes_in_the_order_of_the_items() {
        let items: Vec<usize> = (0..500).collect();
        let mut taken = Vec::new();
        let done = in_order(
            &items,
            |item| item * 2,
            |at, made| {
                taken.push((at, made));
                Ok(())
            },
        );
        assert!(done.is_ok());
        assert!(taken.iter().enumerate().all(|(at, made)| *made == (at, at * 2)));
        assert_eq!(taken.len(), 500);
    }

    #[test]
    fn nothing_more_is_made_once_nothing_is_taken() {
        let items: Vec<usize> = (0..500).collect();
        let made = std::sync::atomic::AtomicUsize::new(0);
        let counted = |_: &usize| made.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let done = in_order(&items, counted, |_, _| Err(io::ErrorKind::BrokenPipe.into()));
        assert!(done.is_err());
        assert!(made.into_inner() <= WINDOW + 1);
    }
}
