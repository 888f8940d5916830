//! Registering users: what is known of them, and whose a login is.

use crate::{Books, Login, Refusal, Stop, User};

impl Books {
    /// Writes down what is known of a user, and gives the login to that user alone.
    ///
    /// # Errors
    ///
    /// [`Refusal::LoginTaken`], or what is not loaded yet.
    pub fn register(&mut self, user: User) -> Result<(), Stop> {
        let known = self.user(&user.id)?.and_then(|user| user.login_id.clone());
        if let Some(login_id) = user.login_id.clone() {
            let id = user.id.clone();
            if self.user_of(&login_id)?.is_some_and(|other| other != id) {
                return Err(Refusal::LoginTaken.into());
            }
            self.put(Login { login_id, user_id: Some(id) })?;
        }
        if let Some(login_id) = known.filter(|known| user.login_id.as_ref() != Some(known)) {
            self.put(Login { login_id, user_id: None })?;
        }
        self.put(user)
    }
}
