//! Who has which login.

use crate::{Books, Home, Key, Record, Refusal, Stop, Timestamp, User, UserId};

fn user(digit: u8, login_id: Option<&str>) -> User {
    User {
        id: UserId::parse(&format!("208800000000000{digit}")).unwrap(),
        login_id: login_id.map(str::to_owned),
        enterprise: false,
        uncertified: false,
        risky: false,
    }
}

#[test]
fn a_login_is_one_users_until_that_user_has_another() {
    let mut books = Books::open(Home::DIRECTORY, Timestamp::from_secs(0));
    for key in ["a", "b"].map(|login| Key::Login(login.to_owned())) {
        books.load(key, None);
    }
    for digit in [1, 2] {
        books.load(Record::User(user(digit, None)).key(), None);
    }
    let taken = Err(Stop::from(Refusal::LoginTaken));
    for (digit, login, outcome, a, b) in [
        (1, Some("a"), Ok(()), Some(1), None),
        (1, Some("a"), Ok(()), Some(1), None),
        (2, Some("a"), taken, Some(1), None),
        (1, Some("b"), Ok(()), None, Some(1)),
        (2, Some("a"), Ok(()), Some(2), Some(1)),
        (1, None, Ok(()), Some(2), None),
    ] {
        assert_eq!(books.register(user(digit, login)), outcome, "{digit} {login:?}");
        let whose = |login: &str| books.user_of(login).unwrap();
        let id = |digit: Option<u8>| digit.map(|digit| user(digit, None).id);
        assert_eq!((whose("a"), whose("b")), (id(a), id(b)), "{digit} {login:?}");
    }
}
