//! Addresses within the site: a path and what its query says.

use std::collections::BTreeMap;

/// Where a visitor is, or could go.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Address {
    path: String,
    query: BTreeMap<String, String>,
}

impl Address {
    /// Reads what a request asks for. Of a parameter that stands there twice the last counts.
    pub(crate) fn new(path: &str, query: Option<&str>) -> Self {
        let query =
            query.and_then(|query| serde_urlencoded::from_str::<Vec<(String, String)>>(query).ok());
        Self { path: path.to_owned(), query: query.unwrap_or_default().into_iter().collect() }
    }

    /// What a parameter says; `None` where it is missing or empty.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.query.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// The same place with one parameter changed.
    pub(crate) fn with(&self, name: &str, value: &str) -> Self {
        let mut changed = self.clone();
        changed.query.insert(name.to_owned(), value.to_owned());
        changed
    }

    /// The same place with one parameter left out.
    pub(crate) fn without(&self, name: &str) -> Self {
        let mut changed = self.clone();
        changed.query.remove(name);
        changed
    }

    /// What stands behind the question mark; empty where there is nothing.
    pub(crate) fn query(&self) -> String {
        let address = self.to_string();
        address.split_once('?').map_or(String::new(), |(_, query)| query.to_owned())
    }

    /// All parameters, for a form that keeps those it has no control for.
    pub(crate) fn parameters(&self) -> impl Iterator<Item = (&str, &str)> {
        self.query.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

impl std::fmt::Display for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.path)?;
        let said: Vec<_> = self.query.iter().filter(|(_, value)| !value.is_empty()).collect();
        if said.is_empty() {
            return Ok(());
        }
        let query = serde_urlencoded::to_string(said).map_err(|_| std::fmt::Error)?;
        write!(f, "?{query}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_survives_being_written_and_read() {
        let address = Address::new("/commitments", Some("q=%E5%85%AC%E5%8E%95&verdict=&lang=en"));
        assert_eq!(address.get("q"), Some("公厕"));
        assert_eq!(address.get("verdict"), None);
        assert_eq!(address.to_string(), "/commitments?lang=en&q=%E5%85%AC%E5%8E%95");
        assert_eq!(
            address.without("q").with("lang", "zh-CN").to_string(),
            "/commitments?lang=zh-CN"
        );
    }
}
