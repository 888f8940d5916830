//! A shutdown ends in its time, whatever still runs.

use std::io::Write;
use std::sync::Arc;
use std::time::Duration;

use hongbao_gateway::{Endpoint, Limits, admin_router, serve};
use hongbao_store::{BoxFuture, Chunk, Cursor, Failure, MemoryStore, Store, Walk};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;

use crate::harness::walked::{Walked, Walks};
use crate::wire::replay::{ADMIN_TOKEN, Fixed, app};

/// Books have no end: a read is reported, and then waits.
#[derive(Debug)]
struct Endless(Arc<Notify>);

impl Walks for Endless {
    fn walk(
        whole: &Walked<Self>,
        what: Walk,
        after: Cursor,
        limit: u32,
    ) -> BoxFuture<'_, Result<Chunk, Failure>> {
        if matches!(what, Walk::Book(_)) {
            whole.walks.0.notify_one();
            return Box::pin(std::future::pending());
        }
        whole.store.walk(what, after, limit)
    }
}

#[test]
fn an_audit_that_still_runs_is_cut() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let begun = Arc::new(Notify::new());
        let (store, walks) = (MemoryStore::new(Arc::new(Fixed)), Endless(Arc::clone(&begun)));
        let limits = Limits { drain_time: Duration::from_millis(50), ..Limits::default() };
        let app = app(Arc::new(Walked { store, walks }), limits).await;
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let endpoint = Endpoint::admin(listener, admin_router(Arc::clone(&app)));
        let mut stream = std::net::TcpStream::connect(address).unwrap();
        let request = format!(
            "GET /admin/v1/audit HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {ADMIN_TOKEN}\r\n\r\n"
        );
        stream.write_all(request.as_bytes()).unwrap();
        stream.set_nonblocking(true).unwrap();
        let stream = TcpStream::from_std(stream).unwrap();
        // It is told to stop once the audit is under way.
        serve(vec![endpoint], app, begun.notified()).await;
        let patience = Duration::from_secs(20);
        let cut = tokio::time::timeout(patience, stream.readable()).await;
        cut.expect("the connection is cut, although the runtime goes on").unwrap();
        let answer = stream.try_read(&mut [0; 99]);
        assert!(matches!(answer, Ok(0) | Err(_)), "{answer:?}: an audit that has not ended");
    });
}
