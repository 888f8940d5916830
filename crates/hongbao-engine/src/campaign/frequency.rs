//! How often one user may draw: `[D<n>|W<n>|M<n>|]L<n>`.

use crate::Window;

/// The limits of one user in one campaign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Frequency {
    /// Draws in all.
    pub lifetime: u32,
    /// Draws in each window of the calendar, if that is limited too.
    pub window: Option<(Window, u32)>,
}

/// The greatest number of draws in all.
const MOST: u32 = 100;

impl Default for Frequency {
    /// One draw.
    fn default() -> Self {
        Self { lifetime: 1, window: None }
    }
}

impl Frequency {
    /// The limits that a text such as `D3|L10` names, its parts in any order; `None` if it names
    /// none: `L` must be there, at most 100, and one of `D`, `W`, `M` may be, at most as many.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (mut lifetime, mut window) = (None, None);
        for part in text.split('|') {
            let (letter, digits) = part.split_at_checked(1)?;
            let number = digits.bytes().all(|byte| byte.is_ascii_digit());
            let number = digits.parse().ok().filter(|n| number && (1..=MOST).contains(n))?;
            let earlier = match letter {
                "L" => lifetime.replace(number).map(drop),
                "D" => window.replace((Window::Day, number)).map(drop),
                "W" => window.replace((Window::Week, number)).map(drop),
                "M" => window.replace((Window::Month, number)).map(drop),
                _ => return None,
            };
            if earlier.is_some() {
                return None;
            }
        }
        let lifetime = lifetime?;
        let fits = window.is_none_or(|(_, number)| number <= lifetime);
        fits.then_some(Self { lifetime, window })
    }
}

#[cfg(test)]
mod tests;
