//! Exact amounts that a database can add up: millionths of a unit in 64 bits.

use rust_decimal::Decimal;

/// An amount in millionths of its unit; up to 9.2 million million units fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Amount(i64);

/// Why a decimal is not an [`Amount`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AmountError {
    /// More than six decimal places.
    #[error("{0} has more than six decimal places; round it first")]
    TooFine(Decimal),
    /// Past 64 bits of millionths.
    #[error("{0} is larger than can be added up exactly (9.2 million million)")]
    TooLarge(Decimal),
}

impl Amount {
    const MILLION: i64 = 1_000_000;

    /// From a decimal number of units.
    ///
    /// # Errors
    /// Where it has more than six places or does not fit: nothing is ever rounded.
    pub fn from_decimal(value: Decimal) -> Result<Self, AmountError> {
        let large = AmountError::TooLarge(value);
        let scaled = value.checked_mul(Decimal::from(Self::MILLION)).ok_or(large)?;
        if !scaled.fract().is_zero() {
            return Err(AmountError::TooFine(value));
        }
        i64::try_from(scaled).map(Self).map_err(|_| large)
    }

    /// As a decimal number of units, without trailing zeros.
    #[must_use]
    pub fn to_decimal(self) -> Decimal {
        (Decimal::from(self.0) / Decimal::from(Self::MILLION)).normalize()
    }

    /// From millionths, as stored.
    #[must_use]
    pub fn from_millionths(millionths: i64) -> Self {
        Self(millionths)
    }

    /// In millionths, to be stored.
    #[must_use]
    pub fn millionths(self) -> i64 {
        self.0
    }
}

impl std::ops::Add for Amount {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl std::ops::Neg for Amount {
    type Output = Self;

    fn neg(self) -> Self {
        Self(-self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_exact_or_refused() {
        let exact = Decimal::new(137, 2);
        assert_eq!(Amount::from_decimal(exact).map(Amount::to_decimal), Ok(exact));
        let fine = Decimal::new(1, 7);
        assert_eq!(Amount::from_decimal(fine), Err(AmountError::TooFine(fine)));
        let large = Decimal::from(10_000_000_000_000_i64);
        assert_eq!(Amount::from_decimal(large), Err(AmountError::TooLarge(large)));
    }
}
