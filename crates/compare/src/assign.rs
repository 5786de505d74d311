//! Who goes with whom: the one-to-one assignment whose evidence weighs most in all.

use std::collections::BTreeMap;

/// That a row may go with a column, and how much speaks for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Edge {
    pub(crate) row: usize,
    pub(crate) column: usize,
    pub(crate) weight: i64,
}

/// For each row that has one, its column. No column is given twice, and the sum of weights is the
/// greatest there is; where several sums are equal, the lower rows and columns have the say.
///
/// Edges fall into groups that share no row and no column, most of them tiny; each is solved for
/// itself by the Hungarian method.
pub(crate) fn assign(edges: &[Edge]) -> BTreeMap<usize, usize> {
    let mut assigned = BTreeMap::new();
    for group in groups(edges) {
        solve(&group, &mut assigned);
    }
    assigned
}

/// Edges that hang together by rows and columns.
fn groups(edges: &[Edge]) -> Vec<Vec<Edge>> {
    let mut group_of_row: BTreeMap<usize, usize> = BTreeMap::new();
    let mut group_of_column: BTreeMap<usize, usize> = BTreeMap::new();
    let mut groups: Vec<Vec<Edge>> = Vec::new();
    for edge in edges {
        let row = group_of_row.get(&edge.row).copied();
        let column = group_of_column.get(&edge.column).copied();
        let group = match (row, column) {
            (Some(row), Some(column)) if row != column => {
                let moved = std::mem::take(&mut groups[column]);
                for edge in &moved {
                    group_of_row.insert(edge.row, row);
                    group_of_column.insert(edge.column, row);
                }
                groups[row].extend(moved);
                row
            }
            (Some(group), _) | (None, Some(group)) => group,
            (None, None) => {
                groups.push(Vec::new());
                groups.len() - 1
            }
        };
        group_of_row.insert(edge.row, group);
        group_of_column.insert(edge.column, group);
        groups[group].push(*edge);
    }
    groups.retain(|group| !group.is_empty());
    groups
}

/// The Hungarian method by shortest augmenting paths (Kuhn, Munkres). Every row has a column of its
/// own that stands for going with none, so that there is always an assignment.
fn solve(edges: &[Edge], assigned: &mut BTreeMap<usize, usize>) {
    let index = |of: fn(&Edge) -> usize| {
        let mut all: Vec<usize> = edges.iter().map(of).collect();
        all.sort_unstable();
        all.dedup();
        all
    };
    let (rows, columns) = (index(|edge| edge.row), index(|edge| edge.column));
    let width = columns.len() + rows.len();
    const NEVER: i64 = 1 << 40;
    let mut costs = vec![vec![NEVER; width]; rows.len()];
    for (row, costs) in costs.iter_mut().enumerate() {
        costs[columns.len() + row] = 0;
    }
    for edge in edges {
        let row = rows.partition_point(|row| *row < edge.row);
        let column = columns.partition_point(|column| *column < edge.column);
        costs[row][column] = costs[row][column].min(-edge.weight);
    }
    for (column, row) in cheapest(&costs, width).into_iter().enumerate() {
        if let (Some(row), Some(column)) = (row, columns.get(column)) {
            assigned.insert(rows[row], *column);
        }
    }
}

/// For each column the row that it goes with, at the least cost in all; every row has a column.
fn cheapest(costs: &[Vec<i64>], width: usize) -> Vec<Option<usize>> {
    let mut row_price = vec![0_i64; costs.len()];
    let mut column_price = vec![0_i64; width];
    let mut row_of: Vec<Option<usize>> = vec![None; width];
    for start in 0..costs.len() {
        let mut least = vec![i64::MAX; width];
        let mut came_from: Vec<Option<usize>> = vec![None; width];
        let mut is_done = vec![false; width];
        let (mut row, mut at) = (start, None);
        let end = loop {
            let mut next: Option<(i64, usize)> = None;
            for column in (0..width).filter(|column| !is_done[*column]) {
                let cost = costs[row][column] - row_price[row] - column_price[column];
                if cost < least[column] {
                    least[column] = cost;
                    came_from[column] = at;
                }
                if next.is_none_or(|(cost, _)| least[column] < cost) {
                    next = Some((least[column], column));
                }
            }
            let (delta, column) = next.expect("a row always has a column of its own left");
            row_price[start] += delta;
            for seen in 0..width {
                if is_done[seen] {
                    if let Some(row) = row_of[seen] {
                        row_price[row] += delta;
                    }
                    column_price[seen] -= delta;
                } else {
                    least[seen] = least[seen].saturating_sub(delta);
                }
            }
            is_done[column] = true;
            at = Some(column);
            match row_of[column] {
                Some(taken) => row = taken,
                None => break column,
            }
        };
        let mut column = end;
        while let Some(before) = came_from[column] {
            row_of[column] = row_of[before];
            column = before;
        }
        row_of[column] = Some(start);
    }
    row_of
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn weight(edges: &[Edge], assigned: &BTreeMap<usize, usize>) -> i64 {
        let of = |(row, column): (&usize, &usize)| {
            let edges = edges.iter().filter(|it| it.row == *row && it.column == *column);
            edges.map(|edge| edge.weight).max().expect("what is assigned is an edge")
        };
        assigned.iter().map(of).sum()
    }

    /// The greatest sum, found by trying everything.
    fn best(edges: &[Edge], row: usize, taken: u32) -> i64 {
        if row == 5 {
            return 0;
        }
        let of_row = edges.iter().filter(|it| it.row == row && taken & (1 << it.column) == 0);
        let with = of_row.map(|it| it.weight + best(edges, row + 1, taken | (1 << it.column)));
        with.max().unwrap_or(0).max(best(edges, row + 1, taken))
    }

    #[test]
    fn two_that_want_the_same_are_both_served() {
        let edge = |row, column, weight| Edge { row, column, weight };
        let edges = [edge(0, 7, 9), edge(0, 8, 8), edge(1, 7, 9), edge(2, 8, 1)];
        assert_eq!(assign(&edges), BTreeMap::from([(0, 8), (1, 7)]));
        assert!(assign(&[]).is_empty());
    }

    proptest! {
        #[test]
        fn no_other_assignment_weighs_more(
            edges in prop::collection::vec((0..5_usize, 0..5_usize, 1..50_i64), 0..16),
        ) {
            let edges: Vec<Edge> = edges
                .into_iter()
                .map(|(row, column, weight)| Edge { row, column, weight })
                .collect();
            let assigned = assign(&edges);
            let mut columns: Vec<_> = assigned.values().collect();
            columns.sort_unstable();
            columns.dedup();
            prop_assert_eq!(columns.len(), assigned.len());
            prop_assert_eq!(weight(&edges, &assigned), best(&edges, 0, 0));
        }
    }
}
