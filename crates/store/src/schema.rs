//! Which tables a database has, and which the program wants.

/// How far a database has been brought along the migrations that the program knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schema {
    /// How many migrations it has had; 0 where it is empty.
    pub found: u32,
    /// Those that are missing, in order, each by its number, its name and what it does.
    pub missing: Vec<&'static str>,
}

impl Schema {
    /// What is missing after the first `found` of these migrations. Each begins with a line of
    /// comment, `-- 0002 tiles: the tree in rows`, which is what people are told of it.
    #[must_use]
    pub fn after(found: u32, migrations: &[&'static str]) -> Self {
        let had = usize::try_from(found).unwrap_or(usize::MAX);
        let missing = migrations.iter().skip(had).map(|sql| title(sql)).collect();
        Self { found, missing }
    }

    /// The version that the program wants, and brings a database to.
    #[must_use]
    pub fn wanted(&self) -> u32 {
        self.found + u32::try_from(self.missing.len()).unwrap_or(0)
    }
}

fn title(sql: &'static str) -> &'static str {
    sql.lines().next().unwrap_or_default().trim_start_matches("-- ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_is_told_by_the_first_line_of_each_migration() {
        let migrations = ["-- 0001 journal: entries.\nCREATE", "-- 0002 tiles: rows.\nCREATE"];
        let behind = Schema::after(1, &migrations);
        assert_eq!(behind.missing, ["0002 tiles: rows."]);
        assert_eq!(behind.wanted(), 2);
        let current = Schema::after(2, &migrations);
        assert_eq!((current.missing.len(), current.wanted()), (0, 2));
    }
}
